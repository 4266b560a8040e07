import type { AuditLog } from '../access/audit';
import type { ConversationKey } from '../access/conversation';
import type { ReadOnlyRow } from '../access/readOnly';
import type { JobTables } from '../monitor/repositories';
import type { NotifyTables } from '../notify/repositories';
import type { Leases } from '../platform/leases';

/** The tables that commands need. services/store implements them, and others. */
export interface CommandTables
  extends
    JobTables,
    Pick<NotifyTables, 'watches' | 'jobSubscriptions' | 'outbox' | 'notices' | 'posted' | 'grouping' | 'reach'> {
  readonly audit: AuditLog;
  readonly settings: SettingRows;
  readonly readOnly: ReadOnlyRow;
  readonly proposals: Omit<ProposalRows, 'stands'>;
  readonly leases: Pick<Leases, 'claim' | 'release'>;
}

/** The settings of conversations, as JSON. */
export interface SettingRows {
  /** Null if the conversation has no settings. */
  get(to: ConversationKey): Promise<unknown>;
  put(to: ConversationKey, value: unknown): Promise<void>;
}

/** Changes that wait for a person's yes. Any replica may take what another one opened. */
export interface ProposalRows {
  add(row: ProposalRow): Promise<void>;
  /** Also finds an ended proposal, until it is purged a day after it lapsed. */
  byId(id: string): Promise<KeptProposal | null>;
  /** The person's proposals in this place, open and ended ones, newest first. */
  newest(person: string, place: string, limit: number): Promise<readonly KeptProposal[]>;
  /**
   * Ends the proposal for one turn. Only that turn gets true, each time it asks, because a turn may be repeated after a
   * crash.
   */
  take(id: string, turn: string, end: ProposalEnd & { readonly how: 'yes' | 'no' }): Promise<boolean>;
  /** Ends the proposal as replaced. False if something has already ended it. */
  replace(id: string, atMs: number): Promise<boolean>;
  /** Whether a bare answer of this person could be meant for a question in this place. */
  stands(person: string, place: string): Promise<boolean>;
  /** Records that the person said something in this place. `except` is the proposal that it answers. */
  personSpoke(person: string, place: string, except: string | null): Promise<void>;
  /**
   * Records that the bot sent an unasked message in this place. Anybody's bare answer there may be meant for that
   * message.
   */
  botSpoke(place: string): Promise<void>;
}

interface ProposalRow {
  readonly id: string;
  readonly person: string;
  readonly place: string;
  /** When the proposal lapses, in epoch ms. */
  readonly untilMs: number;
  /** A `ProposedChange`, as JSON. */
  readonly asks: unknown;
  /** A `Question` (the text and place of its card), as JSON; null if another version of the bot asked it. */
  readonly question: unknown;
}

export interface ProposalEnd {
  readonly how: 'yes' | 'no' | 'replaced';
  readonly atMs: number;
  /** The name of the second person who approved or declined; untrusted text. */
  readonly by?: string;
}

export interface KeptProposal extends ProposalRow {
  /** The turn that took the proposal; null if none has. */
  readonly takenBy: string | null;
  /** Null if the proposal is open or has lapsed. */
  readonly ended: ProposalEnd | null;
  /**
   * Whether the person or the bot has said something else there since, so that a bare "yes" may not be meant for it.
   */
  readonly isInterrupted: boolean;
}

export interface CommandStore {
  /** Commits all of `work`, or nothing. `work` may run more than once, so it has no other effects. */
  transaction<T>(work: (tables: CommandTables) => Promise<T>): Promise<T>;
}
