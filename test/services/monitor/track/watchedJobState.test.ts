import { advance, movedTrigger, namedTrigger } from '../../../../services/monitor/track/stateMachine';
import { newFoundJob, newWatchedJob, type WatchedJob } from '../../../../services/monitor/track/watchedJob';
import { stateOf } from '../../../../services/monitor/track/watchedJobState';
import { MINUTE_MS } from '../../../../services/platform/durations';
import { aJob, aKey, anItem, aPoint, at, NOW } from '../../../support/samples';

const JOB = aJob({ startedAt: at(-60) });
const COMPLETED = { ...JOB, state: 'completed' as const, endedAt: NOW };
const START = { startedMs: at(-60).getTime(), retainUntilMs: null, askedBy: 'Aiko', awaitsSnapshot: true };
const TRIGGER = newWatchedJob(anItem(), { ...START, key: aKey('trigger'), jobId: null });

/** The states after readings that are six minutes apart; null: the job is not shown. */
function statesOf(watched: WatchedJob, ...shown: readonly (typeof JOB | null)[]): ReturnType<typeof stateOf>[] {
  let now = watched;
  return shown.map((job, place) => {
    const readMs = NOW.getTime() + place * 6 * MINUTE_MS;
    now = advance(now, { job, readMs }, readMs).watched;
    return stateOf(now);
  });
}

describe('the states of a watched job', () => {
  it('when Azure names the job of a trigger, then it is named, and runs once a reading shows it', () => {
    const named = namedTrigger(TRIGGER, JOB.id);
    expect([stateOf(TRIGGER), stateOf(named)]).toEqual(['triggered', 'named']);
    expect(statesOf(named, JOB)).toEqual(['running']);
  });

  it('when a list showed the job of a trigger first, then the trigger has moved, and what it owes goes along', () => {
    const { trigger, found } = movedTrigger(TRIGGER, newFoundJob(anItem(), JOB, false));
    expect([stateOf(trigger), stateOf(found)]).toEqual(['moved', 'named']);
    expect([trigger.movedTo, found.askedBy, found.awaitsSnapshot]).toEqual([found.key, 'Aiko', true]);
  });

  it.each([
    ['no job is shown for a quarter of an hour', [null, null, null, null], 'triggered triggered triggered done'],
    ['a job is missing for a moment', [JOB, null, JOB], 'running missing running'],
    ['a job stays missing', [JOB, null, null], 'running missing done'],
    ['no recovery point is listed for an hour', [JOB, COMPLETED, ...Array<null>(10).fill(null)], 'running ended done'],
    ['it fails', [JOB, { ...JOB, state: 'failed' as const }, JOB], 'running done'],
  ])('when %s, then it goes through its states', (_, shown, expected) => {
    const states = statesOf(TRIGGER, ...shown);
    const isChange = (state: string, place: number): boolean => state === 'triggered' || state !== states[place - 1];
    expect(states.filter(isChange).join(' ')).toBe(expected);
  });

  it('when the recovery point is listed with the end, then nothing more is awaited', () => {
    const reading = { job: COMPLETED, readMs: NOW.getTime(), points: [aPoint({ at: at(-55) })] };
    expect(stateOf(advance(TRIGGER, reading, NOW.getTime()).watched)).toBe('done');
  });
});
