import type { VaultRef } from '../services/backup/types';

/** A backup whose go-ahead is told once the vault's list shows that no other snapshot of its VM runs. */
export interface AwaitedGoAhead {
  readonly run: { readonly vault: VaultRef };
  /** When its snapshot was seen done; null: it was not. */
  seenDoneMs: number | null;
  /** A list that was not read is not asked for again before. */
  checkMs: number;
  goAheadMs: number | null;
}

interface Lists {
  readonly nowMs: number;
  /** When the vault's list was read last. */
  readonly readMs: (vault: VaultRef) => number;
  /** Asks for it now. */
  readonly read: (vault: VaultRef) => void;
}

/** A list so new serves, whoever read it. */
const LIST_MS = 20_000;
const AGAIN_MS_MIN = 30_000;
const AGAIN_MS_MAX = 5 * 60_000;

/** As services/watch does it at the moment of sending: in these nights no VM has two backups. */
export function checkGoAheads(jobs: readonly AwaitedGoAhead[], { nowMs, readMs, read }: Lists): void {
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

/** When the next of them asks again. */
export function nextCheckMs(jobs: readonly AwaitedGoAhead[]): number {
  const waiting = jobs.filter(({ seenDoneMs, goAheadMs }) => seenDoneMs !== null && goAheadMs === null);
  return Math.min(...waiting.map(({ checkMs }) => checkMs), Infinity);
}
