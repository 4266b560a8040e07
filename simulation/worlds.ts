import { type Service, serviceOf, shifted, type WorldName } from '../playground/azure/service';
import { MINUTE_MS, SECOND_MS } from '../services/platform/durations';
import type { Random } from './random';
import { NIGHT_MS, runsTogether, type TrueRun } from './trueRuns';

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
  /** Shift of the world `shifted` in seconds; by default one of the listed four. */
  readonly shiftS?: number;
}

/** The longest that any backup of these worlds runs. */
const LONGEST_MS = 5 * 60 * MINUTE_MS;

/**
 * A night that starts together. In the world `shifted` the service has moved before `earlier`, or before `runs` if
 * there are none; its watcher knows nothing of it.
 */
export function worldNight(world: WorldName, random: Random, setting: WorldSetting): WorldNight {
  const { jobs, earlier = 0, shiftS, ...together } = setting;
  const beganMs = NIGHT_MS - LONGEST_MS;
  const drawn = serviceOf(world, NIGHT_MS, () => random.next());
  const moved = shiftS === undefined ? drawn.shiftMs(Infinity) : shiftS * SECOND_MS;
  const service = world === 'shifted' ? shifted(moved, beganMs - 1) : drawn;
  const before = runsTogether(earlier, random, { ...together, service }).map((run) => longBefore(run));
  return { earlier: before, runs: runsTogether(jobs, random, { ...together, service }), aheadMs: service.aheadMs };
}

function longBefore({ id, startMs, snapshotEndMs, endMs, ...run }: TrueRun): TrueRun {
  const [start, snapshotEnd, end] = [startMs, snapshotEndMs, endMs].map((ms) => ms - LONGEST_MS);
  return { ...run, id: `earlier-${id}`, startMs: start ?? 0, snapshotEndMs: snapshotEnd ?? 0, endMs: end ?? 0 };
}
