import * as fc from 'fast-check';

import { isActive } from '../../../services/backup/phase';
import { newestPoint, pointOf } from '../../../services/backup/points';
import type { RecoveryPoint } from '../../../services/backup/types';
import * as any from '../../support/arbitraries';
import { aJob, aPoint, at, NOW } from '../../support/samples';

const GONE = [{ type: 'InstantRP', status: 'Deleted' }];

describe('pointOf', () => {
  it('is the point between start and end of the job, minutes after the start as well', () => {
    const own = aPoint({ at: at(-2_000) });
    const job = aJob({ state: 'completed', startedAt: at(-3_600), endedAt: at(-600) });

    expect(pointOf(job, [aPoint({ at: at(-500) }), own, aPoint({ at: at(-3_601) })], NOW)).toBe(own);
  });

  it('when the job runs, then up to now', () => {
    const points = [aPoint({ at: at(-595) }), aPoint({ at: at(5) })];

    expect(pointOf(aJob(), points, NOW)).toBe(points[0]);
    expect(pointOf(aJob(), points.slice(1), NOW)).toBeNull();
  });

  it('when the ends are met exactly, then it belongs to the job', () => {
    const job = aJob({ state: 'completed', startedAt: at(-600), endedAt: at(-600) });

    expect(pointOf(job, [aPoint({ at: at(-600) })], NOW)).not.toBeNull();
  });

  it.each([
    ['failed', aJob({ state: 'failed' })],
    ['has no start', aJob({ startedAt: null })],
    ['ended at a time that Azure does not tell', aJob({ state: 'completed', endedAt: null, durationMs: null })],
    ['was no backup', aJob({ operation: 'Restore' })],
  ])('when the job %s, then it has none', (_, job) => {
    expect(pointOf(job, [aPoint({ at: at(-300) })], NOW)).toBeNull();
  });

  it('when only the duration is known, then it ends the interval', () => {
    const job = aJob({ state: 'completed', endedAt: null, durationMs: 60_000 });

    expect(pointOf(job, [aPoint({ at: at(-500) })], NOW)).toBeNull();
    expect(pointOf(job, [aPoint({ at: at(-560) })], NOW)).not.toBeNull();
  });

  it('when two lie within its time, then the first is its own, in whatever order they come', () => {
    const [first, second] = [aPoint({ at: at(-590) }), aPoint({ at: at(-300) })];

    expect(pointOf(aJob(), [first, second], NOW)).toBe(first);
    expect(pointOf(aJob(), [second, first], NOW)).toBe(first);
  });

  it('whatever is listed, then the point is the first within the job, and found where there is one', () => {
    const found = { some: 0, several: 0 };
    const property = fc.property(any.jobsWithPoints, ({ job, points }) => {
      const point = pointOf(job, points, NOW);
      const isBackup = job.operation.trim().toLowerCase() === 'backup';
      const isWithin = ({ at: when }: RecoveryPoint): boolean =>
        job.startedAt !== null && when >= job.startedAt && when <= (isActive(job) ? NOW : (job.endedAt ?? NOW));
      const own = points.filter(isWithin);
      if (point === null) return !isBackup || job.state === 'failed' || job.startedAt === null || own.length === 0;
      found.some += 1;
      if (own.length > 1) found.several += 1;
      return isBackup && job.state !== 'failed' && own.every(({ at: when }) => when >= point.at) && own.includes(point);
    });

    fc.assert(property, { seed: 3, numRuns: 500 });
    expect(found.some).toBeGreaterThan(200);
    expect(found.several).toBeGreaterThan(50);
  });
});

describe('newestPoint', () => {
  it('is the newest that a tier still holds, in whatever order they come', () => {
    const newest = aPoint({ at: at(-100) });
    const points = [aPoint({ at: at(-200) }), newest, aPoint({ at: at(-300) }), aPoint({ at: at(-50), tiers: GONE })];

    expect(newestPoint(points)).toBe(newest);
  });

  it('when Azure names no tiers, then the point counts as held', () => {
    expect(newestPoint([aPoint({ tiers: [] })])).not.toBeNull();
  });

  it('when none is held, then there is none', () => {
    expect(newestPoint([aPoint({ tiers: GONE })])).toBeNull();
  });
});
