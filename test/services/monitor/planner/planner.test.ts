import type { KnownJob } from '../../../../services/monitor/planner/knownState';
import { planReads } from '../../../../services/monitor/planner/planner';
import { simulateNaive } from '../../../../simulation/baselines';
import { type NightResult, simulateNight } from '../../../../simulation/nightSimulator';
import { randomFrom } from '../../../../simulation/random';
import { mostInAnHour, quantile } from '../../../../simulation/statistics';
import { throttledAzure } from '../../../../simulation/throttledAzure';
import { runsTogether, shownAt, vaultNamed, watchedRun } from '../../../../simulation/trueRuns';
import { expectPromisesKept, type GeneratedNight, generatedNight } from '../../../support/generatedNight';
import { Reach } from '../../../support/reach';
import { aKey } from '../../../support/samples';

const FREE = { perHour: 75, spent: [], blockedUntilMs: 0 };
const [run] = runsTogether(1, randomFrom(1));
const known = (change: Partial<KnownJob> = {}): KnownJob => ({
  watched: watchedRun(run!),
  readMs: 0,
  detailMs: 0,
  notBeforeMs: 0,
  ...change,
});
const vault = (change = {}) => ({
  vault: run!.vault,
  readMs: run!.startMs,
  notBeforeMs: 0,
  discovers: false,
  ...change,
});
const after = (seconds: number): number => run!.startMs + seconds * 1_000;

function nights(count: number, size: number, { vaults = 1, perHour = 74 } = {}): NightResult[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = randomFrom(1_000 * size + seed);
    return simulateNight({ runs: runsTogether(size, random, { vaults }), perHour, random });
  });
}

/** Expects that 95 % are told within these seconds after the event. */
function expectTold(results: readonly NightResult[], { goAhead, end }: { goAhead: number; end: number }): void {
  const late = (of: (result: NightResult) => readonly number[]): number => quantile(results.flatMap(of), 0.95);
  expect(late(({ goAheads }) => goAheads)).toBeLessThanOrEqual(goAhead);
  expect(late(({ ends }) => ends)).toBeLessThanOrEqual(end);
}

