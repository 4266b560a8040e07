import type { PastJob } from '../backup/durations';
import type { IdKey, ItemId, JobKey } from '../backup/ids';
import type { VaultRef } from '../backup/types';
import type { WatchedJob } from './track/watchedJob';

/**
 * The table of watched jobs, within one transaction. `ofVault` and `byKey` lock the rows that they return until the
 * transaction ends, so that no other process changes them meanwhile (PostgreSQL: FOR UPDATE; SQLite has one writer).
 */
export interface WatchedJobs {
  /**
   * Adds a job. Returns false and changes nothing if a row has the same `key`, or the same vault and `jobId`: the job
   * is already watched. (A partial unique index covers the vault key and job id, if that is not null.)
   */
  add(watched: WatchedJob): Promise<boolean>;
  /** Replaces the row with the job's `key`. False if there is none, or another row of the vault has its `jobId`. */
  save(watched: WatchedJob): Promise<boolean>;
  /** Deletes a trigger that Azure surely refused. */
  remove(key: JobKey): Promise<void>;
  /** Locks the row; null if the key is unknown. */
  byKey(key: JobKey): Promise<WatchedJob | null>;
  /** The rows with these keys, in any order, not locked. */
  byKeys(keys: readonly JobKey[]): Promise<readonly WatchedJob[]>;
  /** The job with this id of Azure's, even a done one; null if the vault has none. Not locked. */
  byJob(vault: VaultRef, jobId: string): Promise<WatchedJob | null>;
  /** Azure's ids of the vault's jobs that started since then, including done ones; the newest 20,000. Not locked. */
  jobIds(vault: VaultRef, sinceMs: number): Promise<ReadonlySet<IdKey>>;
  /** Jobs of the vault that are not done, locked, oldest first (by `startedMs`, then key), at most 2,000. */
  ofVault(vault: VaultRef): Promise<readonly WatchedJob[]>;
  /** Jobs of one item that started since then, including done ones, newest first, at most 20. Not locked. */
  ofItem(item: ItemId, sinceMs: number): Promise<readonly WatchedJob[]>;
  /** A page of the jobs that are not done, by key, after `afterKey` (null for the first page). Not locked. */
  open(afterKey: JobKey | null, limit: number): Promise<readonly WatchedJob[]>;
  /** The newest revision, for `changedSince`; 0 before the first. */
  revision(): Promise<number>;
  /**
   * Rows that any process added or saved after that revision, including done ones, by revision, at most `limit`. Each
   * add and save gives its row the table's next revision: a counter, not a time. Removed rows are not reported.
   */
  changedSince(
    revision: number,
    limit: number,
  ): Promise<{ readonly rows: readonly WatchedJob[]; readonly revision: number }>;
}

/** The tables that the monitor uses within a transaction. */
export interface JobTables {
  readonly watched: WatchedJobs;
  readonly history: JobHistory;
}

/** How long each VM's backups took, for texts such as "usually 38 min". Rows are deleted after 400 days. */
export interface JobHistory {
  /** One row per job: a later write replaces it. */
  put(job: PastJob): Promise<void>;
  /** Newest first. */
  of(item: ItemId, limit: number): Promise<readonly PastJob[]>;
}
