import type { VaultRef } from '../services/backup/types';
import { MINUTE_MS, SECOND_MS } from '../services/platform/durations';

/** A backup whose go-ahead is sent once a list of its vault shows that no other snapshot of its VM runs. */
export interface AwaitedGoAhead {
  readonly run: { readonly vault: VaultRef };
  /** When a reading showed its snapshot done; null if none did. */
  seenDoneMs: number | null;
  /** When a list may be requested again, if the last request brought none. */
  checkMs: number;
  goAheadMs: number | null;
}

interface ListAccess {
  readonly nowMs: number;
  /** When the vault's list was last read. */
  readonly readMs: (vault: VaultRef) => number;
  /** Requests the vault's list now. */
  readonly read: (vault: VaultRef) => void;
}

/** A list younger than this serves, whether the monitor or a command read it. */
const LIST_MS = 20 * SECOND_MS;
const AGAIN_MS_MIN = 30 * SECOND_MS;
const AGAIN_MS_MAX = 5 * MINUTE_MS;

/** Does what `recheckGoAhead` does at the moment of sending. In these nights no VM has two backups. */
export function checkGoAheads(jobs: readonly AwaitedGoAhead[], { nowMs, readMs, read }: ListAccess): void {
  for (const job of jobs) {
    const { seenDoneMs, goAheadMs, run } = job;
    if (seenDoneMs === null || goAheadMs !== null) continue;
    const isNew = (): boolean => nowMs - readMs(run.vault) <= LIST_MS;
    if (!isNew() && job.checkMs <= nowMs) {
      job.checkMs = nowMs + Math.min(Math.max((nowMs - seenDoneMs) / 4, AGAIN_MS_MIN), AGAIN_MS_MAX);
      read(run.vault);
    }
    if (isNew()) job.goAheadMs = nowMs;
  }
}

/** When the next of `jobs` may request a list. */
export function nextCheckMs(jobs: readonly AwaitedGoAhead[]): number {
  const waiting = jobs.filter(({ seenDoneMs, goAheadMs }) => seenDoneMs !== null && goAheadMs === null);
  return Math.min(...waiting.map(({ checkMs }) => checkMs), Infinity);
}
