import type { PastJob } from '../backup/durations';
import type { VaultRef } from '../backup/types';
import type { WatchedJob } from './track/watchedJob';

/**
 * The watched jobs, within one transaction. A row is never changed under a reader's hands: `ofVault` and `byKey` lock
 * what they return until the transaction ends (PostgreSQL: FOR UPDATE; SQLite has one writer anyway).
 */
export interface WatchedJobs {
  /**
   * Adds a job. false, and nothing is changed, where its `key` is known already, or its vault and `jobId` (a partial
   * unique index on the lower-case vault key and job id where that is not null): then somebody else watches it.
   */
  add(watched: WatchedJob): Promise<boolean>;
  /** Replaces the row of its `key`. false where there is none, or another row of the vault has its `jobId`. */
  save(watched: WatchedJob): Promise<boolean>;
  /** Forgets a trigger that Azure surely refused. */
  remove(key: string): Promise<void>;
  /** Locked; null where unknown. */
  byKey(key: string): Promise<WatchedJob | null>;
  /** Those of these keys, in any order. Not locked. */
  byKeys(keys: readonly string[]): Promise<readonly WatchedJob[]>;
  /** By Azure's id of the job, whatever its case; done ones too. Not locked. */
  byJob(vault: VaultRef, jobId: string): Promise<WatchedJob | null>;
  /** Azure's ids, in lower case, of the vault's jobs that started since then, done ones too; at most 20,000, the newest. Not locked. */
  jobIds(vault: VaultRef, sinceMs: number): Promise<ReadonlySet<string>>;
  /** Those of the vault that are not done, locked, oldest first (by `startedMs`, then key), at most 2,000. */
  ofVault(vault: VaultRef): Promise<readonly WatchedJob[]>;
  /** Those of one item that started since then, done ones too, newest first, at most 20. Not locked. */
  ofItem(itemId: string, sinceMs: number): Promise<readonly WatchedJob[]>;
  /** Those not done, of all vaults, in the order of their keys, from behind `afterKey` ('' for the first page). Not locked. */
  open(afterKey: string, limit: number): Promise<readonly WatchedJob[]>;
  /** The last one that was given, for `changedSince`; 0 before the first. */
  revision(): Promise<number>;
  /**
   * What was added, saved or removed in any process since that revision, done ones too, at most `limit`, in the order of
   * revisions. Each add and save gives its row the next revision: a counter of the table, no clock. A removed row need not be told.
   */
  changedSince(
    revision: number,
    limit: number,
  ): Promise<{ readonly rows: readonly WatchedJob[]; readonly revision: number }>;
}

/** What the watcher works with inside `store.transaction`. */
export interface JobTables {
  readonly watched: WatchedJobs;
  readonly history: JobHistory;
}

/** How long each VM's backups took (CONTRACT 5, "usually 38 min"). Purged after 400 days. */
export interface JobHistory {
  /** Once per job: what is written again replaces what was known. */
  put(job: PastJob): Promise<void>;
  /** Newest first, whatever the id's case. */
  of(itemId: string, limit: number): Promise<readonly PastJob[]>;
}
