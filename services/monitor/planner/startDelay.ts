import type { CumulativeDistribution } from './density';
import { max, min } from './math';

/**
 * Stretches of [seconds from, to, share of the scheduled backups that begin then] after the policy's time. Azure
 * documents only that they begin within two hours (docs/azure.md); the shares are the bot's choice. The rest never
 * begin: their VM or its protection is gone, or another backup runs.
 */
const STRETCHES = [
  [0, 5 * 60, 0.07],
  [5 * 60, 20 * 60, 0.8],
  [20 * 60, 60 * 60, 0.06],
  [60 * 60, 120 * 60, 0.04],
] as const;

/** Time from a policy's scheduled time to the start of a backup; nothing begins before it. */
export const startDelay: CumulativeDistribution = {
  at: (s) => STRETCHES.reduce((sum, [from, to, share]) => sum + (share * within(s, from, to)) / (to - from), 0),
  integral: (s) =>
    STRETCHES.reduce((sum, [from, to, share]) => {
      const inside = within(s, from, to);
      return sum + share * (inside ** 2 / (2 * (to - from)) + max(0, s - to));
    }, 0),
};

function within(s: number, from: number, to: number): number {
  return max(0, min(s, to) - from);
}