describe('planReads', () => {
  test('when no snapshot can have ended yet, then nothing is read', () => {
    expect(planReads({ jobs: [known()], vaults: [vault()], budget: FREE }, after(60)).reads).toEqual([]);
  });

  test('when the snapshot has probably ended, then the job itself is read', () => {
    const { reads } = planReads({ jobs: [known()], vaults: [vault()], budget: FREE }, after(490));
    expect(reads).toEqual([{ kind: 'job', watched: known().watched }]);
  });

  test('when nobody waits for the snapshot, then its job is read about its end only', () => {
    const job = known({ watched: { ...watchedRun(run!), awaitsSnapshot: false } });
    expect(planReads({ jobs: [job], vaults: [vault()], budget: FREE }, after(490)).reads).toEqual([]);
  });

  test('when several jobs of a vault have probably ended, then one list serves them all', () => {
    const done = {
      ...watchedRun(run!),
      raised: ['snapshotDone'],
      job: shownAt(run!, run!.snapshotEndMs, true),
    } as const;
    const jobs = [0, 1, 2].map((n) =>
      known({ watched: { ...done, key: aKey(`job-${n}`), detailMs: run!.snapshotEndMs }, readMs: run!.snapshotEndMs }),
    );
    const nowMs = run!.snapshotEndMs + (34 * 60 + 20) * 1_000;
    const { reads } = planReads({ jobs, vaults: [vault({ readMs: nowMs - 9 * 60_000 })], budget: FREE }, nowMs);
    expect(reads).toEqual([{ kind: 'list', vault: run!.vault }]);
  });

  test('when the read of a vault’s one job failed, then it is not read before its time, though its list did not fail', () => {
    const awaited = { vaults: [vault()], budget: FREE };
    const ended = { ...watchedRun(run!), awaitsSnapshot: false };
    const nowMs = run!.startMs + 3 * 3_600_000;
    const reads = (notBeforeMs: number) => planReads({ jobs: [known({ watched: ended, notBeforeMs })], ...awaited }, nowMs).reads; // prettier-ignore
    expect([reads(nowMs), reads(nowMs + 1)]).toEqual([[{ kind: 'job', watched: ended }], []]);
  });

  test.each([1, 2, 7, 28])('when a job has run for %d days, then it and the others are still read', (days) => {
    const startMs = run!.startMs - days * 86_400_000;
    const old = known({ watched: { ...watchedRun({ ...run!, startMs }), key: aKey('old'), jobId: 'old' } });
    const done = known({ watched: watchedRun(run!) });
    const nowMs = after(490);
    const { reads, againMs } = planReads({ jobs: [old, done], vaults: [vault()], budget: FREE }, nowMs);
    expect(reads.map((read) => (read.kind === 'job' ? read.watched.key : read.kind))).toContain(done.watched.key);
    expect(againMs).toBeGreaterThan(nowMs);
    const later = planReads({ jobs: [old], vaults: [vault()], budget: FREE }, nowMs + 3_600_000);
    expect(later.reads.length).toBeGreaterThan(0);
  });

  test('when Azure asked to wait, then nothing is read until then', () => {
    const budget = { ...FREE, blockedUntilMs: after(700) };
    expect(planReads({ jobs: [known()], vaults: [vault()], budget }, after(490))).toMatchObject({
      reads: [],
      againMs: after(700),
    });
  });

  test('when the budget of the hour is spent, then nothing is read', () => {
    const budget = { ...FREE, spent: [{ atMs: after(400), reads: 75 }] };
    expect(planReads({ jobs: [known()], vaults: [vault()], budget }, after(490)).reads).toEqual([]);
  });

  test('when a read has just failed, then it is not repeated before its time', () => {
    const job = known({ notBeforeMs: after(600) });
    expect(planReads({ jobs: [job], vaults: [vault()], budget: FREE }, after(490)).reads).toEqual([]);
  });

  test('when watches look for backups of others, then each vault is listed every 10 to 15 minutes at leisure', () => {
    const looks = (minutes: number): number =>
      planReads({ jobs: [], vaults: [vault({ discovers: true })], budget: FREE }, after(minutes * 60)).reads.length;
    expect(looks(9)).toBe(0);
    expect(looks(15)).toBe(1);
  });

  test('when two jobs of a vault are about to end, then one list is read after both', () => {
    const [first, second] = [0, 90].map((laterS) => {
      const snapshotEndMs = run!.snapshotEndMs + laterS * 1_000;
      const job = shownAt({ ...run!, snapshotEndMs }, snapshotEndMs, true);
      const watched = { ...watchedRun(run!), key: aKey(`job-${laterS}`), raised: ['snapshotDone' as const], job };
      return known({ watched: { ...watched, detailMs: snapshotEndMs }, readMs: snapshotEndMs });
    });
    const reads = (afterS: number, jobs: KnownJob[]): number => {
      const nowMs = run!.snapshotEndMs + (14 * 60 + afterS) * 1_000;
      const tight = { ...FREE, spent: [{ atMs: nowMs - 60_000, reads: 66 }] };
      const readMs = run!.snapshotEndMs + 60_000;
      return planReads({ jobs, vaults: [vault({ readMs })], budget: tight }, nowMs).reads.length;
    };
    expect([reads(30, [first!, second!]), reads(200, [first!, second!])]).toEqual([0, 1]);
  });

  test('when there are more vaults than reads, then every one gets its turn', () => {
    const last = new Map(Array.from({ length: 60 }, (_, n) => [n, after(0)]));
    const spent: { atMs: number; reads: number }[] = [];
    for (let nowMs = after(900); nowMs < after(12 * 3_600); nowMs += 30_000) {
      const vaults = [...last].map(([n, readMs]) => vault({ vault: vaultNamed(n), discovers: true, readMs }));
      const recent = spent.filter(({ atMs }) => atMs > nowMs - 3_600_000);
      for (const read of planReads({ jobs: [], vaults, budget: { ...FREE, perHour: 20, spent: recent } }, nowMs)
        .reads) {
        spent.push({ atMs: nowMs, reads: 1 });
        if (read.kind === 'list') last.set(Number(read.vault.name.slice(6)), nowMs);
      }
    }
    expect(Math.min(...last.values())).toBeGreaterThan(after(4 * 3_600));
  });
});

