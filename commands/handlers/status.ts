import type { StatusView } from '../../protocol/vmViews';
import { adviceOf } from '../../services/backup/advice';
import { pastDurations } from '../../services/backup/durations';
import { lastResultOf } from '../../services/backup/lastResult';
import { operationOf } from '../../services/backup/operations';
import { isActive } from '../../services/backup/phase';
import type { Job } from '../../services/backup/types';
import { readPast, readPoints } from '../../views/facts';
import { upcoming } from '../../views/nextStart';
import type { Run } from '../context';
import { withVm } from '../lookup/vm';
import { namesakesOf, readVmJobs, toldOfVm } from '../lookup/vmJobs';

/** Protection, policy, last backup, running job, newest recovery point: one list of jobs, one of points, at most one job. */
export const status: Run<'status'> = (command, ask, services) =>
  withVm(
    { typed: command.vm, role: 'viewer', again: (vm) => ({ kind: 'status', vm }) },
    { ask, services },
    async (item) => {
      const [recent, points, watched] = await Promise.all([
        readVmJobs(item, { ask, services }, 'lastDays'),
        readPoints(item, services),
        readPast(item.id, services),
      ]);
      const runs = (operation: ReturnType<typeof operationOf>): Job | undefined =>
        recent.jobs.find((job) => isActive(job) && operationOf(job) === operation);
      const running = runs('backup') ?? runs('restore') ?? null;
      const lastJob = lastResultOf(item, recent.jobs)?.job ?? null;
      const policy = points.nextProblem ? 'unread' : points.policy;
      const seen = { at: recent.at, ...(recent.problem && { problem: recent.problem }) };
      const jobs = { value: recent.jobs, ...seen };
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
        ...(await upcoming(item, { policy, jobs }, services)),
        ...(points.nextProblem && { nextProblem: points.nextProblem }),
        namesakes: await namesakesOf(item, { ask, services }),
        pastJobs: pastDurations(recent.jobs, item) ?? watched.whole,
        pastSnapshots: watched.snapshot,
        mayOperate: ask.grant.may('operator', item),
        ...(await toldOfVm(running, recent, { ask, services })),
        ...seen,
      };
      return { kind: 'view', view };
    },
  );
