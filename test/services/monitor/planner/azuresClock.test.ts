import fc from 'fast-check';

import { curvesFor } from '../../../../services/monitor/planner/curves';
import { curvesBy } from '../../../../services/monitor/planner/evidence';
import { END_HYPOTHESES, SNAPSHOT_HYPOTHESES } from '../../../../services/monitor/planner/grid';
import type { KnownJob } from '../../../../services/monitor/planner/knownState';
import { type Duration, LearnedClock } from '../../../../services/monitor/planner/learnedClock';
import { planReads } from '../../../../services/monitor/planner/planner';
import { nextRead } from '../../../../services/monitor/planner/snapshotReads';
import { HOUR_MS } from '../../../../services/platform/durations';
import { randomFrom } from '../../../../simulation/random';
import { runsTogether, shownAt, watchedRun } from '../../../../simulation/trueRuns';
import { aKey } from '../../../support/samples';

const [run] = runsTogether(1, randomFrom(1));
const FREE = { perHour: 75, spent: [], blockedUntilMs: 0 };
const VAULT = { vault: run!.vault, readMs: run!.startMs, notBeforeMs: 0, discovers: false };

/** Running jobs whose last read, at this age in seconds, showed the snapshot unfinished; 0: no read. */
const unfinished = (ages: readonly number[]): KnownJob[] =>
  ages.map((ageS, n) => {
    const readMs = ageS === 0 ? 0 : run!.startMs + ageS * 1000;
    const watched = { ...watchedRun(run!), key: aKey(`job-${n}`), jobId: `job-${n}` };
    return { watched, readMs, detailMs: readMs, notBeforeMs: 0 };
  });

/** The share of snapshots that end within 20 s around this age, by what is learned and shown. */
function shareAround(ageS: number, known: Parameters<typeof curvesBy>[0]): number {
  const { snapshot } = curvesBy(known);
  return snapshot.at(ageS + 10) - snapshot.at(ageS - 10);
}

/** Durations in seconds, oldest first, one every hour before the run. */
function durations(seconds: readonly number[]): readonly Duration[] {
  const firstMs = run!.startMs - seconds.length * HOUR_MS;
  return seconds.map((s, n) => ({ job: aKey(`earlier-${n}`), atMs: firstMs + n * HOUR_MS, s }));
}

const learned = (snapshots: readonly number[]) => ({
  jobs: [],
  learned: { snapshots: durations(snapshots), ends: [] },
});

describe('the planner’s belief of Azure’s clock', () => {
  test('with nothing learned, nearly all snapshots end on the recorded tick', () => {
    expect(shareAround(463, { jobs: [] })).toBeGreaterThan(0.85);
  });

  test.each([-150, -60, 37, 90, 120])(
    'when the grid moves by %d s, then two exact times show where it lies',
    (shiftS) => {
      const usual = [460, 459, 462, 458, 465, 461, 457, 460, 459, 463, 460, 461];
      expect(shareAround(461 + shiftS, learned([...usual, 460 + shiftS, 463 + shiftS]))).toBeGreaterThan(0.6);
    },
  );

  test('when times scatter, then no tick is believed', () => {
    const known = learned([320, 401, 470, 355, 488, 433, 378, 470, 482, 510, 330, 449]);
    expect(curvesBy(known).scattered).toBeGreaterThan(0.8);
    expect(shareAround(463, known)).toBeLessThan(0.3);
  });

  test('two beliefs whose digits run together alike have curves of their own', () => {
    const belief = (recorded: number, withoutGrid: number): readonly number[] =>
      SNAPSHOT_HYPOTHESES.map((_, n) => [recorded / 50, withoutGrid / 50][n] ?? 0);
    const ends = END_HYPOTHESES.map(({ prior }) => prior);
    expect([belief(4, 46), belief(44, 6)].map((one) => curvesFor(one, ends).scattered)).toEqual([0.92, 0.12]);
  });

  test('when a fifth of the snapshots is retried, then the tick is believed all the same', () => {
    expect(shareAround(463, learned([460, 761, 459, 462, 458, 1062, 461, 457, 460, 762]))).toBeGreaterThan(0.6);
  });

  test('when reads of other jobs behind the tick show them unfinished, then the tick is doubted', () => {
    const one = shareAround(463, { jobs: unfinished([476]) });
    const three = shareAround(463, { jobs: unfinished([476, 476, 478]) });
    expect(one).toBeGreaterThan(0.85);
    expect(three).toBeLessThan(0.4);
  });

  /** Jobs that began together: so many were retried, as reads at 478 s showed, and the others finished on the tick. */
  function wave(retried: number, finished: number): Parameters<typeof curvesBy>[0] {
    const done = unfinished(Array.from({ length: finished }, () => 0)).map((job) => {
      return { ...job, watched: { ...job.watched, raised: ['snapshotDone'] as const } };
    });
    const atMs = run!.startMs + 460_000;
    const snapshots = durations(Array.from({ length: 24 }, () => 460)).map((one) => ({ ...one, atMs }));
    const open = unfinished(Array.from({ length: retried }, () => 478));
    return { jobs: [...open, ...done], learned: { snapshots, ends: [] } };
  }

  test('when a few of hundreds that began together are retried, then no bad night is believed', () => {
    expect(shareAround(463, wave(7, 160))).toBeGreaterThan(0.85);
  });

  test('when many that began together are retried and others are not, then the tick has not moved', () => {
    expect(shareAround(463, wave(6, 24))).toBeGreaterThan(0.6);
    expect(nextRead(curvesBy(wave(6, 24)).snapshot, 30, 0)).toBeLessThan(480);
  });

  test('when a snapshot of hours ago is still open, then the tick of a new wave may have moved all the same', () => {
    const [stuck] = unfinished([478]);
    const watched = { ...stuck!.watched, key: aKey('stuck'), startedMs: run!.startMs - 3 * HOUR_MS };
    const jobs = [{ ...stuck!, watched }, ...unfinished([476, 476, 478, 478, 478])];
    const earlier = wave(0, 0).learned!.snapshots.map((one) => ({ ...one, atMs: run!.startMs - HOUR_MS }));
    expect(shareAround(463, { jobs, learned: { snapshots: earlier, ends: [] } })).toBeLessThan(0.4);
  });

  test('whatever was learned, the curve is a distribution and reads go forward', () => {
    const seconds = fc.array(fc.double({ min: 5, max: 8_000, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: 0, max: 60 }), (snapshots, ends, price) => {
        const curves = curvesBy({ jobs: [], learned: { snapshots: durations(snapshots), ends: durations(ends) } });
        for (const curve of [curves.snapshot, ...curves.ends.map((make) => make())]) {
          let before = 0;
          for (let s = 0; s < 12_000; s += 97) {
            expect(curve.at(s)).toBeGreaterThanOrEqual(before - 1e-9);
            before = curve.at(s);
          }
          expect(before).toBeLessThanOrEqual(1);
        }
        for (const s of [0, 300, 476, 1_000, 5_000, 50_000])
          expect(nextRead(curves.snapshot, price, s)).toBeGreaterThan(s);
      }),
      { seed: 31, numRuns: 25 },
    );
  });
});

