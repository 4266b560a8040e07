import { snapshotTask } from '../backup/phase';
import { vaultKey, type VaultRef } from '../backup/types';
import { type Curve, endAfterCancel, endAfterSnapshot, endAfterStart, lateness, snapshotEnd } from './curves';
import type { WatchedJob } from './watchedJob';

// Looked up once: these run a million times a night.
const { min, max, floor, round } = Math;

/** A watched job, with what this process knows of its readings; they need not have changed the job. Epoch ms, 0: none. */
export interface KnownJob {
  readonly watched: WatchedJob;
  readonly readMs: number;
  readonly detailMs: number;
  /** A failed read is not repeated before. */
  readonly notBeforeMs: number;
}

export interface KnownVault {
  readonly vault: VaultRef;
  /** The newest list. */
  readonly readMs: number;
  readonly notBeforeMs: number;
  /** Somebody watches VMs here whose backups others start. */
  readonly discovers: boolean;
}

/** Jobs for which the same is expected at the same time. */
interface Group {
  readonly curve: Curve;
  readonly originMs: number;
  /** Up to then it is known not to have happened. */
  readonly sinceMs: number;
  readonly count: number;
}

/** The list of one vault: what waits to be seen in it. */
export interface ListTarget {
  readonly vault: VaultRef;
  readonly notBeforeMs: number;
  readonly groups: readonly Group[];
  /** Triggers that have no job yet; since when somebody waits to hear of them, one entry each. */
  readonly waitingSinceMs: readonly number[];
  /** Since when nobody has looked at all. */
  readonly lookedMs: number;
  /** Its one job, where reading that costs the same and shows its tasks too. */
  readonly only: WatchedJob | null;
}

/** One job whose snapshot somebody waits for. */
export interface SnapshotTarget {
  readonly watched: WatchedJob;
  readonly notBeforeMs: number;
  readonly startMs: number;
  readonly sinceMs: number;
}

/** A person waits at the VM for the snapshot; the end is read about later. */
const END_WEIGHT = 0.28;
/** The command itself asks Azure for its job's name, for so long. */
const NAMING_MS = 30_000;
const TRIGGER_WEIGHT = 0.2;
/** Weight and rate of what nobody expects, such as a backup that somebody else started: at leisure a read every 12 minutes. */
const SURPRISE_RATE = 5.8e-6;
/** Jobs that started within this time of each other are reckoned together. */
const GROUP_MS = 5_000;

export function snapshotTargets(jobs: readonly KnownJob[]): readonly SnapshotTarget[] {
  return jobs
    .filter(({ watched }) => watched.awaitsSnapshot && watched.jobId !== null && watched.endSeenMs === null)
    .filter(({ watched }) => !watched.raised.includes('snapshotDone') && watched.job?.state !== 'cancelling')
    .map(({ watched, detailMs, notBeforeMs }) => ({
      watched,
      notBeforeMs,
      startMs: watched.startedMs,
      sinceMs: max(detailMs, watched.startedMs),
    }));
}

/** `jobs` are those of these vaults that have not ended. */
export function listTargets(vaults: readonly KnownVault[], jobs: readonly KnownJob[]): readonly ListTarget[] {
  const byVault = new Map<string, KnownJob[]>();
  for (const job of jobs) {
    if (job.watched.endSeenMs !== null) continue;
    const key = vaultKey(job.watched.ref.vault);
    const others = byVault.get(key);
    if (others) others.push(job);
    else byVault.set(key, [job]);
  }
  return vaults
    .map((known) => ({ known, jobs: byVault.get(vaultKey(known.vault)) ?? [] }))
    .filter(({ known, jobs: its }) => known.discovers || its.length > 0)
    .map(({ known, jobs: its }) => listTarget(known, its));
}

