import { snapshotTask } from '../../backup/phase';
import { vaultKey, type VaultRef } from '../../backup/types';
import type { WatchedJob } from '../track/watchedJob';
import {
  probabilityBy,
  type CumulativeDistribution,
  endAfterCancel,
  endAfterSnapshot,
  endAfterStart,
  expectedLateness,
  OLDEST_S,
  snapshotEnd,
} from './distributions';

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
  readonly curve: CumulativeDistribution;
  readonly originMs: number;
  /** Up to then it is known not to have happened. */
  readonly sinceMs: number;
  count: number;
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
  readonly discovers: boolean;
  /** Its one job, where reading that costs the same and shows its tasks too. */
  readonly only: WatchedJob | null;
}

/** Jobs whose snapshot somebody waits for, which began, and were read last, at about the same time. */
export interface SnapshotTarget {
  readonly startMs: number;
  readonly sinceMs: number;
  /** At least one. */
  readonly jobs: readonly KnownJob[];
}

/** A person waits at the VM for the snapshot; the end is read about later. */
const END_WEIGHT = 0.18;
/** The command itself asks Azure for its job's name, for so long. */
const NAMING_MS = 30_000;
const TRIGGER_WEIGHT = 0.2;
/** Weight and rate of what nobody expects, such as a backup that somebody else started. */
const SURPRISE_RATE = 1.2e-5;
/** Only then it begins to count, however many reads are left. */
const LEISURE_MS = 10 * 60_000;

/** What the readings of a job that stays the same say, worked out once for all plans. */
interface Facts {
  readonly vault: string;
  readonly awaitsSnapshot: boolean;
  readonly curve: CumulativeDistribution;
  readonly originMs: number;
  /** Of the curve. */
  readonly number: number;
}

const factsOfJobs = new WeakMap<WatchedJob, Facts>();

function factsOf(watched: WatchedJob): Facts {
  const known = factsOfJobs.get(watched);
  if (known) return known;
  const facts = { vault: sharedKey(watched.ref.vault), awaitsSnapshot: awaitsSnapshot(watched), ...endOf(watched) };
  factsOfJobs.set(watched, facts);
  return facts;
}

const keys = new Map<string, string>();
const KEYS_MAX = 10_000;

/** The same string for all jobs of a vault: then a map finds it without comparing letters. */
function sharedKey(vault: VaultRef): string {
  const key = vaultKey(vault);
  const shared = keys.get(key);
  if (shared !== undefined) return shared;
  if (keys.size >= KEYS_MAX) keys.clear();
  keys.set(key, key);
  return key;
}

/** Whether somebody waits for its snapshot, which was not seen done. */
export function awaitsSnapshot(watched: WatchedJob): boolean {
  if (!watched.awaitsSnapshot || watched.jobId === null || watched.endSeenMs !== null) return false;
  return !watched.raised.includes('snapshotDone') && watched.job?.state !== 'cancelling';
}

function endOf({ job, startedMs, readMs, detailMs }: WatchedJob): Pick<Facts, 'curve' | 'originMs' | 'number'> {
  if (job?.state === 'cancelling') return { curve: endAfterCancel(), originMs: readMs, number: 0 };
  const snapshot = job && snapshotTask(job);
  if (snapshot?.state !== 'completed') return { curve: endAfterStart(), originMs: startedMs, number: 1 };
  const endedMs = snapshot.endedAt?.getTime() ?? startedMs + (snapshot.durationMs ?? detailMs - startedMs);
  return { curve: endAfterSnapshot(), originMs: min(endedMs, detailMs), number: 2 };
}

/** The moment of a plan. Times within `grainMs` of each other are reckoned as one. */
export interface Moment {
  readonly nowMs: number;
  readonly grainMs: number;
}

/** `jobs` in any state; those whose snapshot nobody waits for are left out. */
export function snapshotTargets(jobs: readonly KnownJob[], moment: Moment): readonly SnapshotTarget[] {
  const targets = new Map<number, SnapshotTarget & { readonly jobs: KnownJob[] }>();
  for (const job of jobs) {
    const { watched, detailMs } = job;
    if (!factsOf(watched).awaitsSnapshot) continue;
    const startMs = watched.startedMs;
    const sinceMs = max(detailMs, startMs);
    const key = keyOf(startMs, sinceMs, moment);
    const target = targets.get(key);
    if (target) target.jobs.push(job);
    else targets.set(key, { startMs, sinceMs, jobs: [job] });
  }
  return [...targets.values()];
}

/** One small whole number for both ages; what is older than days, or was not read for hours, is as old as any. */
function keyOf(originMs: number, sinceMs: number, { nowMs, grainMs }: Moment): number {
  const age = max(0, min(round((nowMs - originMs) / grainMs), 0x3ffff));
  return (age << 12) | max(0, min(round((nowMs - sinceMs) / grainMs), 0xfff));
}

/** `jobs` are those of these vaults. */
export function listTargets(
  vaults: readonly KnownVault[],
  jobs: readonly KnownJob[],
  moment: Moment,
): readonly ListTarget[] {
  const byVault = new Map<string, KnownJob[]>();
  for (const job of jobs) {
    if (job.watched.endSeenMs !== null) continue;
    const key = factsOf(job.watched).vault;
    const others = byVault.get(key);
    if (others) others.push(job);
    else byVault.set(key, [job]);
  }
  return vaults
    .map((known) => ({ known, jobs: byVault.get(vaultKey(known.vault)) ?? [] }))
    .filter(({ known, jobs: its }) => known.discovers || its.length > 0)
    .map(({ known, jobs: its }) => listTarget(known, its, moment));
}

