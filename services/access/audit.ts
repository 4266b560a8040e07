import type { ItemId } from '../backup/ids';
import type { Role } from './roles';

/** One attempt to change something, allowed or not (README.md, `audit`). Times are epoch ms. */
export interface AuditEntry {
  readonly at: number;
  /** As the channel vouches for it; the name is untrusted text. */
  readonly by: { readonly id: string; readonly aadObjectId: string | null; readonly name: string };
  readonly tenant: string | null;
  readonly conversation: string;
  /** The command's kind and its words, as they were understood. */
  readonly command: string;
  readonly text: string;
  readonly vm: { readonly name: string; readonly itemId: string } | null;
  /** What the person held there; null: no access. */
  readonly role: Role | null;
}

/** What came of it: a key of our own words, and the job or error that Azure named. */
export interface AuditOutcome {
  readonly result: string;
  readonly jobId: string | null;
  readonly code: string | null;
}

export interface AuditedEntry extends AuditEntry {
  /** null: not known, the process may have died before. */
  readonly outcome: AuditOutcome | null;
}

export interface AuditLog {
  /** Written before the attempt is made; resolves with the number to add its outcome by. */
  begin(entry: AuditEntry): Promise<number>;
  end(id: number, outcome: AuditOutcome): Promise<void>;
  /** Newest first, since `since` (epoch ms), at most `limit`, and of `item` alone where it is not null. */
  find(asked: {
    readonly item: ItemId | null;
    readonly since: number;
    readonly limit: number;
  }): Promise<readonly AuditedEntry[]>;
}
