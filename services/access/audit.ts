import type { ItemId } from '../backup/ids';
import type { Role } from './roles';

/** One attempt to change something, allowed or not; the command `audit` lists them. Times are epoch ms. */
export interface AuditEntry {
  readonly at: number;
  /** The ids are those that Teams authenticated; the name is untrusted text. */
  readonly by: { readonly id: string; readonly aadObjectId: string | null; readonly name: string };
  readonly tenant: string | null;
  readonly conversation: string;
  /** The command's kind. */
  readonly command: string;
  /** The command's words as the bot understood them. */
  readonly text: string;
  readonly vm: { readonly name: string; readonly itemId: string } | null;
  /** The second person who approved it; absent if none was needed. */
  readonly approvedBy?: AuditEntry['by'];
  /** The person's role over the VM; null means no access. */
  readonly role: Role | null;
}

/** How an attempt ended. `result` is one of the bot's own words; `jobId` and the error `code` come from Azure. */
export interface AuditOutcome {
  readonly result: string;
  readonly jobId: string | null;
  readonly code: string | null;
}

export interface AuditedEntry extends AuditEntry {
  /** Null if unknown, for example because the process died before the outcome was written. */
  readonly outcome: AuditOutcome | null;
}

export interface AuditLog {
  /** Writes the entry before the attempt is made; resolves with the id that `end` takes. */
  begin(entry: AuditEntry): Promise<number>;
  end(id: number, outcome: AuditOutcome): Promise<void>;
  /** Entries from `since` (epoch ms) on, newest first. `item` selects one VM; null selects all. */
  find(asked: {
    readonly item: ItemId | null;
    readonly since: number;
    readonly limit: number;
  }): Promise<readonly AuditedEntry[]>;
}
