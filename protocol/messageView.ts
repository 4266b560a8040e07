import type { Role } from '../services/access/roles';
import type { PastLengths } from '../services/backup/durations';
import type { Advice } from '../services/backup/findings';
import type { ProtectedItem } from '../services/backup/types';
import type { AzureError, Unread } from '../services/backup/vaults';
import type { Language } from '../services/platform/language';

/**
 * One sentence, with what could be done next: bad input, a refusal, an acknowledgement, an apology.
 * `key` stands under `messages` in the locales, `facts` fill it.
 */
export interface MessageView {
  readonly kind: 'message';
  readonly tone: 'info' | 'warning' | 'error';
  readonly key: string;
  readonly facts: Readonly<Record<string, string | number | Date>>;
  /** Offered as buttons, e.g. "Did you mean …?". */
  readonly offers: readonly CommandButton[];
  /** Azure's code and request id, where Azure refused. */
  readonly azure?: AzureError;
  /** Where what was typed (`facts.typed`) may be, since nothing could be read there. */
  readonly unread?: Unread;
}

/** A button: which command it runs when pressed. `say` is the same in words, shown on the button where no title fits better. */
export interface CommandButton {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly say: string;
}

export interface ExplainView {
  readonly kind: 'explain';
  readonly topic: ExplainTopic;
  /** Of a VM that was asked for: how long its own backups took. */
  readonly past?: PastLengths & { readonly item: ProtectedItem };
}

export type ExplainTopic =
  /** A key under `explain.topics` in the locales. */
  | { readonly kind: 'concept'; readonly key: string }
  | { readonly kind: 'code'; readonly advice: Advice }
  /** A code that no source explains: said so, shown as it is, with where to look. */
  | { readonly kind: 'unknownCode'; readonly code: string };

export interface HelpView {
  readonly kind: 'help';
  readonly role: Role | null;
  /** Rows of the table of commands that the person may use; one row where a command was named. */
  readonly commands: readonly {
    readonly name: string;
    readonly usage: Readonly<Record<Language, string>>;
    readonly role: Role;
  }[];
}

/** A sentence of ours; `key` stands under `messages` in the locales. */
export function message(key: string, rest: Partial<Omit<MessageView, 'kind' | 'key'>> = {}): MessageView {
  return { kind: 'message', tone: 'info', key, facts: {}, offers: [], ...rest };
}
