import type { WatchedJob } from './watchedJob';

/**
 * The states of a watched job. No column stores them: `stateOf` derives them from the stored job. `stateMachine.ts`
 * makes every change of state; the store only adds the first row, and removes a trigger that Azure surely refused.
 */
type WatchedJobState =
  /**
   * The bot wrote the trigger, and Azure has named no job.
   * → `named`: Azure answers the command with the job's id (`namedTrigger`).
   * → `moved`: that job is already watched, because a list showed it first (`movedTrigger`).
   * → `running`, `ended` or `done`: a list shows a job that may be the trigger's (`advance`).
   * → `done`, event `notStarted`: a list shows no such job after 15 minutes (`advance`).
   */
  | 'triggered'
  /**
   * The job has an id, and no reading has shown it yet.
   * → `running`, event `started`: a reading shows that the job runs.
   * → `ended` or `done`, event `ended`: the first reading shows the job's end.
   * → `missing`: a reading does not show the job.
   */
  | 'named'
  /**
   * The newest reading showed that the job runs. It may raise `taskChanged`, `snapshotDone`, `snapshotSlow` and
   * `jobSlow`.
   * → `ended` or `done`, event `ended`: a reading shows the job's end.
   * → `missing`: a reading does not show the job.
   */
  | 'running'
  /**
   * The newest readings did not show the job, because lists may lag.
   * → `running`, `ended` or `done`: a reading shows the job again.
   * → `done`, event `vanished`: two readings at least five minutes apart did not show the job.
   */
  | 'missing'
  /**
   * The job made a recovery point that Azure does not list yet.
   * → `done`, event `consistency`: the point is listed.
   * → `done`, event `consistencyUnknown`: the point is not listed after an hour.
   */
  | 'ended'
  /** Final: the trigger's job is watched under the key `movedTo`. */
  | 'moved'
  /** Final: the bot reads and tells nothing more. */
  | 'done';

export function stateOf(watched: WatchedJob): WatchedJobState {
  const { done, movedTo, endSeenMs, jobId, missingSinceMs, job } = watched;
  if (done) return movedTo === undefined ? 'done' : 'moved';
  if (endSeenMs !== null) return 'ended';
  if (jobId === null) return 'triggered';
  if (missingSinceMs !== null) return 'missing';
  return job === null ? 'named' : 'running';
}