function listTarget(known: KnownVault, jobs: readonly KnownJob[]): ListTarget {
  const named = jobs.filter(({ watched }) => watched.jobId !== null);
  const open = jobs.filter(({ watched }) => watched.jobId === null);
  const only = jobs.length === 1 && !known.discovers ? (named[0] ?? null) : null;
  return {
    vault: known.vault,
    notBeforeMs: only ? only.notBeforeMs : known.notBeforeMs,
    groups: groupsOf(named, known.readMs),
    waitingSinceMs: open.map(({ watched }) => max(known.readMs, watched.startedMs + NAMING_MS)),
    lookedMs: lookedAt(known, jobs),
    only: only?.watched ?? null,
  };
}

/** Where nobody watches for others' backups, a read of its one job is a look too. */
function lookedAt({ readMs, discovers }: KnownVault, jobs: readonly KnownJob[]): number {
  return discovers ? readMs : max(readMs, min(...jobs.map((job) => max(job.readMs, job.watched.startedMs))));
}

function groupsOf(jobs: readonly KnownJob[], listMs: number): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { watched, readMs } of jobs) {
    const { curve, originMs, name } = endOf(watched);
    const sinceMs = max(listMs, readMs, originMs);
    const key = `${name} ${round(originMs / GROUP_MS)} ${round(sinceMs / GROUP_MS)}`;
    const group = groups.get(key);
    groups.set(key, group ? { ...group, count: group.count + 1 } : { curve, originMs, sinceMs, count: 1 });
  }
  return [...groups.values()];
}

function endOf({ job, startedMs, readMs, detailMs }: WatchedJob): { curve: Curve; originMs: number; name: string } {
  if (job?.state === 'cancelling') return { curve: endAfterCancel(), originMs: readMs, name: 'cancel' };
  const snapshot = job && snapshotTask(job);
  if (snapshot?.state !== 'completed') return { curve: endAfterStart(), originMs: startedMs, name: 'start' };
  const endedMs = snapshot.endedAt?.getTime() ?? startedMs + (snapshot.durationMs ?? detailMs - startedMs);
  return { curve: endAfterSnapshot(), originMs: min(endedMs, detailMs), name: 'snapshot' };
}

/** Expected seconds of waiting, weighed, that a read at `atMs` would end. */
export function listLateness(target: ListTarget, atMs: number): number {
  let sum = 0;
  for (const { curve, originMs, sinceMs, count } of target.groups)
    sum += END_WEIGHT * count * lateness(curve, (sinceMs - originMs) / 1000, (atMs - originMs) / 1000);
  for (const sinceMs of target.waitingSinceMs) sum += (TRIGGER_WEIGHT * max(0, atMs - sinceMs)) / 1000;
  return sum + (SURPRISE_RATE * (max(0, atMs - target.lookedMs) / 1000) ** 2) / 2;
}

export function snapshotLateness({ startMs, sinceMs }: SnapshotTarget, atMs: number): number {
  return lateness(snapshotEnd(), (sinceMs - startMs) / 1000, (atMs - startMs) / 1000);
}

/** Weighed arrivals in each of `bins` bins of `binS` seconds from `nowMs` on; those waiting already are in the first. */
export function arrivals(
  target: ListTarget,
  nowMs: number,
  { bins, binS }: { bins: number; binS: number },
): Float64Array {
  const expected = new Float64Array(bins).fill(SURPRISE_RATE * binS);
  for (const { curve, originMs, sinceMs, count } of target.groups) {
    const from = (sinceMs - originMs) / 1000;
    const now = (nowMs - originMs) / 1000;
    const known = curve.share(from);
    const weight = (END_WEIGHT * count) / (1 - known);
    let before = known;
    for (let bin = 0; bin < bins; bin++) {
      const by = max(before, curve.share(now + (bin + 1) * binS));
      expected[bin] = (expected[bin] ?? 0) + weight * (by - before);
      before = by;
    }
  }
  for (const sinceMs of target.waitingSinceMs) {
    const bin = min(bins - 1, max(0, floor((sinceMs - nowMs) / 1000 / binS)));
    expected[bin] = (expected[bin] ?? 0) + TRIGGER_WEIGHT;
  }
  return expected;
}
