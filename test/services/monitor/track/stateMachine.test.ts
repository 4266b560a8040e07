import type { JobEvent } from '../../../../services/backup/jobEvents';
import { advance, type JobReading } from '../../../../services/monitor/track/stateMachine';
import { type WatchedJob } from '../../../../services/monitor/track/watchedJob';
import { type Random, randomFrom } from '../../../../simulation/random';
import { watchedRun } from '../../../../simulation/trueRuns';
import { aJob, aPoint, at, NOW, tasksOf, VAULT } from '../../../support/samples';
import { detailAt, rowAt, timelineOf, type TrueJob } from '../../../support/timelines';

const START_S = -600;
const watched = (change: Partial<WatchedJob> = {}): WatchedJob => ({
  ...watchedRun({ id: aJob().id, vault: VAULT, startMs: at(START_S).getTime(), snapshotEndMs: 0, endMs: 0 }),
  ...change,
});
const seen = (seconds: number, job: JobReading['job'], points?: JobReading['points']): JobReading => ({
  job,
  readMs: at(seconds).getTime(),
  ...(points && { points }),
});

/** All events of these readings, in order. */
function eventsOf(readings: readonly JobReading[], first = watched()): { events: JobEvent[]; watched: WatchedJob } {
  let current = first;
  const events: JobEvent[] = [];
  for (const reading of readings) {
    const change = advance(current, reading, reading.readMs);
    current = change.watched;
    events.push(...change.events);
  }
  return { events, watched: current };
}

const snapshotRuns = aJob({ tasks: tasksOf('inProgress', 'notStarted') });
const snapshotIsDone = aJob({ tasks: tasksOf('completed', 'notStarted') });
const completed = aJob({ state: 'completed', startedAt: at(START_S), endedAt: at(1_200) });
const point = aPoint({ at: at(START_S + 5) });

describe('changesOf', () => {
  test('when a job goes its usual way, then its start, the snapshot and the end are told, each once', () => {
    const { events } = eventsOf([
      seen(-500, snapshotRuns),
      seen(-400, snapshotRuns),
      seen(-100, snapshotIsDone),
      seen(-90, snapshotIsDone),
      seen(1_210, completed, [point]),
      seen(1_220, completed, [point]),
    ]);
    expect(events).toEqual(['started', 'taskChanged', 'snapshotDone', 'ended']);
  });

  test('when no task is active after the snapshot, then the snapshot is told as done', () => {
    expect(eventsOf([seen(-100, snapshotIsDone)]).events).toEqual(['started', 'snapshotDone']);
  });

  test('when a job is being cancelled, or its state is not known, then its snapshot is not told as done', () => {
    for (const state of ['cancelling', 'unknown'] as const) {
      const job = aJob({ state, tasks: tasksOf('completed', 'cancelling') });
      expect(eventsOf([seen(-100, job)]).events).not.toContain('snapshotDone');
    }
  });

  test('when a list is all that was read, then nothing is claimed about the snapshot', () => {
    expect(eventsOf([seen(-100, aJob())]).events).toEqual(['started']);
  });

  test('when the end is the first that is seen, then it alone is told', () => {
    expect(eventsOf([seen(1_210, completed, [point])]).events).toEqual(['ended']);
  });

  test('when it failed with its snapshot completed, then only the end is told, and nothing more is awaited', () => {
    const failed = aJob({ state: 'failed', tasks: tasksOf('completed', 'failed') });
    const { events, watched: after } = eventsOf([seen(-60, failed)]);
    expect(events).toEqual(['ended']);
    expect(after).toMatchObject({ done: true, consistency: 'givenUp' });
  });

  test('when a reading is older than the newest, then it changes nothing', () => {
    const before = eventsOf([seen(-100, snapshotIsDone)]).watched;
    expect(advance(before, seen(-200, snapshotRuns), NOW.getTime())).toEqual({ watched: before, events: [] });
  });

  test('when a later list still shows a job that has ended as running, then it has ended', () => {
    const { events, watched: after } = eventsOf([seen(1_210, completed), seen(1_220, aJob())]);
    expect(events).toEqual(['ended']);
    expect(after.job?.state).toBe('completed');
  });

  test('when the snapshot takes longer than 30 minutes, then it is said once', () => {
    const { events } = eventsOf([seen(1_190, snapshotRuns), seen(1_201, snapshotRuns), seen(1_300, snapshotRuns)]);
    expect(events).toEqual(['started', 'snapshotSlow']);
  });

  test('when a job takes longer than a day, then it is said once, unless it is the first backup', () => {
    const late = [seen(86_400, snapshotIsDone), seen(86_500, snapshotIsDone)];
    expect(eventsOf(late).events.filter((event) => event === 'jobSlow')).toHaveLength(1);
    expect(eventsOf(late, watched({ firstBackup: true })).events).not.toContain('jobSlow');
  });

  test('when Azure shows the job no more, then it has vanished after two readings some minutes apart', () => {
    const gone = [seen(0, snapshotRuns), seen(60, null), seen(120, null)];
    expect(eventsOf(gone).events).toEqual(['started']);
    expect(eventsOf([...gone, seen(361, null), seen(900, null)]).events).toEqual(['started', 'vanished']);
    expect(eventsOf([...gone, seen(130, snapshotRuns), seen(361, null)]).events).not.toContain('vanished');
  });

  test('when a trigger matches no job for 15 minutes, then it is told as not started', () => {
    const open = watched({ jobId: null });
    expect(eventsOf([seen(299, null)], open).events).toEqual([]);
    expect(eventsOf([seen(300, null), seen(400, null)], open).events).toEqual(['notStarted']);
  });

  test('when Azure lists the recovery point later, then its consistency is told once', () => {
    const readings = [
      seen(1_210, completed, []),
      seen(1_300, null, []),
      seen(1_400, null, [point]),
      seen(1_500, null, [point]),
    ];
    expect(eventsOf(readings).events).toEqual(['ended', 'consistency']);
  });

  test.each(['completed', 'completedWithWarnings', 'failed'] as const)(
    'when a list shows that it is %s, then its tasks are not known, and how they stood before it stays, with the time',
    (state) => {
      const ended = aJob({ state, startedAt: at(START_S), endedAt: at(1_200) });
      const { watched: now } = eventsOf([seen(0, snapshotIsDone), seen(900, aJob()), seen(1_210, ended)]);
      expect(now.job).toMatchObject({ state, tasks: null, lastTasks: { tasks: snapshotIsDone.tasks, at: at(0) } });
    },
  );

  test('when a later read shows how the tasks ended, then nothing of before is kept', () => {
    const read = { ...completed, tasks: tasksOf('completed', 'completed') };
    const { watched: now } = eventsOf([seen(0, snapshotIsDone), seen(1_210, completed, []), seen(1_300, read, [])]);
    expect(now.job).toEqual(read);
  });

  test('when Azure lists no recovery point within an hour, then that is said once', () => {
    const readings = [
      seen(1_210, completed, []),
      seen(4_000, null, []),
      seen(4_810, null, []),
      seen(4_900, null, [point]),
    ];
    expect(eventsOf(readings).events).toEqual(['ended', 'consistencyUnknown']);
  });

  test('when the points cannot be read within an hour, then that is said once', () => {
    expect(eventsOf([seen(1_210, completed), seen(4_800, null)]).events).toEqual(['ended']);
    expect(eventsOf([seen(1_210, completed), seen(4_810, null)]).events).toEqual(['ended', 'consistencyUnknown']);
  });
});

