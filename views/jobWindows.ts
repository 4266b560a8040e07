import { type JobWindow, LISTED_MS } from '../services/backup/vaults';
import type { Clock } from '../services/platform/clock';

/**
 * How far back a list of jobs is read. What runs stands in every list, whatever its age (`Vaults.jobs`): a longer one
 * only tells more of what has ended. The watcher reads TODAY too, so that one list serves both.
 */
export const WINDOWS_MS = {
  today: LISTED_MS,
  /** The last backup and its error, and how long several backups a day took. */
  lastDays: 3 * 24 * 3_600_000,
  /** How long the VM's backups took; Azure keeps the details of jobs that long. */
  lastMonth: 30 * 24 * 3_600_000,
} as const;

export function windowOf(name: keyof typeof WINDOWS_MS, clock: Clock): JobWindow {
  return { since: new Date(clock.now().getTime() - WINDOWS_MS[name]) };
}