function listTarget(known: KnownVault, jobs: readonly KnownJob[], moment: Moment): ListTarget {
  const named = jobs.filter(({ watched }) => watched.jobId !== null);
  const open = jobs.filter(({ watched }) => watched.jobId === null);
  const only = jobs.length === 1 && !known.discovers ? (named[0] ?? null) : null;
  return {
    vault: known.vault,
    notBeforeMs: (only ?? known).notBeforeMs,
    groups: groupsOf(named, known.readMs, moment),
    waitingSinceMs: open.map(({ watched }) => max(known.readMs, watched.startedMs + NAMING_MS)),
    lookedMs: lookedAt(known, jobs),
    discovers: known.discovers,
    only: only?.watched ?? null,
  };
}

/** Where nobody watches for others' backups, a read of its one job is a look too. */
function lookedAt({ readMs, discovers }: KnownVault, jobs: readonly KnownJob[]): number {
  return discovers ? readMs : max(readMs, min(...jobs.map((job) => max(job.readMs, job.watched.startedMs))));
}

function groupsOf(jobs: readonly KnownJob[], listMs: number, moment: Moment): readonly Group[] {
  const byCurve = [0, 1, 2].map(() => new Map<number, Group>());
  for (const { watched, readMs } of jobs) {
    const { curve, originMs, number } = factsOf(watched);
    const sinceMs = max(listMs, readMs, originMs);
    const groups = byCurve[number];
    const key = keyOf(originMs, sinceMs, moment);
    const group = groups?.get(key);
    if (group) group.count += 1;
    else groups?.set(key, { curve, originMs, sinceMs, count: 1 });
  }
  return byCurve.flatMap((groups) => [...groups.values()]);
}

/** Expected seconds of waiting, weighed, that a read at `atMs` would end. */
export function listLateness(target: ListTarget, atMs: number): number {
  let sum = 0;
  for (const { curve, originMs, sinceMs, count } of target.groups)
    sum += END_WEIGHT * count * expectedLateness(curve, (sinceMs - originMs) / 1000, (atMs - originMs) / 1000);
  for (const sinceMs of target.waitingSinceMs) sum += (TRIGGER_WEIGHT * max(0, atMs - sinceMs)) / 1000;
  return sum + (SURPRISE_RATE * leisureS(target, atMs) ** 2) / 2;
}

function leisureS({ lookedMs }: ListTarget, atMs: number): number {
  return max(0, atMs - lookedMs - LEISURE_MS) / 1000;
}

export function snapshotLateness(
  { startMs, sinceMs }: Pick<SnapshotTarget, 'startMs' | 'sinceMs'>,
  atMs: number,
): number {
  return expectedLateness(snapshotEnd(), (sinceMs - startMs) / 1000, (atMs - startMs) / 1000);
}

/** What a list is expected to show, weighed. */
export interface Arrivals {
  /** What waits already to be seen. */
  readonly waiting: number;
  /** What comes in each of the equal bins of the coming time. */
  readonly expected: Float64Array;
  /** Chance that anything is left to wait for at the end of each bin. */
  readonly open: Float64Array;
}

/** Beyond so many groups some job runs on in any case. */
const GROUPS_FEW = 12;

/** In `bins` bins of `binS` seconds from `nowMs` on. */
export function expectedArrivals(
  target: ListTarget,
  nowMs: number,
  { bins, binS }: { bins: number; binS: number },
): Arrivals {
  const expected = new Float64Array(bins).fill(SURPRISE_RATE * binS);
  const open = new Float64Array(bins).fill(1);
  let waiting = SURPRISE_RATE * leisureS(target, nowMs);
  for (const { curve, originMs, sinceMs, count } of target.groups) {
    const since = (sinceMs - originMs) / 1000;
    const known = curve.at(min(since, OLDEST_S));
    const now = (nowMs - originMs) / 1000 - max(0, since - OLDEST_S);
    const weight = (END_WEIGHT * count) / (1 - known);
    let before = max(known, curve.at(now));
    waiting += weight * (before - known);
    for (let bin = 0; bin < bins; bin++) {
      const by = max(before, curve.at(now + (bin + 1) * binS));
      expected[bin] = (expected[bin] ?? 0) + weight * (by - before);
      before = by;
    }
  }
  for (const sinceMs of target.waitingSinceMs) {
    const bin = floor((sinceMs - nowMs) / 1000 / binS);
    if (bin < 0) waiting += TRIGGER_WEIGHT;
    else if (bin < bins) expected[bin] = (expected[bin] ?? 0) + TRIGGER_WEIGHT;
  }
  const goesOn = target.discovers || target.waitingSinceMs.length > 0 || target.groups.length > GROUPS_FEW;
  if (!goesOn) for (let bin = 0; bin < bins; bin++) open[bin] = 1 - chanceOver(target, nowMs + (bin + 1) * binS * 1000);
  return { waiting, expected, open };
}

/** That all have ended by then. */
function chanceOver({ groups }: ListTarget, atMs: number): number {
  let over = 1;
  for (const { curve, originMs, sinceMs, count } of groups)
    over *= probabilityBy(curve, (sinceMs - originMs) / 1000, (atMs - originMs) / 1000) ** count;
  return over;
}
