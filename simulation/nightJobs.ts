import { vaultKey } from '../services/backup/ids';
import type { VaultRef } from '../services/backup/types';
import type { PlannedRead } from '../services/monitor/planner/candidates';
import type { KnownJob, KnownVault } from '../services/monitor/planner/knownState';
import { advance } from '../services/monitor/track/stateMachine';
import { SECOND_MS } from '../services/platform/durations';
import type { AwaitedGoAhead } from './goAheadChecks';
import { shownAt, type TrueRun, watchedRun } from './trueRuns';
import type { WatcherMoment } from './watcherClock';

/** A backup of the night and what the monitor knows of it. Times are the monitor's, except those that say otherwise. */
export interface Followed extends AwaitedGoAhead {
  readonly run: TrueRun;
  known: KnownJob;
  /** When the bot first knew of it: from its trigger on, or when a list showed a scheduled one. */
  foundMs: number;
  endMs: number | null;
  /** When the go-ahead and the end were told, by Azure's time. */
  told: { goAheadMs: number | null; endMs: number | null };
  starvedMs: number;
}

export type NightVaults = Map<string, KnownVault>;

const RETRY_MS = 15 * SECOND_MS;

/** A person asked for the backup, unless a schedule starts it. */
export function followedFrom(run: TrueRun, isScheduled: boolean): Followed {
  const watched = { ...watchedRun(run), ...(isScheduled && { askedBy: null, awaitsSnapshot: false }) };
  const known = { watched, readMs: run.startMs, detailMs: 0, notBeforeMs: 0 };
  const foundMs = isScheduled ? Infinity : -Infinity;
  const told = { goAheadMs: null, endMs: null };
  return { run, known, foundMs, seenDoneMs: null, checkMs: 0, goAheadMs: null, endMs: null, told, starvedMs: 0 };
}

export function concerns(read: PlannedRead, { run, known }: Followed): boolean {
  return read.kind === 'list' ? vaultKey(read.vault) === vaultKey(run.vault) : read.watched.key === known.watched.key;
}

interface Answer {
  readonly read: PlannedRead;
  readonly at: WatcherMoment;
  readonly failed: boolean;
}

/** Adopts what a read shows of the job. */
export function adoptRead(job: Followed, { read, at: { nowMs, azureMs }, failed }: Answer): void {
  if (failed) {
    if (read.kind === 'job') job.known = { ...job.known, notBeforeMs: nowMs + RETRY_MS };
    return;
  }
  const shown = shownAt(job.run, azureMs, read.kind === 'job');
  const { watched, events } = advance(job.known.watched, { job: shown, readMs: nowMs }, nowMs);
  if (job.foundMs < Infinity) job.starvedMs = Math.max(job.starvedMs, nowMs - job.known.readMs);
  job.foundMs = Math.min(job.foundMs, nowMs);
  job.known = { ...job.known, watched, readMs: nowMs, detailMs: read.kind === 'job' ? nowMs : job.known.detailMs };
  if (events.includes('snapshotDone')) job.seenDoneMs = nowMs;
  if (!events.includes('ended')) return;
  job.endMs = nowMs;
  job.told.endMs = azureMs;
}

interface ListAnswer {
  readonly begun: readonly Followed[];
  readonly vaults: NightVaults;
  readonly at: WatcherMoment;
  readonly failed: boolean;
}

/** Adopts what the vault's list shows of each of its jobs. */
export function adoptList(vault: VaultRef, { begun, vaults, at, failed }: ListAnswer): void {
  const read: PlannedRead = { kind: 'list', vault };
  for (const job of begun) if (job.endMs === null && concerns(read, job)) adoptRead(job, { read, at, failed });
  const known = vaults.get(vaultKey(vault));
  const after = failed ? { notBeforeMs: at.nowMs + RETRY_MS } : { readMs: at.nowMs };
  if (known) vaults.set(vaultKey(vault), { ...known, ...after });
}
