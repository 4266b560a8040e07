import { HOUR_MS } from '../../platform/durations';
import type { NextStart } from '../findings';
import type { Policy } from '../types';
import { dueStarts, nextStart } from './schedule';

/** A scheduled time of a vault, with the starts that no reading has shown yet. */
export interface ExpectedStart {
  /** The policy's time, epoch ms. Azure begins the backups up to two hours later. */
  readonly atMs: number;
  /** How many VMs have not begun yet. */
  readonly count: number;
  /** For how many of them a person waits for the snapshot. */
  readonly awaited: number;
}

/** A protected VM whose backups a schedule starts. */
interface ScheduledVm {
  readonly policy: Policy;
  /** Whether a person waits for its snapshot. */
  readonly awaited: boolean;
  /** When the newest backup began that a reading has shown, epoch ms; -Infinity for none. */
  readonly begunMs: number;
}

/** Starts further ahead do not change what is worth a read now. */
const AHEAD_MS = HOUR_MS;

/**
 * The scheduled times of the next hour, and those at which Azure may still begin, oldest first. A VM is expected until
 * a reading shows a backup of it since that time. A policy that the bot cannot read is expected at no time.
 */
export function expectedStarts(vms: readonly ScheduledVm[], now: Date): readonly ExpectedStart[] {
  const starts = new Map<number, { count: number; awaited: number }>();
  const windows = new Map<Policy, readonly NextStart[]>();
  for (const { policy, awaited, begunMs } of vms) {
    const known = windows.get(policy) ?? windowsOf(policy, now);
    windows.set(policy, known);
    for (const { at, offByMs } of known) {
      if (begunMs >= at.getTime() - (offByMs ?? 0)) continue;
      const start = starts.get(at.getTime()) ?? { count: 0, awaited: 0 };
      starts.set(at.getTime(), { count: start.count + 1, awaited: start.awaited + Number(awaited) });
    }
  }
  return [...starts].sort(([a], [b]) => a - b).map(([atMs, start]) => ({ atMs, ...start }));
}

function windowsOf(policy: Policy, now: Date): readonly NextStart[] {
  const next = nextStart(policy, now);
  const isSoon = next !== null && next.at.getTime() <= now.getTime() + AHEAD_MS;
  return [...dueStarts(policy, now), ...(isSoon ? [next] : [])];
}
