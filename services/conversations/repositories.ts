import type { AuditLog } from '../access/audit';
import type { ConversationKey } from '../access/conversation';
import type { JobTables } from '../monitor/repositories';
import type { NotifyTables } from '../notify/repositories';

/** What commands keep. services/store implements it, with more. */
export interface CommandTables
  extends
    JobTables,
    Pick<NotifyTables, 'watches' | 'jobSubscriptions' | 'outbox' | 'notices' | 'posted' | 'quiet' | 'reach'> {
  readonly audit: AuditLog;
  /** What a conversation has set; JSON of ours. */
  readonly settings: {
    get(place: ConversationKey): Promise<unknown>;
    put(place: ConversationKey, value: unknown): Promise<void>;
  };
  /** What waits for a yes. */
  readonly proposals: {
    add(row: ProposalRow): Promise<void>;
    byId(id: string): Promise<KeptProposal | null>;
    /** Those of this person in this place, whatever became of them, newest first. */
    newest(person: string, place: string, limit: number): Promise<readonly KeptProposal[]>;
    /** Ends it. Of any number of turns one hears true, however often it asks: it may be taken up again after a crash. */
    take(id: string, turn: string, end: { readonly how: 'yes' | 'no'; readonly atMs: number }): Promise<boolean>;
    /** Ends it where nothing has; false where something had. */
    replace(id: string, atMs: number): Promise<boolean>;
    /** This person said something else in this place: not what answers `except`. */
    said(person: string, place: string, except: string | null): Promise<void>;
    /** The bot told something unasked in this place. */
    told(place: string): Promise<void>;
  };
  readonly leases: {
    /** Whether `owner` has `name` for 30 s of real time from now. */
    claim(name: string, owner: string): Promise<boolean>;
    release(name: string, owner: string): Promise<void>;
  };
}

export interface ProposalRow {
  readonly id: string;
  readonly person: string;
  readonly place: string;
  readonly untilMs: number;
  /** JSON of ours. */
  readonly asks: unknown;
  /** What its card says, and where; JSON of ours. null: another version of the bot asked. */
  readonly question: unknown;
}

export interface KeptProposal extends ProposalRow {
  readonly takenBy: string | null;
  /** null: open, or lapsed. */
  readonly ended: { readonly how: 'yes' | 'no' | 'replaced'; readonly atMs: number } | null;
  /** Its person said something else there since. */
  readonly saidSince: boolean;
}

export interface CommandStore {
  /** All of `work`, or nothing; it may be run again, so it does nothing else. */
  transaction<T>(work: (tables: CommandTables) => Promise<T>): Promise<T>;
}
