import { adviceOf } from '../../services/backup/advice';
import { pastDurations } from '../../services/backup/durations';
import { lastResultOf } from '../../services/backup/lastResult';
import { operationOf } from '../../services/backup/operations';
import { isActive } from '../../services/backup/phase';
import type { Job } from '../../services/backup/types';
import { readPastDurations } from '../../views/pastDurations';
import { readVmPoints } from '../../views/vmReadings';
import { type Handler, outcome } from '../handler';
import { forVm } from '../lookup/vm';
import { readVmFacts, readVmJobs } from '../lookup/vmJobs';

/** Shows protection, policy, last backup, running job and newest recovery point. */
export const status: Handler<'status'> = ({ vm: typed }, context) =>
  forVm({ typed, role: 'viewer', commandFor: (vm) => ({ kind: 'status', vm }) }, context, async (item) => {
    const { ask, services } = context;
    const [recent, points, past] = await Promise.all([
      readVmJobs(item, context, 'lastDays'),
      readVmPoints(item, services),
      readPastDurations(item.id, services),
    ]);
    const runningJob = (operation: ReturnType<typeof operationOf>): Job | undefined =>
      recent.jobs.find((job) => isActive(job) && operationOf(job) === operation);
    const running = runningJob('backup') ?? runningJob('restore') ?? null;
    const lastJob = lastResultOf(item, recent.jobs)?.job ?? null;
    const known = { recent, running, policy: points.nextProblem ?? points.policy };
    return outcome({
      kind: 'status',
      ...(await readVmFacts(item, known, context)),
      running,
      askedBy: running && (await services.triggers.requestOf(running.vault, running.id)).askedBy,
      newest: points.newest,
      pointsProblem: points.problem,
      lastJob,
      advice: lastJob ? adviceOf(lastJob) : [],
      pastJobs: pastDurations(recent.jobs, item) ?? past.whole,
      pastSnapshots: past.snapshot,
      mayOperate: ask.grant.may('operator', item),
    });
  });
