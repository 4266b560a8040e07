import { type JobWindow, LISTED_MS } from '../services/backup/vaults';
import type { Clock } from '../services/platform/clock';
import { DAY_MS } from '../services/platform/durations';

/**
 * Windows of job lists, in ms. Every list holds all running jobs, however old (`Vaults.jobs`), so a longer window only
 * adds ended ones. The monitor also reads `today`, so that one cached list serves both.
 */
export const WINDOWS_MS = {
  today: LISTED_MS,
  /** Used for the last backup and its error, and for the durations of several backups a day. */
  lastDays: 3 * DAY_MS,
  /** Used for the durations of a VM's backups. Azure keeps the details of jobs for 30 days. */
  lastMonth: 30 * DAY_MS,
} as const;

export function jobWindowOf(name: keyof typeof WINDOWS_MS, clock: Clock): JobWindow {
  return { since: new Date(clock.now().getTime() - WINDOWS_MS[name]) };
}
