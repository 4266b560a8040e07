import type { Command, CommandKind, CommandOf } from '../protocol/command';
import type { View } from '../protocol/view';
import type { Access, Grant, Person, Place, Role } from '../services/access/roles';
import type { ProtectedItem } from '../services/backup/types';
import type { LastRead, Unread, Vaults } from '../services/backup/vaults';
import type { Proposals } from '../services/conversations/proposals';
import type { CommandStore } from '../services/conversations/repositories';
import type { Settings } from '../services/conversations/settings';
import type { ConversationKey } from '../services/notify/notice';
import type { Triggers } from '../services/onDemand/triggers';
import type { Clock } from '../services/platform/clock';
import type { Language } from '../services/platform/language';
import type { Log } from '../services/platform/log';
import type { ConsistencySeen } from '../views/consistencyCache';

/** One question: who asks, where, in which language. The grant is the asker's at this moment. */
export interface Ask {
  readonly person: Person;
  readonly place: Place;
  /** The same place for messages that nobody asks for, and the thread that it was asked in (channels). */
  readonly to: ConversationKey;
  readonly thread: string | null;
  readonly grant: Grant;
  readonly language: Language;
  readonly timeZone: string;
  /** Names the turn in the log and in an apology. */
  readonly turnId: string;
  /** When it was asked, epoch ms of the bot's clock, where a process died before the answer; else just now. */
  readonly askedMs?: number;
  /** The client asked by itself, to draw a card anew: nothing may change, and the person has said nothing. */
  readonly automatic?: boolean;
  /** No question of this person stood in this place when this came, in any replica. */
  readonly noneStood?: boolean;
  /** "Which VM?" was the last question, and what is said now closed it without naming one. */
  readonly closedPick?: boolean;
}

/** What commands work with; built once by index.ts. */
export interface Services {
  readonly vaults: Vaults;
  /** What was read of Azure last, by whomever: what costs no read. */
  readonly lastRead: LastRead;
  readonly access: Access;
  readonly clock: Clock;
  readonly proposals: Proposals;
  readonly settings: Settings;
  readonly triggers: Triggers;
  readonly seen: ConsistencySeen;
  readonly store: CommandStore;
  readonly log: Log;
}

/** `choose`: the words name several VMs; the dialog asks which, then runs the command that `pick` makes of it. */
export type Outcome =
  | { readonly kind: 'view'; readonly view: View }
  | {
      readonly kind: 'choose';
      readonly typed: string;
      readonly candidates: readonly ProtectedItem[];
      /** Where more of that name may be. */
      readonly unread?: Unread;
      readonly pick: (item: ProtectedItem) => Command;
    };

export type Run<K extends CommandKind> = (command: CommandOf<K>, ask: Ask, services: Services) => Promise<Outcome>;

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
  readonly run: Run<K>;
}
