import { type VaultKey, vaultKey } from '../../backup/ids';
import type { VaultRef } from '../../backup/types';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import type { WatchedJob } from '../track/watchedJob';
import type { Curves } from './curves';
import { type CumulativeDistribution, expectedLateness } from './density';
import { factsOf } from './jobFacts';
import type { KnownJob, KnownVault } from './knownState';
import { max, min } from './math';
import { groupKey, type Moment } from './moment';
import { startDelay } from './startDelay';

/** Events of one vault, ends or scheduled starts, that are expected by the same distribution at about the same time. */
interface Group {
  readonly distribution: CumulativeDistribution;
  /** The origin of the distribution: the job's start, its snapshot's end, or the policy's time. */
  readonly originMs: number;
  /** The time of the newest reading, at which the event had not happened. */
  readonly sinceMs: number;
  /** What a second of waiting for one such event costs. */
  readonly weight: number;
  count: number;
}

/** The list of one vault's jobs, and everything that a read of it may show. */
export interface ListTarget {
  readonly vault: VaultRef;
  readonly notBeforeMs: number;
  readonly groups: readonly Group[];
  /** One entry for each trigger whose job Azure has not named: when a person began to wait for it. */
  readonly waitingSinceMs: readonly number[];
  /** When this vault's jobs were last read, by a list or by a read of its only job. */
  readonly lookedMs: number;
  readonly discovers: boolean;
  /** The vault's only job, or null. A read of that job costs as much as the list, and also shows the tasks. */
  readonly only: WatchedJob | null;
}

/** Weight of an end, which people read about later. A snapshot has weight 1, because a person waits for it. */
const END_WEIGHT = 0.2;
/** Weight of a scheduled start that a person wants to know of: the card says to hold, and the snapshot can be told. */
const AWAITED_START_WEIGHT = 0.1;
/** Weight of any other scheduled start: the plan then knows when to look for its end. */
const START_WEIGHT = 0.003;
/** How long `backup now` asks Azure for the name of its job. Until then no list is needed. */
const NAMING_MS = 30 * SECOND_MS;
export const TRIGGER_WEIGHT = 0.2;
/** Weighted events per second that nobody announced, such as a backup started in Azure's portal. */
const SURPRISE_RATE = 5e-5;
/** Unannounced events begin to count this long after the last look, however many reads are left. */
const LEISURE_MS = 10 * MINUTE_MS;

/** One target for each vault that has an open job or whose new backups are looked for. */
export function listTargets(
  vaults: readonly KnownVault[],
  jobs: readonly KnownJob[],
  { moment, curves }: { readonly moment: Moment; readonly curves: Curves },
): readonly ListTarget[] {
  const byVault = new Map<VaultKey, KnownJob[]>();
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
    .map(({ known, jobs: its }) => listTarget(known, its, { moment, curves }));
}

function listTarget(
  known: KnownVault,
  jobs: readonly KnownJob[],
  at: { readonly moment: Moment; readonly curves: Curves },
): ListTarget {
  const named = jobs.filter(({ watched }) => watched.jobId !== null);
  const triggers = jobs.filter(({ watched }) => watched.jobId === null);
  const only = jobs.length === 1 && !known.discovers ? (named[0] ?? null) : null;
  return {
    vault: known.vault,
    notBeforeMs: (only ?? known).notBeforeMs,
    groups: [...groupsOf(named, known.readMs, at), ...startGroups(known)],
    waitingSinceMs: triggers.map(({ watched }) => max(known.readMs, watched.startedMs + NAMING_MS)),
    lookedMs: lookedAt(known, jobs),
    discovers: known.discovers,
    only: only?.watched ?? null,
  };
}

/** If no new backups are searched, a read of the jobs themselves counts as a look too. */
function lookedAt({ readMs, discovers }: KnownVault, jobs: readonly KnownJob[]): number {
  return discovers ? readMs : max(readMs, min(...jobs.map((job) => max(job.readMs, job.watched.startedMs))));
}

function groupsOf(
  jobs: readonly KnownJob[],
  listMs: number,
  { moment, curves }: { readonly moment: Moment; readonly curves: Curves },
): readonly Group[] {
  const byCurve = curves.ends.map((distribution) => ({ distribution, groups: new Map<number, Group>() }));
  for (const { watched, readMs } of jobs) {
    const { endCurve, originMs } = factsOf(watched);
    const curve = byCurve[endCurve];
    const sinceMs = max(listMs, readMs, originMs);
    const key = groupKey(originMs, sinceMs, moment);
    const group = curve?.groups.get(key);
    if (group) group.count += 1;
    else
      curve?.groups.set(key, { distribution: curve.distribution(), originMs, sinceMs, weight: END_WEIGHT, count: 1 });
  }
  return byCurve.flatMap(({ groups }) => [...groups.values()]);
}

function startGroups({ starts = [], readMs }: KnownVault): readonly Group[] {
  return starts.map(({ atMs, count, awaited }) => {
    const weight = (AWAITED_START_WEIGHT * awaited + START_WEIGHT * (count - awaited)) / count;
    return { distribution: startDelay, originMs: atMs, sinceMs: max(readMs, atMs), weight, count };
  });
}

/** Expected seconds of waiting, weighted, that a read of this list at `atMs` would end. */
export function listLateness(target: ListTarget, atMs: number): number {
  let sum = 0;
  for (const { distribution, originMs, sinceMs, weight, count } of target.groups)
    sum += weight * count * expectedLateness(distribution, (sinceMs - originMs) / 1000, (atMs - originMs) / 1000);
  for (const sinceMs of target.waitingSinceMs) sum += (TRIGGER_WEIGHT * max(0, atMs - sinceMs)) / 1000;
  return sum + (surpriseRate(target) * leisureS(target, atMs) ** 2) / 2;
}

/** Weighted unannounced events per second that somebody wants to know of. */
export function surpriseRate({ discovers }: ListTarget): number {
  return discovers ? SURPRISE_RATE : 0;
}

/** For how many seconds unannounced events have counted since the last look. */
export function leisureS({ lookedMs }: ListTarget, atMs: number): number {
  return max(0, atMs - lookedMs - LEISURE_MS) / 1000;
}
