import { GRID, type Service, serviceOf, shifted, type WorldName } from '../playground/azure/service';
import { LearnedClock } from '../services/monitor/planner/learnedClock';
import { MINUTE_MS, SECOND_MS } from '../services/platform/durations';
import type { Random } from './random';
import { NIGHT_MS, runsTogether, shownAt, type TrueRun, watchedRun } from './trueRuns';

/** The backups of a night in one of the worlds. */
interface WorldNight {
  /** Backups that a watcher followed before, and learned from. They end before the others start. */
  readonly earlier: readonly TrueRun[];
  readonly runs: readonly TrueRun[];
  /** How far Azure's clock, by which all times above go, is ahead of this machine's at one of those times (ms). */
  readonly aheadMs: Service['aheadMs'];
}

interface WorldSetting {
  readonly jobs: number;
  readonly vaults?: number;
  readonly withinMs?: number;
  /** How many backups were followed before; 0 by default. */
  readonly earlier?: number;
  /** How many were followed before those; in the world `shifted`, before the shift. 0 by default. */
  readonly beforeShift?: number;
  /** Shift of the world `shifted` in seconds; by default one of the listed four. */
  readonly shiftS?: number;
}

/** The longest that any backup of these worlds runs. */
const LONGEST_MS = 5 * 60 * MINUTE_MS;

/** A night that starts together. In the world `shifted` the service has moved before it, and nobody tells. */
export function worldNight(world: WorldName, random: Random, setting: WorldSetting): WorldNight {
  const { jobs, earlier = 0, beforeShift = 0, shiftS, ...together } = setting;
  const drawn = serviceOf(world, NIGHT_MS, () => random.next());
  const moved = shiftS === undefined ? drawn.shiftMs(Infinity) : shiftS * SECOND_MS;
  const service = world === 'shifted' ? shifted(moved, 0) : drawn;
  const unmoved = world === 'shifted' ? GRID : drawn;
  return {
    earlier: [
      ...runsTogether(beforeShift, random, { ...together, service: unmoved }).map((run) => ago(2, run)),
      ...runsTogether(earlier, random, { ...together, service }).map((run) => ago(1, run)),
    ],
    runs: runsTogether(jobs, random, { ...together, service }),
    aheadMs: service.aheadMs,
  };
}

/** The same backup, so many times LONGEST_MS earlier. */
function ago(times: number, { id, startMs, snapshotEndMs, endMs, ...run }: TrueRun): TrueRun {
  const agoMs = times * LONGEST_MS;
  return {
    ...run,
    id: `${id}-${times}`,
    startMs: startMs - agoMs,
    snapshotEndMs: snapshotEndMs - agoMs,
    endMs: endMs - agoMs,
  };
}

/** What a watcher of these backups has learned of Azure's clock. */
export function learnedFrom(runs: readonly TrueRun[]): LearnedClock {
  const learned = new LearnedClock();
  for (const run of runs) learned.note({ ...watchedRun(run), job: shownAt(run, run.endMs, true) });
  return learned;
}
