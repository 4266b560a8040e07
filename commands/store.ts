import type { AuditLog } from '../services/access/audit';
import type { ConversationKey } from '../services/notify/notice';
import type { NotifyTables } from '../services/notify/repositories';
import type { WatchTables } from '../services/watch/repositories';

/** What commands keep. services/store implements it, with more. */
export interface CommandTables extends WatchTables, Pick<NotifyTables, 'watches' | 'promises' | 'outbox' | 'notices'> {
  readonly audit: AuditLog;
  /** What a conversation has set; JSON of ours. */
  readonly settings: {
    get(place: ConversationKey): Promise<unknown>;
    put(place: ConversationKey, value: unknown): Promise<void>;
  };
  /** What waits for a yes. */
  readonly proposals: {
    add(row: ProposalRow): Promise<void>;
    byId(id: string): Promise<(ProposalRow & { readonly takenBy: string | null }) | null>;
    /** The id of the one that `turn` took; else of the newest that this person has not taken in this place, expired ones too. */
    newest(person: string, place: string, turn: string): Promise<string | null>;
    /** Of any number of turns one hears true, however often it asks: it may be taken up again after a crash. */
    take(id: string, turn: string): Promise<boolean>;
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
}

export interface CommandStore {
  /** All of `work`, or nothing; it may be run again, so it does nothing else. */
  transaction<T>(work: (tables: CommandTables) => Promise<T>): Promise<T>;
}
