import type { AuditLog } from '../services/access/audit';
import type { ConversationKey } from '../services/notify/notice';
import type { NotifyTables } from '../services/notify/repositories';
import type { WatchTables } from '../services/watch/repositories';

/** What commands keep. services/store implements it, with more. */
export interface CommandTables extends WatchTables, Pick<NotifyTables, 'watches' | 'promises'> {
  readonly audit: AuditLog;
  /** What a conversation has set; JSON of ours. */
  readonly settings: {
    get(place: ConversationKey): Promise<unknown>;
    put(place: ConversationKey, value: unknown): Promise<void>;
  };
  readonly leases: {
    /** Whether `owner` has `name` for 30 s of real time from now. */
    claim(name: string, owner: string): Promise<boolean>;
    release(name: string, owner: string): Promise<void>;
  };
}

export interface CommandStore {
  /** All of `work`, or nothing; it may be run again, so it does nothing else. */
  transaction<T>(work: (tables: CommandTables) => Promise<T>): Promise<T>;
}
