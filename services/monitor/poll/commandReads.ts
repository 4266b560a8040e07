import { MINUTE_MS } from '../../platform/durations';
import type { SubscriptionState } from '../planner/knownState';
import type { Discovery } from '../track/discover';
import { applyJob } from './jobReads';
import { applyList } from './listReads';
import type { MonitorTables } from './parts';
import { atOnce, listWindowOf, type ReadContext } from './readContext';

/** Maximum age of an adopted reading. For older ones the monitor reads by its own plan. */
const ADOPTED_MS_MAX = MINUTE_MS;

/**
 * Adopts what commands have read of these jobs and vaults since the monitor's own readings, so that a `status` saves
 * the monitor a read. Only details of ended jobs may cost reads.
 */
export async function adoptCommandReads<T extends MonitorTables>(
  context: ReadContext<T>,
  { jobs, vaults }: Pick<SubscriptionState, 'jobs' | 'vaults'>,
  discovery: Discovery,
): Promise<void> {
  const { lastRead, clock } = context.parts;
  const oldestMs = clock.now().getTime() - ADOPTED_MS_MAX;
  const lists = vaults.flatMap(({ vault, readMs }) => {
    const list = lastRead.jobs(vault, listWindowOf(context, vault), Math.max(readMs, oldestMs));
    return list ? [{ vault, list }] : [];
  });
  await atOnce(lists, (one) => attempt(context, applyList(context, one, discovery)));
  const details = jobs.flatMap(({ watched, detailMs }) => {
    const { awaitsSnapshot, endSeenMs, jobId, ref } = watched;
    if (!awaitsSnapshot || endSeenMs !== null || jobId === null) return [];
    const read = lastRead.job(ref.vault, jobId, Math.max(detailMs, oldestMs));
    return read ? [{ watched, job: read.value, readMs: read.at.getTime() }] : [];
  });
  await atOnce(details, (one) => attempt(context, applyJob(context, one, discovery)));
}

/** After a failure the round continues, because the plan repeats the read. */
async function attempt<T extends MonitorTables>({ parts }: ReadContext<T>, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    parts.log.warn({ err: error }, 'what a command had read could not be taken over');
  }
}
