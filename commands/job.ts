import type { JobView } from '../cards/views';
import { adviceOf } from '../services/backup/advice';
import { finding } from '../services/backup/consistency';
import { pastDurations, type PastLengths } from '../services/backup/durations';
import { isActive } from '../services/backup/phase';
import { newestPoint, pointOf } from '../services/backup/points';
import { AzureError } from '../services/backup/vaults';
import type { Ask, Run, Services } from './ask';
import { attempt, type Points, readPast, readPoints } from './facts';
import { findJob, type FoundJob } from './findJob';
import { runningOf, toldHere } from './tellings';

/** A VM's past durations change once a night: one wide list of the vault's jobs serves them for hours. */
const HISTORY_MS = 30 * 24 * 60 * 60_000;
const HISTORY_MAX_AGE_MS = 6 * 60 * 60_000;
const NO_POINTS: Points = { all: [], newest: null, policy: null, next: null, problem: null };

/** One job with its tasks and, once Azure lists it, its recovery point. */
export const job: Run<'job'> = async (command, ask, services) => {
  const found = await findJob(command.id, ask, services);
  return { kind: 'view', view: await jobView(found, ask, services) };
};

export async function jobView(found: FoundJob, ask: Ask, services: Services): Promise<JobView> {
  const { item, reading } = found;
  const running = runningOf(found);
  const [points, past, told] = await Promise.all([
    item ? readPoints(item, services) : NO_POINTS,
    pastOf(found, services),
    running && toldHere(running, ask, services),
  ]);
  const own = pointOf(reading.value, points.all, services.clock.now());
  const before = newestPoint(points.all.filter((point) => point !== own));
  return {
    kind: 'job',
    job: reading.value,
    item,
    askedBy: await services.triggers.askedBy(reading.value.vault, reading.value.id),
    point: own && finding(own, points.policy),
    lastGood: before && finding(before, points.policy),
    pointsProblem: points.problem,
    advice: adviceOf(reading.value),
    next: points.next,
    past: past.whole,
    pastSnapshot: past.snapshot,
    mayOperate: item !== null && ask.grant.may('operator', item),
    told,
    at: reading.at,
    ...(reading.problem && { problem: reading.problem }),
  };
}

/** Only while the job runs: then people ask how long it will take, and Azure gives no estimate. */
async function pastOf({ item, reading }: FoundJob, services: Services): Promise<PastLengths> {
  if (item === null || !isActive(reading.value)) return { whole: null, snapshot: null };
  const since = new Date(services.clock.now().getTime() - HISTORY_MS);
  const [list, watched] = await Promise.all([
    attempt(services.vaults.jobs(item.ref.vault, { since }, { maxAgeMs: HISTORY_MAX_AGE_MS })),
    readPast(item.id, services),
  ]);
  const listed = list instanceof AzureError ? null : pastDurations(list.value, item);
  return { ...watched, whole: listed ?? watched.whole };
}
