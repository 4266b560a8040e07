import { type VaultKey, vaultKey } from '../../backup/ids';
import type { VaultRef } from '../../backup/types';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import type { WatchedJob } from '../track/watchedJob';
import type { Curves } from './curves';
import { type CumulativeDistribution, expectedLateness } from './density';
import { factsOf } from './jobFacts';
import type { HintedEvent, KnownJob, KnownVault } from './knownState';
import { max, min } from './math';
import { groupKey, type Moment } from './moment';
import { IF_WRONG, MISSED, SHOWN_GOOD, unseenSince } from './shownByHints';
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
  /** Expected number of jobs; a part of one where Resource Graph shows it. */
  count: number;
}

/** Something that has happened, and that a list shows. */
interface Waiting {
  /** Since when somebody waits for it, in epoch ms. */
  readonly sinceMs: number;
  readonly weight: number;
}

/** The list of one vault's jobs, and everything that a read of it may show. */
export interface ListTarget {
  readonly vault: VaultRef;
  readonly notBeforeMs: number;
  readonly groups: readonly Group[];
  /** Triggers whose jobs Azure has not named, and what Resource Graph tells and no list has shown. */
  readonly waiting: readonly Waiting[];
  /** When this vault's jobs were last read, by a list or by a read of its only job. */
  readonly lookedMs: number;
  readonly discovers: boolean;
  /** Weighted events per second that nobody announced and nothing but a list shows. */
  readonly surpriseRate: number;
  /** Share of the jobs in `groups` that Resource Graph shows. */
  readonly shown: number;
  /** The vault's only job, or null. A read of that job costs as much as the list, and also shows the tasks. */
  readonly only: WatchedJob | null;
}

/** Weight of an end, which people read about later. A snapshot has weight 1, because a person waits for it. */
export const END_WEIGHT = 0.2;
/** The end of a job counts as waiting only after this, so that one list shows all that end by the same tick. */
const UNNOTICED_MS = 5 * SECOND_MS;
/** Weight of a scheduled start that a person wants to know of: the card says to hold, and the snapshot can be told. */
const AWAITED_START_WEIGHT = 0.3;
/** Weight of any other scheduled start: the plan then knows when to look for its end. */
const START_WEIGHT = 0.003;
/** How long `backup now` asks Azure for the name of its job. Until then no list is needed. */
const NAMING_MS = 30 * SECOND_MS;
const TRIGGER_WEIGHT = 0.2;
/** Weight of what a row of Resource Graph tells and no list has shown; little for an end that nobody is told of. */
const HINTED_WEIGHT: Readonly<Record<HintedEvent['kind'], number>> = {
  start: TRIGGER_WEIGHT,
  end: END_WEIGHT,
  untoldEnd: SHOWN_GOOD * END_WEIGHT,
};
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
    waiting: [
      ...triggers.map(({ watched: { startedMs } }) => ({
        sinceMs: max(known.readMs, startedMs + NAMING_MS),
        weight: TRIGGER_WEIGHT,
      })),
      ...(known.hinted ?? []).map(({ kind, atMs }) => ({ sinceMs: atMs, weight: HINTED_WEIGHT[kind] })),
    ],
    lookedMs: lookedAt(known, jobs),
    discovers: known.discovers,
    surpriseRate: surpriseRate(known),
    shown: named.filter(({ shownRunningMs }) => shownRunningMs !== undefined).length / max(1, named.length),
    only: only?.watched ?? null,
  };
}

function surpriseRate({ discovers, shownStartsMs, isUntold = false }: KnownVault): number {
  if (!discovers) return 0;
  const rate = shownStartsMs === undefined ? SURPRISE_RATE : MISSED * SURPRISE_RATE;
  return isUntold ? IF_WRONG * rate : rate;
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
  const byCurve = curves.ends.map((distribution) => ({
    distribution,
    told: new Map<number, Group>(),
    untold: new Map<number, Group>(),
  }));
  for (const { watched, readMs, shownRunningMs, isUntold = false } of jobs) {
    const { endCurve, originMs } = factsOf(watched);
    const curve = byCurve[endCurve];
    const groups = isUntold ? curve?.untold : curve?.told;
    const weight = isUntold ? SHOWN_GOOD * END_WEIGHT : END_WEIGHT;
    for (const { sinceMs, share } of unseenSince(max(listMs, readMs, originMs), shownRunningMs)) {
      const key = groupKey(originMs, sinceMs, moment);
      const group = groups?.get(key);
      if (group) group.count += share;
      else if (curve) {
        const shifted = { originMs: originMs + UNNOTICED_MS, sinceMs: sinceMs + UNNOTICED_MS };
        groups?.set(key, { distribution: curve.distribution(), ...shifted, weight, count: share });
      }
    }
  }
  return byCurve.flatMap(({ told, untold }) => [...told.values(), ...untold.values()]);
}

function startGroups({ starts = [], readMs, shownStartsMs, isUntold = false }: KnownVault): readonly Group[] {
  return starts.flatMap(({ atMs, count, awaited }) => {
    const other = isUntold ? IF_WRONG * START_WEIGHT : START_WEIGHT;
    const weight = (AWAITED_START_WEIGHT * awaited + other * (count - awaited)) / count;
    return unseenSince(max(readMs, atMs), shownStartsMs).map(({ sinceMs, share }) => {
      return { distribution: startDelay, originMs: atMs, sinceMs, weight, count: share * count };
    });
  });
}

/** Expected seconds of waiting, weighted, that a read of this list at `atMs` would end. */
export function listLateness(target: ListTarget, atMs: number): number {
  let sum = 0;
  for (const { distribution, originMs, sinceMs, weight, count } of target.groups)
    sum += weight * count * expectedLateness(distribution, (sinceMs - originMs) / 1000, (atMs - originMs) / 1000);
  for (const { sinceMs, weight } of target.waiting) sum += (weight * max(0, atMs - sinceMs)) / 1000;
  return sum + (target.surpriseRate * leisureS(target, atMs) ** 2) / 2;
}

/** For how many seconds unannounced events have counted since the last look. */
export function leisureS({ lookedMs }: ListTarget, atMs: number): number {
  return max(0, atMs - lookedMs - LEISURE_MS) / 1000;
}
