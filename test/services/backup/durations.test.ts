import * as fc from 'fast-check';

import { pastDurations, type PastJob, snapshotMsOf, watchedDurations } from '../../../services/backup/durations';
import type { Job } from '../../../services/backup/types';
import * as any from '../../support/arbitraries';
import { aJob, aKey, anItem, at, tasksOf } from '../../support/samples';

const MINUTE_MS = 60_000;

function runs(...minutes: readonly number[]): readonly Job[] {
  return minutes.map((length, index) =>
    aJob({ state: 'completed', startedAt: at(-(index + 1) * 86_400), durationMs: length * MINUTE_MS }),
  );
}

describe('pastDurations', () => {
  it('when there are five runs, then least, median and most', () => {
    expect(pastDurations(runs(50, 40, 70, 42, 60), anItem())).toEqual({
      from: 'jobList',
      runs: 5,
      minMs: 40 * MINUTE_MS,
      medianMs: 50 * MINUTE_MS,
      maxMs: 70 * MINUTE_MS,
    });
  });

  it('when there are fewer, then nothing is said', () => {
    const others = [aJob({ state: 'completedWithWarnings' }), aJob({ state: 'completed', vmName: 'vm-02' })];

    expect(pastDurations([...runs(50, 40, 70, 42), ...others], anItem())).toBeNull();
  });

  it('when there are more than twelve, then the newest twelve count, in whatever order they are listed', () => {
    const listed = [...runs(...Array.from({ length: 12 }, () => 30), 9_999)].reverse();

    expect(pastDurations(listed, anItem())).toMatchObject({ runs: 12, maxMs: 30 * MINUTE_MS });
  });

  it('when an older run was shorter than the newest twelve, then it does not count either', () => {
    const listed = [...runs(...Array.from({ length: 12 }, () => 30), 1)].reverse();

    expect(pastDurations(listed, anItem())).toMatchObject({ runs: 12, minMs: 30 * MINUTE_MS });
  });

  it('when a row has no duration, then start and end give it', () => {
    const row = aJob({ state: 'completed', startedAt: at(-600), endedAt: at(0), durationMs: null });

    expect(pastDurations([...runs(5, 5, 5, 5), row], anItem())?.maxMs).toBe(10 * MINUTE_MS);
  });

  it('whatever is listed, then least ≤ median ≤ most', () => {
    const property = fc.property(fc.array(any.jobs, { minLength: 20, maxLength: 60 }), (jobs) => {
      const past = pastDurations(
        jobs.map((job) => ({ ...job, state: 'completed' })),
        anItem(),
      );
      return past === null || (past.minMs > 0 && past.minMs <= past.medianMs && past.medianMs <= past.maxMs);
    });

    fc.assert(property, { seed: 6 });
  });
});

describe('watchedDurations', () => {
  const past = (minutes: number, change: Partial<PastJob> = {}): PastJob => ({
    job: aKey(`job-${minutes}`),
    itemId: anItem().id,
    state: 'completed',
    startedMs: 0,
    endedMs: minutes * MINUTE_MS,
    snapshotMs: 8 * MINUTE_MS,
    ...change,
  });

  it('counts snapshots however their jobs ended, and whole jobs only where they completed', () => {
    const watched = [40, 41, 42, 43].map((minutes) => past(minutes));

    expect(watchedDurations([...watched, past(5, { state: 'failed' })])).toEqual({
      whole: null,
      snapshot: { from: 'watched', runs: 5, ...lengths(8, 8, 8) },
    });
  });

  it('when fewer than five snapshots were seen, then nothing is said of them', () => {
    const watched = [40, 41, 42, 43].map((minutes) => past(minutes));

    expect(watchedDurations([...watched, past(44, { snapshotMs: null })])).toEqual({
      whole: { from: 'watched', runs: 5, ...lengths(40, 42, 44) },
      snapshot: null,
    });
  });

  it('counts the twelve newest', () => {
    const watched = Array.from({ length: 12 }, (_, index) => past(30 + index));

    expect(watchedDurations([...watched, past(9_999)]).whole).toMatchObject({ runs: 12, maxMs: 41 * MINUTE_MS });
  });
});

it('a snapshot that is not completed has no length', () => {
  expect(snapshotMsOf(aJob({ tasks: tasksOf('completed', 'inProgress') }))).toBe(460_000);
  expect(snapshotMsOf(aJob({ tasks: tasksOf('inProgress', 'notStarted') }))).toBeNull();
  expect(snapshotMsOf(aJob({ tasks: null }))).toBeNull();
});

function lengths(min: number, median: number, max: number): object {
  return { minMs: min * MINUTE_MS, medianMs: median * MINUTE_MS, maxMs: max * MINUTE_MS };
}
