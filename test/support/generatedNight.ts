import { type ReadGate, type NightResult, simulateNight } from '../../simulation/nightSimulator';
import { randomFrom } from '../../simulation/random';
import { mostInAnHour } from '../../simulation/statistics';
import { throttledAzure } from '../../simulation/throttledAzure';
import { runsTogether } from '../../simulation/trueRuns';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A night of backups and of people's questions, all of it drawn from `seed`, under Azure's limit. */
export interface GeneratedNight {
  readonly jobs: number;
  readonly vaults: number;
  readonly hours: number;
  readonly result: NightResult;
  /** Azure's 429s, to anybody. */
  readonly refusedByAzure: number;
  /** The watcher's reads in its fullest hour, and what it may make. */
  readonly watched: { readonly most: number; readonly allowed: number };
  /** Of a question that was refused: the fewest that others had in the hour before; Infinity: none was refused. */
  readonly fewestBeforeRefusal: number;
  /** What people have in any hour, however much the watcher reads. */
  readonly kept: number;
}

export function generatedNight(seed: number): GeneratedNight {
  const random = randomFrom(seed);
  const jobs = random.weighted([
    [12, random.between(1, 5)],
    [1, random.between(6, 20)],
  ]);
  const vaults = random.between(1, 6);
  const limit = random.weighted([150, 250, 450].map((value) => [1, value] as const));
  const watchMax = random.chance(0.5) ? null : random.between(10, 0.9 * limit);
  const runs = runsTogether(jobs, random, { vaults, withinMs: random.between(0, 2 * HOUR_MS) });
  const startMs = Math.min(...runs.map((run) => run.startMs));
  const endMs = Math.max(...runs.map((run) => run.endMs));
  const azure = throttledAzure({ limit, watchMax }, startMs);
  const people = askedBetween([startMs, endMs], random.between(0, 80), () => random.next());
  const madeMs: number[] = [];
  let fewestBeforeRefusal = Infinity;
  const ask = (untilMs: number): void => {
    for (const atMs of people.splice(0, people.filter((ms) => ms <= untilMs).length)) {
      const before = madeMs.filter((ms) => ms > atMs - HOUR_MS - MINUTE_MS).length;
      if (azure.command(atMs)) madeMs.push(atMs);
      else fewestBeforeRefusal = Math.min(fewestBeforeRefusal, before);
    }
  };
  const gate: ReadGate = {
    take: (nowMs) => azure.gate.take(nowMs),
    budget(nowMs) {
      ask(nowMs);
      return azure.gate.budget(nowMs);
    },
  };
  const faults = random.chance(0.3) ? 0.1 : 0;
  const result = simulateNight({ runs, perHour: limit, gate, faults, random, discovers: random.chance(0.2) });
  return {
    ...{ jobs, vaults, result, hours: (endMs - startMs) / HOUR_MS, refusedByAzure: azure.refused() },
    watched: { most: mostInAnHour(result.reads), allowed: watchMax ?? limit / 2 },
    fewestBeforeRefusal,
    kept: Math.floor(0.1 * (limit - 1)),
  };
}

/** About so many an hour, in their order. */
function askedBetween([fromMs, toMs]: readonly [number, number], perHour: number, next: () => number): number[] {
  const many = Math.round((perHour * (toMs - fromMs)) / HOUR_MS);
  return Array.from({ length: many }, () => Math.round(fromMs + next() * (toMs - fromMs))).sort((a, b) => a - b);
}

/** What holds in every night. */
export function expectPromisesKept(night: GeneratedNight): void {
  const { jobs, vaults, hours, result, watched } = night;
  expect(night.refusedByAzure).toBe(0);
  expect(watched.most).toBeLessThanOrEqual(watched.allowed);
  expect(night.fewestBeforeRefusal).toBeGreaterThanOrEqual(night.kept);
  expect(Math.min(...result.ends, ...result.goAheads)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...result.ends)).toBeLessThan(4 * 3_600);
  expect(result.starvedMs).toBeLessThan(2 * HOUR_MS);
  // Not with the jobs and the time, as one that polls each: with what happens, and with the vaults that are looked at.
  expect(result.reads.length).toBeLessThan(80 * jobs + 20 * vaults * hours);
}
