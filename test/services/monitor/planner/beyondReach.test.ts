import fc from 'fast-check';

import type { JobKey } from '../../../../services/backup/ids';
import { beyondReach } from '../../../../services/monitor/planner/beyondReach';
import type { KnownJob } from '../../../../services/monitor/planner/knownState';
import { planReads } from '../../../../services/monitor/planner/planner';
import { randomFrom } from '../../../../simulation/random';
import { runsTogether, watchedRun } from '../../../../simulation/trueRuns';

const BUDGET = { perHour: 75, spent: [], blockedUntilMs: 0 };
const AT = { kept: 0, leftToEnd: new Set<JobKey>() };

function jobsOf(count: number): readonly KnownJob[] {
  const runs = runsTogether(count, randomFrom(count));
  return runs.map((run) => ({ watched: watchedRun(run), readMs: run.startMs, detailMs: 0, notBeforeMs: 0 }));
}

function markedBy(jobs: readonly KnownJob[], beyond: ReadonlySet<string>): readonly KnownJob[] {
  return jobs.map((job) => ({ ...job, watched: { ...job.watched, toldWithEnd: beyond.has(job.watched.key) } }));
}

const startMs = Math.min(...jobsOf(200).map(({ watched }) => watched.startedMs));

describe('awaited snapshots beyond reach', () => {
  it.each([1, 10, 50])('when the reads of the hour suffice for %d jobs, then none is', (count) => {
    expect(beyondReach(jobsOf(count), { ...AT, budget: BUDGET }, startMs).size).toBe(0);
  });

  it('when 200 jobs share 75 reads, then those are that started last', () => {
    const jobs = jobsOf(200);
    const beyond = beyondReach(jobs, { ...AT, budget: BUDGET }, startMs);
    expect(beyond.size).toBe(200 - Math.floor(75 / 1.1));
    const started = (isBeyond: boolean): readonly number[] =>
      jobs.filter(({ watched }) => beyond.has(watched.key) === isBeyond).map(({ watched }) => watched.startedMs);
    expect(Math.max(...started(false))).toBeLessThanOrEqual(Math.min(...started(true)));
  });

  it('when the reads are spent, then a job is whose snapshot ends before they are free again, and no later one', () => {
    const budget = { ...BUDGET, spent: [{ atMs: startMs - 30 * 60_000, reads: 75 }] };
    const [soon] = jobsOf(1) as [KnownJob];
    const later = { ...soon, watched: { ...soon.watched, startedMs: startMs + 20 * 60_000 } };
    expect(beyondReach([soon], { ...AT, budget }, startMs)).toEqual(new Set([soon.watched.key]));
    expect(beyondReach([later], { ...AT, budget }, startMs + 20 * 60_000).size).toBe(0);
  });

  it('when the plan leaves a job to its end, then it is, and takes no read from the others', () => {
    const jobs = jobsOf(200);
    const [first] = [...jobs].sort((a, b) => a.watched.startedMs - b.watched.startedMs);
    const beyond = beyondReach(jobs, { ...AT, budget: BUDGET, leftToEnd: new Set([first!.watched.key]) }, startMs);
    expect(beyond.has(first!.watched.key)).toBe(true);
    expect(beyond.size).toBe(200 - Math.floor(75 / 1.1));
  });

  it('when a plan reads none of the snapshots that wait too long, then it marks them', () => {
    const jobs = jobsOf(200);
    const nowMs = Math.max(...jobs.map(({ watched }) => watched.startedMs)) + 40 * 60_000;
    const budget = { ...BUDGET, spent: [{ atMs: nowMs - 60_000, reads: 30 }] };
    const { reads, beyondReach: beyond } = planReads({ jobs, vaults: [], budget }, nowMs);
    expect({ reads, marked: beyond.size }).toEqual({ reads: [], marked: 200 });
  });

  it('when nobody awaits its snapshot, or a reading showed it done, then a job is never', () => {
    const [job] = jobsOf(1) as [KnownJob];
    const budget = { ...BUDGET, perHour: 0 };
    const size = (change: Partial<KnownJob['watched']>): number =>
      beyondReach([{ ...job, watched: { ...job.watched, ...change } }], { ...AT, budget }, startMs).size;
    expect([size({}), size({ awaitsSnapshot: false }), size({ raised: ['snapshotDone'] })]).toEqual([1, 0, 0]);
  });

  it('when a marked job could be read again, but not all of them twice, then it stays; with room for all, none does', () => {
    const jobs = jobsOf(40);
    const marked = markedBy(jobs, new Set(jobs.map(({ watched }) => watched.key)));
    expect(beyondReach(marked, { ...AT, budget: BUDGET }, startMs).size).toBe(40);
    expect(beyondReach(marked, { ...AT, budget: { ...BUDGET, perHour: 90 } }, startMs).size).toBe(0);
  });

  it('when nothing has changed, then the next plan marks the same jobs', () => {
    const cases = fc.record({
      count: fc.integer({ min: 0, max: 120 }),
      perHour: fc.integer({ min: 0, max: 200 }),
      kept: fc.integer({ min: 0, max: 40 }),
      before: fc.array(fc.nat(119)),
      atS: fc.integer({ min: 0, max: 7_200 }),
    });
    fc.assert(
      fc.property(cases, ({ count, perHour, kept, before, atS }) => {
        const jobs = jobsOf(count);
        const at = { ...AT, budget: { ...BUDGET, perHour }, kept };
        const nowMs = startMs + atS * 1_000;
        const marked = markedBy(jobs, new Set(before.flatMap((index) => jobs[index]?.watched.key ?? [])));
        const beyond = beyondReach(marked, at, nowMs);
        expect(beyondReach(markedBy(jobs, beyond), at, nowMs)).toEqual(beyond);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('when a plan is made, then it names them, also while Azure asks to wait', () => {
    const jobs = jobsOf(200);
    const vaults = [{ vault: jobs[0]!.watched.ref.vault, readMs: startMs, notBeforeMs: 0, discovers: false }];
    const beyond = (blockedUntilMs: number): number =>
      planReads({ jobs, vaults, budget: { ...BUDGET, blockedUntilMs } }, startMs).beyondReach.size;
    expect(beyond(0)).toBeGreaterThan(100);
    expect(beyond(startMs + 60_000)).toBe(beyond(0));
  });
});
