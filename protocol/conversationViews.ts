import type { ReadOnlyMode } from '../services/access/readOnly';
import type { Ceiling, Role } from '../services/access/roles';
import type { Language } from '../services/platform/language';

/** The first message after the bot is installed in a conversation. */
export interface WelcomeView {
  readonly kind: 'welcome';
}

/** The answer to `whoami`: the ids that an access rule may name, and the role that the rules give this person. */
export interface WhoamiView {
  readonly kind: 'whoami';
  readonly name: string;
  readonly ids: readonly {
    readonly label: 'user' | 'aadObject' | 'tenant' | 'conversation' | 'team';
    readonly value: string;
  }[];
  /** Null means no access. */
  readonly role: Role | null;
  /** What no rule exceeds; `role` is within it. Shown to people with a role. */
  readonly ceiling?: Ceiling;
  /** Set while the bot is read-only. */
  readonly readOnly?: ReadOnlyMode;
}

/** The answer to `settings`: language and time zone of the conversation. */
export interface SettingsView {
  readonly kind: 'settings';
  readonly language: Language;
  readonly timeZone: string;
  /** Whether this command has just changed the settings. */
  readonly changed: boolean;
}
