import type { JobKey } from '../../backup/ids';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { factsOf } from './jobFacts';
import type { KnownJob } from './knownState';
import { max } from './math';
import { leftAt, type ReadBudget } from './readBudget';

/** Reads that the snapshot of one job takes, with a few retried snapshots and failed reads. */
const READS_EACH = 1.1;
/** Time from the job's start to the usual end of its snapshot (docs/azure.md). */
const USUAL_MS = 470 * SECOND_MS;
/** A snapshot whose end is read later than this after it is not told in time. */
const IN_TIME_MS = 10 * MINUTE_MS;
/** A marked job is within reach again when the reads that are left are this many times those that all jobs take. */
const ROOM = 2;

interface Reach {
  readonly budget: ReadBudget;
  readonly kept: number;
  readonly leftToEnd: ReadonlySet<JobKey>;
}

/**
 * The awaited snapshots for which no read of the hour is left in time, so that they are told with the end of their job.
 * Earlier starts come first, as in the plan, but for those that it leaves to the end. `kept` are reads that snapshots
 * leave to lists. A job stays marked until there is room for all, so that its card does not flip.
 */
export function beyondReach(
  jobs: readonly KnownJob[],
  { budget, kept, leftToEnd }: Reach,
  nowMs: number,
): ReadonlySet<JobKey> {
  const awaited = jobs.map(({ watched }) => watched).filter((watched) => factsOf(watched).awaitsSnapshot);
  const left = (dueMs: number): number => (budget.blockedUntilMs > dueMs ? 0 : leftAt(budget, dueMs));
  const isRoomy = ROOM * READS_EACH * awaited.length <= left(nowMs + IN_TIME_MS);
  const beyond = new Set<JobKey>();
  let needed = 0;
  for (const { key, startedMs, toldWithEnd } of awaited.sort((a, b) => a.startedMs - b.startedMs)) {
    const reads = left(max(nowMs, startedMs + USUAL_MS) + IN_TIME_MS) - kept;
    const isLeft = leftToEnd.has(key) || (toldWithEnd === true && !isRoomy);
    if (isLeft || needed + READS_EACH > reads) beyond.add(key);
    else needed += READS_EACH;
  }
  return beyond;
}
