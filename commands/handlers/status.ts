import type { StatusView } from '../../protocol/vmViews';
import { adviceOf } from '../../services/backup/advice';
import { pastDurations } from '../../services/backup/durations';
import { lastResultOf } from '../../services/backup/lastResult';
import { operationOf } from '../../services/backup/operations';
import { isActive } from '../../services/backup/phase';
import type { Job } from '../../services/backup/types';
import { readUpcoming } from '../../views/nextStart';
import { readPastDurations } from '../../views/pastDurations';
import { readVmPoints } from '../../views/vmReadings';
import type { Handler } from '../handler';
import { forVm } from '../lookup/vm';
import { namesakesOf, readVmJobs, vmSubscriptionReason } from '../lookup/vmJobs';

/** Shows protection, policy, last backup, running job and newest recovery point. */
export const status: Handler<'status'> = (command, ask, services) =>
  forVm(
    { typed: command.vm, role: 'viewer', commandFor: (vm) => ({ kind: 'status', vm }) },
    { ask, services },
    async (item) => {
      const [recent, points, watched] = await Promise.all([
        readVmJobs(item, { ask, services }, 'lastDays'),
        readVmPoints(item, services),
        readPastDurations(item.id, services),
      ]);
      const runningJob = (operation: ReturnType<typeof operationOf>): Job | undefined =>
        recent.jobs.find((job) => isActive(job) && operationOf(job) === operation);
      const running = runningJob('backup') ?? runningJob('restore') ?? null;
      const lastJob = lastResultOf(item, recent.jobs)?.job ?? null;
      const policy = points.nextProblem ? 'unread' : points.policy;
      const reading = { at: recent.at, ...(recent.problem && { problem: recent.problem }) };
      const jobs = { value: recent.jobs, ...reading };
      const view: StatusView = {
        kind: 'status',
        item,
        verdict: recent.verdict,
        running,
        askedBy: running && (await services.triggers.askedBy(running.vault, running.id)),
        newest: points.newest,
        pointsProblem: points.problem,
        lastJob,
        advice: lastJob ? adviceOf(lastJob) : [],
        ...(await readUpcoming(item, { policy, jobs }, services)),
        ...(points.nextProblem && { nextProblem: points.nextProblem }),
        namesakes: await namesakesOf(item, { ask, services }),
        pastJobs: pastDurations(recent.jobs, item) ?? watched.whole,
        pastSnapshots: watched.snapshot,
        mayOperate: ask.grant.may('operator', item),
        ...(await vmSubscriptionReason(running, recent, { ask, services })),
        ...reading,
      };
      return { kind: 'view', view };
    },
  );
