import type { AuditLog } from '../access/audit';
import type { ConversationKey } from '../access/conversation';
import type { JobTables } from '../monitor/repositories';
import type { NotifyTables } from '../notify/repositories';

/** The tables that commands need. services/store implements them, and further ones. */
export interface CommandTables
  extends
    JobTables,
    Pick<NotifyTables, 'watches' | 'jobSubscriptions' | 'outbox' | 'notices' | 'posted' | 'grouping' | 'reach'> {
  readonly audit: AuditLog;
  readonly settings: SettingRows;
  readonly proposals: Omit<ProposalRows, 'stands'>;
  readonly leases: {
    /** Whether `owner` holds `name` for 30 s of real time from now. */
    claim(name: string, owner: string): Promise<boolean>;
    release(name: string, owner: string): Promise<void>;
  };
}

/** The settings of conversations, as JSON. */
export interface SettingRows {
  /** null: there are none. */
  get(to: ConversationKey): Promise<unknown>;
  put(to: ConversationKey, value: unknown): Promise<void>;
}

/** Changes that wait for a person's yes. Any replica may take what another one opened. */
export interface ProposalRows {
  add(row: ProposalRow): Promise<void>;
  /** Also an ended one, until it is purged a day after it lapsed. */
  byId(id: string): Promise<KeptProposal | null>;
  /** The person's proposals in this place, open and ended ones, newest first. */
  newest(person: string, place: string, limit: number): Promise<readonly KeptProposal[]>;
  /** Ends it for one turn. Only that turn gets true, each time it asks: a turn may be repeated after a crash. */
  take(id: string, turn: string, end: ProposalEnd & { readonly how: 'yes' | 'no' }): Promise<boolean>;
  /** Ends it where nothing has ended it; else false. */
  replace(id: string, atMs: number): Promise<boolean>;
  /** Whether a bare answer of this person could be meant for a question in this place. */
  stands(person: string, place: string): Promise<boolean>;
  /** The person said something else in this place. `except`: the proposal that it answers. */
  personSpoke(person: string, place: string, except: string | null): Promise<void>;
  /** The bot sent a message unasked in this place: a bare answer of anybody there may be meant for that message. */
  botSpoke(place: string): Promise<void>;
}

interface ProposalRow {
  readonly id: string;
  readonly person: string;
  readonly place: string;
  /** When it lapses, epoch ms. */
  readonly untilMs: number;
  /** A `ProposedChange`, as JSON. */
  readonly asks: unknown;
  /** A `Question` (the text and place of its card), as JSON; null: another version of the bot asked. */
  readonly question: unknown;
}

export interface ProposalEnd {
  readonly how: 'yes' | 'no' | 'replaced';
  readonly atMs: number;
  /** The name of the second person who approved or declined; untrusted text. */
  readonly by?: string;
}

export interface KeptProposal extends ProposalRow {
  /** The turn that took it; null: none has. */
  readonly takenBy: string | null;
  /** null: it is open, or has lapsed. */
  readonly ended: ProposalEnd | null;
  /** The person or the bot has said something else there since, so a bare "yes" may not be meant for it. */
  readonly isInterrupted: boolean;
}

export interface CommandStore {
  /** Commits all of `work`, or nothing. `work` may run more than once, so it has no other effects. */
  transaction<T>(work: (tables: CommandTables) => Promise<T>): Promise<T>;
}