describe('what is learned', () => {
  const ended = (n: number, later = 0) => ({
    ...watchedRun(run!),
    key: aKey(`job-${n}`),
    job: shownAt({ ...run!, startMs: run!.startMs + later }, run!.endMs, true),
  });

  test('an ended job teaches both durations once, in its own subscription', () => {
    const clock = new LearnedClock();
    clock.note(ended(1));
    clock.note(ended(1));
    const { subscription } = run!.vault;
    expect(clock.of(subscription.toUpperCase())).toEqual({
      snapshots: [{ job: aKey('job-1'), atMs: run!.snapshotEndMs, s: (run!.snapshotEndMs - run!.startMs) / 1000 }],
      ends: [{ job: aKey('job-1'), atMs: run!.endMs, s: (run!.endMs - run!.snapshotEndMs) / 1000 }],
    });
    expect(clock.of('another')).toBeUndefined();
  });

  test('an end that a list showed teaches too, by the tasks that an earlier read saw', () => {
    const clock = new LearnedClock();
    const row = shownAt(run!, run!.endMs, false)!;
    const { tasks } = shownAt(run!, run!.snapshotEndMs + 60_000, true)!;
    clock.note({ ...watchedRun(run!), job: { ...row, lastTasks: { tasks: tasks!, at: new Date(run!.endMs) } } });
    expect(clock.of(run!.vault.subscription)?.ends.map(({ s }) => s)).toEqual([
      (run!.endMs - run!.snapshotEndMs) / 1000,
    ]);
  });

  test('of many jobs the newest are kept', () => {
    const clock = new LearnedClock();
    for (let n = 0; n < 200; n++) clock.note(ended(n));
    expect(clock.of(run!.vault.subscription)?.snapshots.length).toBeLessThan(50);
  });

  test('a running job, or one whose times nobody knows, teaches nothing', () => {
    const clock = new LearnedClock();
    clock.note({ ...watchedRun(run!), job: shownAt(run!, run!.startMs + 60_000, true) });
    clock.note({ ...watchedRun(run!), job: shownAt(run!, run!.endMs, false) });
    expect(clock.of(run!.vault.subscription)).toBeUndefined();
  });
});

describe('the slow start', () => {
  const readsAt = (jobs: readonly KnownJob[], ageS: number): number =>
    planReads({ jobs, vaults: [VAULT], budget: FREE }, run!.startMs + ageS * 1000).reads.filter(
      ({ kind }) => kind === 'job',
    ).length;

  test('when a wave’s tick has passed, then three of its jobs are read first', () => {
    expect(readsAt(unfinished(Array.from({ length: 20 }, () => 0)), 480)).toBe(3);
  });

  test('when those were unfinished, then the others wait for a moment', () => {
    expect(readsAt(unfinished([476, 476, 476, ...Array.from({ length: 17 }, () => 0)]), 480)).toBe(0);
  });

  test('when those were done, then many are read', () => {
    const doneMs = run!.startMs + 476_000;
    const done = unfinished([476, 476, 476]).map((job): KnownJob => {
      const shown = shownAt(run!, doneMs, true);
      return { ...job, watched: { ...job.watched, job: shown, detailMs: doneMs, raised: ['snapshotDone'] } };
    });
    const others = unfinished(Array.from({ length: 20 }, () => 0)).slice(3);
    expect(readsAt([...done, ...others], 480)).toBeGreaterThan(10);
  });
});