describe('changesOf, over true timelines read in any way', () => {
  test('when readings come late, twice, out of order or stale, then nothing is told twice or before it is true, and every end is told', () => {
    const told = { snapshotDone: 0, ended: 0 };
    for (let seed = 0; seed < 1_500; seed++) {
      const random = randomFrom(seed);
      const job = timelineOf(random).find(isBackup);
      if (!job) continue;
      const events = eventsOfAny(job, delivered(readingsOf(job, random), random));
      for (const [event, times] of events) if (event !== 'taskChanged') expect(times).toBe(1);
      expect(events.get('ended')).toBe(1);
      told.ended += 1;
      told.snapshotDone += events.get('snapshotDone') ?? 0;
    }
    expect(told.ended).toBeGreaterThan(1_000);
    expect(told.snapshotDone).toBeGreaterThan(200);
  });
});

interface At {
  readonly seen: JobReading;
  readonly second: number;
}

function readingsOf(job: TrueJob, random: Random): readonly At[] {
  const readings: At[] = [];
  for (let second = job.start + 5; second < job.end + 600; second += random.between(5, 400)) {
    const shown = random.chance(0.4) ? detailAt(job, second) : rowAt(job, second);
    if (shown) readings.push({ seen: seen(second, shown), second });
  }
  const last = job.end + 700;
  return [...readings, { seen: seen(last, detailAt(job, last)), second: last }];
}

/** Readings in random order: some twice, some minutes late. */
function delivered(readings: readonly At[], random: Random): readonly At[] {
  return readings
    .flatMap((reading) => (random.chance(0.2) ? [reading, reading] : [reading]))
    .map((reading) => ({ reading, order: reading.second + (random.chance(0.3) ? random.between(0, 600) : 0) }))
    .sort((a, b) => a.order - b.order)
    .map(({ reading }) => reading);
}

/** Counts each event, and expects that none is told before it is true. */
function eventsOfAny(job: TrueJob, readings: readonly At[]): ReadonlyMap<JobEvent, number> {
  const events = new Map<JobEvent, number>();
  let current = watchedRun({ id: job.id, vault: VAULT, startMs: at(job.start).getTime(), snapshotEndMs: 0, endMs: 0 });
  for (const reading of readings) {
    const change = advance(current, reading.seen, reading.seen.readMs);
    current = change.watched;
    for (const event of change.events) {
      if (event === 'snapshotDone') {
        expect(reading.second).toBeGreaterThanOrEqual(job.hazardUntil);
        expect(events.has('ended')).toBe(false);
      }
      if (event === 'ended') expect(reading.second).toBeGreaterThanOrEqual(job.end);
      events.set(event, (events.get(event) ?? 0) + 1);
    }
  }
  return events;
}

function isBackup(job: TrueJob): boolean {
  return !job.odd && detailAt(job, job.start)?.operation === 'Backup';
}
