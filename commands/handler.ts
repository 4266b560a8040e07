import type { Command, CommandKind, CommandOf } from '../protocol/command';
import type { View } from '../protocol/view';
import type { Role } from '../services/access/roles';
import type { ProtectedItem } from '../services/backup/types';
import type { Unread } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import type { Language } from '../services/platform/language';
import type { Services } from '../views/services';

/** Who asks, where and in which language, and the services that answer. */
export interface CommandContext {
  readonly ask: Ask;
  readonly services: Services;
}

/** Answer to one command. `choose`: the name fits several VMs; a dialog asks which, and runs the command of `pick`. */
export type CommandOutcome =
  | { readonly kind: 'view'; readonly view: View }
  | {
      readonly kind: 'choose';
      readonly typed: string;
      readonly candidates: readonly ProtectedItem[];
      /** Vaults that could not be read. They may hold more VMs of that name. */
      readonly unread?: Unread;
      readonly pick: (item: ProtectedItem) => Command;
    };

/** Carries out one kind of command. Its role was checked before; a handler checks it again for each VM. */
export type Handler<K extends CommandKind> = (
  command: CommandOf<K>,
  context: CommandContext,
) => Promise<CommandOutcome>;

export function outcome(view: View): CommandOutcome {
  return { kind: 'view', view };
}

/** The words, usage, role and effect of a command. Help, the parser, the access check and the Teams app read it. */
export interface CommandSpec {
  /** Words that name the command. The first is displayed; the others are understood too. */
  readonly words: Readonly<Record<Language, readonly [string, ...string[]]>>;
  /** Pattern of the typed command. */
  readonly usage: Readonly<Record<Language, string>>;
  readonly role: Role;
  /** `keeps`: alters only what the bot keeps. `changes`: alters something in Azure, and never runs from a guess. */
  readonly effect: 'reads' | 'keeps' | 'changes';
  /** True for the ten commands in the menu of the Teams app: a night engineer's. Teams shows ten at most. */
  readonly menu?: true;
  /** True for commands that `help` omits (yes, no). */
  readonly unlisted?: true;
}
