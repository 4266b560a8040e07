import type { Role } from '../services/access/roles';
import type { Language } from '../services/platform/language';

/** What the bot says of this place and of whoever asks in it. */

export interface WelcomeView {
  readonly kind: 'welcome';
}

export interface WhoamiView {
  readonly kind: 'whoami';
  readonly name: string;
  readonly ids: readonly {
    readonly label: 'user' | 'aadObject' | 'tenant' | 'conversation' | 'team';
    readonly value: string;
  }[];
  readonly role: Role | null;
}

export interface SettingsView {
  readonly kind: 'settings';
  readonly language: Language;
  readonly timeZone: string;
  readonly changed: boolean;
}
