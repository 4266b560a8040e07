import type { StatusView } from '../cards/views';
import { adviceOf } from '../services/backup/advice';
import { pastDurations } from '../services/backup/durations';
import { isActive } from '../services/backup/phase';
import type { Run } from './ask';
import { readPast, readPoints, readRecentJobs } from './facts';
import { withVm } from './resolve';
import { toldHere } from './tellings';

/** Protection, policy, last backup, running job, newest recovery point: one list of jobs, one of points, at most one job. */
export const status: Run<'status'> = (command, ask, services) =>
  withVm(
    { typed: command.vm, role: 'viewer', again: (vm) => ({ kind: 'status', vm }) },
    { ask, services },
    async (item) => {
      const [recent, points, watched] = await Promise.all([
        readRecentJobs(item, services),
        readPoints(item, services),
        readPast(item.id, services),
      ]);
      const running = recent.jobs.find((job) => isActive(job) && /^backup$|restore/i.test(job.operation)) ?? null;
      const lastJob = recent.jobs.find((job) => !isActive(job) && /^backup$/i.test(job.operation)) ?? null;
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
        next: points.next,
        past: pastDurations(recent.jobs, item) ?? watched.whole,
        pastSnapshot: watched.snapshot,
        mayOperate: ask.grant.may('operator', item),
        told: running && (await toldHere({ job: running, item }, ask, services)),
        at: recent.at,
        ...(recent.problem && { problem: recent.problem }),
      };
      return { kind: 'view', view };
    },
  );
