import type { Command, CommandKind, CommandOf } from '../protocol/command';
import type { View } from '../protocol/view';
import type { Role } from '../services/access/roles';
import type { ProtectedItem } from '../services/backup/types';
import type { Unread } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import type { Language } from '../services/platform/language';
import type { Services } from '../views/services';

/** `choose`: the words name several VMs; the dialog asks which, then runs the command that `pick` makes of it. */
export type CommandOutcome =
  | { readonly kind: 'view'; readonly view: View }
  | {
      readonly kind: 'choose';
      readonly typed: string;
      readonly candidates: readonly ProtectedItem[];
      /** Where more of that name may be. */
      readonly unread?: Unread;
      readonly pick: (item: ProtectedItem) => Command;
    };

export type Handler<K extends CommandKind> = (
  command: CommandOf<K>,
  ask: Ask,
  services: Services,
) => Promise<CommandOutcome>;

/** One row of the table of commands: help, the parser, the access check, dispatch and the Teams manifest all read it. */
export interface CommandSpec<K extends CommandKind = CommandKind> {
  /** Words that name it, the one to display first (WORDING.md). */
  readonly words: Readonly<Record<Language, readonly [string, ...string[]]>>;
  /** How it is typed, in each language. */
  readonly usage: Readonly<Record<Language, string>>;
  readonly role: Role;
  /** `changes`: it alters something in Azure; never run from a guess. */
  readonly effect: 'reads' | 'changes';
  /** false: not shown by `help` (yes, no). */
  readonly listed: boolean;
  readonly run: Handler<K>;
}
