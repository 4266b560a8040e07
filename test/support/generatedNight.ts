import { serviceOf, type WorldName } from '../../playground/azure/service';
import { type NightResult, type ReadGate, simulateNight } from '../../simulation/nightSimulator';
import { randomFrom } from '../../simulation/random';
import { mostInAnHour } from '../../simulation/statistics';
import { throttledAzure } from '../../simulation/throttledAzure';
import { NIGHT_MS, runsTogether } from '../../simulation/trueRuns';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Generated {
  readonly world?: WorldName;
  /** With 60 to 200 backups instead of a few. */
  readonly large?: boolean;
}

/** A night of backups and people's questions under Azure's limit, generated from `seed`. */
export interface GeneratedNight {
  readonly jobs: number;
  readonly vaults: number;
  readonly hours: number;
  /** Minutes of running backups. */
  readonly jobMinutes: number;
  readonly result: NightResult;
  /** Number of Azure's 429 answers. */
  readonly refusedByAzure: number;
  /** The monitor's reads in its busiest hour, and how many it may make. */
  readonly watched: { readonly most: number; readonly allowed: number };
  /** The fewest reads that people had in the hour before a refused question; Infinity: no question was refused. */
  readonly fewestBeforeRefusal: number;
  /** Reads that people can make in any hour, however much the monitor reads. */
  readonly kept: number;
}

export function generatedNight(seed: number, { world = 'grid', large = false }: Generated = {}): GeneratedNight {
  const random = randomFrom(seed);
  const few = random.weighted([
    [12, random.between(1, 5)],
    [1, random.between(6, 20)],
  ]);
  const jobs = large ? random.between(60, 200) : few;
  const vaults = random.between(1, 6);
  const limit = random.weighted([150, 250, 450].map((value) => [1, value] as const));
  const watchMax = random.chance(0.5) ? null : random.between(10, 0.9 * limit);
  const service = serviceOf(world, NIGHT_MS, () => random.next());
  const runs = runsTogether(jobs, random, { vaults, withinMs: random.between(0, 2 * HOUR_MS), service });
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
  const discovers = random.chance(0.2);
  const { aheadMs } = service;
  const result = simulateNight({ runs, perHour: limit, gate, faults, random, discovers, aheadMs });
  return {
    jobs,
    vaults,
    result,
    hours: (endMs - startMs) / HOUR_MS,
    jobMinutes: runs.reduce((sum, run) => sum + (run.endMs - run.startMs) / MINUTE_MS, 0),
    refusedByAzure: azure.refused(),
    watched: { most: mostInAnHour(result.reads), allowed: watchMax ?? limit / 2 },
    fewestBeforeRefusal,
    kept: Math.floor(0.1 * (limit - 1)),
  };
}

/** Random moments, about so many an hour, in order. */
function askedBetween([fromMs, toMs]: readonly [number, number], perHour: number, next: () => number): number[] {
  const many = Math.round((perHour * (toMs - fromMs)) / HOUR_MS);
  return Array.from({ length: many }, () => Math.round(fromMs + next() * (toMs - fromMs))).sort((a, b) => a - b);
}

/** Expects what holds in every night. */
export function expectPromisesKept(night: GeneratedNight): void {
  const { jobs, vaults, hours, result, watched } = night;
  expect(night.refusedByAzure).toBe(0);
  expect(watched.most).toBeLessThanOrEqual(watched.allowed);
  expect(night.fewestBeforeRefusal).toBeGreaterThanOrEqual(night.kept);
  // No go-ahead before the snapshot, and no end before the end: a false "snapshot done" would be negative.
  expect(Math.min(...result.ends, ...result.goAheads)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...result.ends)).toBeLessThan(4 * 3_600);
  expect(result.starvedMs).toBeLessThan(2 * HOUR_MS);
  // Reads grow with the events and the vaults, not with jobs times hours as those of a naive poller.
  expect(result.reads.length).toBeLessThan(80 * jobs + 20 * vaults * hours);
}
