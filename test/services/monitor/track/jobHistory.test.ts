import { pastJobOf } from '../../../../services/monitor/track/jobHistory';
import { newFoundJob, type WatchedJob } from '../../../../services/monitor/track/watchedJob';
import { aJob, aKey, anItem, tasksOf } from '../../../support/samples';

const RUNNING = aJob({ tasks: tasksOf('completed', 'inProgress') });
const LISTED_END = aJob({ state: 'completed', tasks: null });
const END = aJob({ state: 'completed', tasks: tasksOf('completed', 'completed') });

const watched = (change: Partial<WatchedJob>): WatchedJob => ({
  ...newFoundJob(anItem(), RUNNING, true),
  ...{ key: aKey('k'), job: RUNNING, readMs: 1 },
  ...change,
});

describe('what the history keeps', () => {
  it('when the job still runs, then nothing', () => {
    expect(pastJobOf(watched({ job: null }), watched({}))).toBeNull();
  });

  it('when a list showed the end, then the snapshot of the last reading with tasks', () => {
    const past = pastJobOf(watched({}), watched({ job: LISTED_END, endSeenMs: 2 }));
    expect(past).toMatchObject({ job: 'k', itemId: anItem().id, state: 'completed', snapshotMs: 460_000 });
    expect(past).toMatchObject({ startedMs: LISTED_END.startedAt?.getTime(), endedMs: LISTED_END.endedAt?.getTime() });
  });

  it('when its tasks were never read, then no snapshot', () => {
    const past = pastJobOf(watched({ job: aJob({ tasks: null }) }), watched({ job: LISTED_END, endSeenMs: 2 }));
    expect(past).toMatchObject({ snapshotMs: null });
  });

  it('when a later reading shows the tasks of the end, then it is kept again; else not', () => {
    const ended = watched({ job: LISTED_END, endSeenMs: 2 });
    expect(pastJobOf(ended, { ...ended, job: END })).toMatchObject({ snapshotMs: 460_000 });
    expect(pastJobOf(ended, { ...ended, consistency: 'told', done: true })).toBeNull();
  });
});
