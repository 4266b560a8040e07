import type { ReadOnlyMode } from '../services/access/readOnly';
import type { Role } from '../services/access/roles';
import type { PastLengths } from '../services/backup/durations';
import type { Advice } from '../services/backup/findings';
import type { ProtectedItem } from '../services/backup/types';
import type { AzureError, Unread } from '../services/backup/vaults';
import type { Language } from '../services/platform/language';

/**
 * One sentence and buttons for what to do next: the answer to bad input, a refusal, an acknowledgement or an apology.
 * `key` is the path of its text under `messages` in the locales; `facts` fill the placeholders of that text.
 */
export interface MessageView {
  readonly kind: 'message';
  readonly tone: 'info' | 'warning' | 'error';
  readonly key: string;
  readonly facts: Readonly<Record<string, string | number | Date>>;
  /** Buttons for the next step, e.g. under "Did you mean …?". */
  readonly offers: readonly CommandButton[];
  /** Azure's code, sentence and request id, if Azure refused. */
  readonly azure?: AzureError;
  /** Places that could not be read; the typed VM (`facts.typed`) may be there. */
  readonly unread?: Unread;
}

/**
 * A button that runs a command when pressed. `say` is the command in words; it is the title unless a better one exists.
 */
export interface CommandButton {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly say: string;
}

/** The answer to `explain`: a concept of Azure Backup or an error code. */
export interface ExplainView {
  readonly kind: 'explain';
  readonly topic: ExplainTopic;
  /** How long the backups of this VM took, if the question was about one VM. */
  readonly vmDurations?: PastLengths & { readonly item: ProtectedItem };
}

export type ExplainTopic =
  /** A key under `explain.topics` in the locales. */
  | { readonly kind: 'concept'; readonly key: string }
  | { readonly kind: 'code'; readonly advice: Advice }
  /** A code that the bot cannot explain. The card says so, and where to look. */
  | { readonly kind: 'unknownCode'; readonly code: string };

/** The answer to `help`, limited to the person's role. */
export interface HelpView {
  readonly kind: 'help';
  readonly role: Role | null;
  /** Set while the bot is read-only. */
  readonly readOnly?: ReadOnlyMode;
  /** The commands that the person may use; only one if the person asked about one. */
  readonly commands: readonly {
    readonly name: string;
    readonly usage: Readonly<Record<Language, string>>;
    readonly role: Role;
  }[];
}

/** A message view with defaults: plain information without placeholders and buttons. */
export function message(key: string, rest: Partial<Omit<MessageView, 'kind' | 'key'>> = {}): MessageView {
  return { kind: 'message', tone: 'info', key, facts: {}, offers: [], ...rest };
}
