import { type VaultKey, vaultKey } from '../../services/backup/ids';
import type { VaultRef } from '../../services/backup/types';
import type { KnownJob, KnownVault } from '../../services/monitor/planner/knownState';
import { max, min } from '../../services/monitor/planner/math';
import { groupKey, type Moment } from '../../services/monitor/planner/moment';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';
import { MINUTE_MS, SECOND_MS } from '../../services/platform/durations';
import { type CumulativeDistribution, expectedLateness } from './distributions';
import { factsOf } from './jobFacts';

/** Jobs of one vault that are expected to end by the same distribution at about the same time. */
interface Group {
  readonly distribution: CumulativeDistribution;
  /** The origin of the distribution: the job's start, or its snapshot's end. */
  readonly originMs: number;
  /** The time of the newest reading, at which the job had not ended. */
  readonly sinceMs: number;
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
export const END_WEIGHT = 0.18;
/** How long `backup now` asks Azure for the name of its job. Until then no list is needed. */
const NAMING_MS = 30 * SECOND_MS;
export const TRIGGER_WEIGHT = 0.2;
/** Weighted events per second that nobody announced, such as a backup started in Azure's portal. */
export const SURPRISE_RATE = 1.2e-5;
/** Unannounced events begin to count this long after the last look, however many reads are left. */
const LEISURE_MS = 10 * MINUTE_MS;

/** One target for each vault that has an open job or whose new backups are looked for. */
export function listTargets(
  vaults: readonly KnownVault[],
  jobs: readonly KnownJob[],
  moment: Moment,
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
    .map(({ known, jobs: its }) => listTarget(known, its, moment));
}

function listTarget(known: KnownVault, jobs: readonly KnownJob[], moment: Moment): ListTarget {
  const named = jobs.filter(({ watched }) => watched.jobId !== null);
  const triggers = jobs.filter(({ watched }) => watched.jobId === null);
  const only = jobs.length === 1 && !known.discovers ? (named[0] ?? null) : null;
  return {
    vault: known.vault,
    notBeforeMs: (only ?? known).notBeforeMs,
    groups: groupsOf(named, known.readMs, moment),
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

function groupsOf(jobs: readonly KnownJob[], listMs: number, moment: Moment): readonly Group[] {
  const byDistribution = [0, 1, 2].map(() => new Map<number, Group>());
  for (const { watched, readMs } of jobs) {
    const { distribution, originMs, number } = factsOf(watched);
    const sinceMs = max(listMs, readMs, originMs);
    const groups = byDistribution[number];
    const key = groupKey(originMs, sinceMs, moment);
    const group = groups?.get(key);
    if (group) group.count += 1;
    else groups?.set(key, { distribution, originMs, sinceMs, count: 1 });
  }
  return byDistribution.flatMap((groups) => [...groups.values()]);
}

/** Expected seconds of waiting, weighted, that a read of this list at `atMs` would end. */
export function listLateness(target: ListTarget, atMs: number): number {
  let sum = 0;
  for (const { distribution, originMs, sinceMs, count } of target.groups)
    sum += END_WEIGHT * count * expectedLateness(distribution, (sinceMs - originMs) / 1000, (atMs - originMs) / 1000);
  for (const sinceMs of target.waitingSinceMs) sum += (TRIGGER_WEIGHT * max(0, atMs - sinceMs)) / 1000;
  return sum + (SURPRISE_RATE * leisureS(target, atMs) ** 2) / 2;
}

/** For how many seconds unannounced events have counted since the last look. */
export function leisureS({ lookedMs }: ListTarget, atMs: number): number {
  return max(0, atMs - lookedMs - LEISURE_MS) / 1000;
}