describe('nights under the planner', () => {
  test('when one backup is watched, then its go-ahead and its end come as promised', () => {
    expectTold(nights(80, 1), { goAhead: 10, end: 50 });
  });

  test.each([
    [1, { goAhead: 20, end: 40 }],
    [5, { goAhead: 20, end: 60 }],
  ])('when ten are watched in %i vaults, then so do theirs', (vaults, within) => {
    expectTold(nights(30, 10, { vaults }), within);
  });

  test('when fifty are watched with 134 reads an hour, then theirs come within minutes', () => {
    const results = nights(1, 50, { perHour: 134 });
    expectTold(results, { goAhead: 120, end: 100 });
    expect(Math.max(...results.map(({ reads }) => reads.length / 50))).toBeLessThan(5);
  });

  test('when people ask for a status every five minutes as well, then Azure refuses nothing and theirs come within minutes', () => {
    const random = randomFrom(11);
    const runs = runsTogether(50, random);
    const azure = throttledAzure({ limit: 150, watchMax: 135 }, runs[0]!.startMs);
    const night = simulateNight({ runs, random, perHour: 135, gate: azure.gate, statusMs: 300_000 });
    expect(azure.refused()).toBe(0);
    expectTold([night], { goAhead: 120, end: 300 });
  });

  test('whatever the night, no limit is met, people can ask, every end is seen and nobody is left waiting', () => {
    const all = Array.from({ length: 40 }, (_, seed) => generatedNight(seed));
    const reach = new Reach<'hard on Azure' | 'a refused command'>();
    for (const night of all) {
      expectPromisesKept(night);
      reach.note('hard on Azure', night.watched.most > 0.9 * night.watched.allowed);
      reach.note('a refused command', night.fewestBeforeRefusal < Infinity);
    }
    reach.atLeast({ 'hard on Azure': 1, 'a refused command': 3 });
    // The latest message of each night; nine nights of ten stay below the bound.
    const latest = (of: (result: NightResult) => readonly number[]): number =>
      quantile(
        all.map(({ result }) => Math.max(...of(result))),
        0.9,
      );
    expect(latest(({ goAheads }) => goAheads)).toBeLessThanOrEqual(30);
    expect(latest(({ ends }) => ends)).toBeLessThanOrEqual(80);
    const sum = (of: (night: GeneratedNight) => number): number => all.reduce((total, night) => total + of(night), 0);
    expect(sum(({ result }) => result.reads.length)).toBeLessThan(25 * sum(({ jobs }) => jobs));
  });

  test('when reads fail, then the budget holds and every end is seen all the same', () => {
    const random = randomFrom(3);
    const result = simulateNight({ runs: runsTogether(10, random, { vaults: 3 }), perHour: 30, faults: 0.3, random });
    expect(mostInAnHour(result.reads)).toBeLessThanOrEqual(30);
    expect(Math.max(...result.ends)).toBeLessThan(3_000);
  });

  test('when ten are watched, then a watcher that reads each every 30 s is refused, and this one reads a tenth', () => {
    const random = randomFrom(7);
    const night = { runs: runsTogether(10, random), perHour: 74, random };
    const naive = simulateNaive(night);
    expect(naive.refused).toBeGreaterThan(0);
    expect(simulateNight(night).reads.length).toBeLessThan(naive.reads / 8);
  });
});
