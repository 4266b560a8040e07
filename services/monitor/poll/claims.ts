import type { IdKey } from '../../backup/ids';
import type { Clock } from '../../platform/clock';
import { SECOND_MS } from '../../platform/durations';
import type { MonitorParts, MonitorTables } from './parts';

/**
 * Real time between two renewals. A lease lasts 30 s, so this process renews it well before, and soon takes an expired
 * one.
 */
export const RENEW_MS = 10 * SECOND_MS;
const ASK_MS = 2 * SECOND_MS;

interface Claims {
  /** Whether this process holds the lease of a subscription. Asks the database only if a renewal or a try is due. */
  isOurs(subscription: IdKey): Promise<boolean>;
  /** When to ask again for a subscription that is not ours, in epoch ms. */
  askedAgain(clock: Clock): number;
}

export function createClaims(claim: MonitorParts<MonitorTables>['claim']): Claims {
  const answers = new Map<IdKey, { readonly atMs: number; readonly isOurs: boolean }>();
  return {
    async isOurs(subscription) {
      const last = answers.get(subscription);
      const nowMs = performance.now();
      if (last && nowMs - last.atMs < (last.isOurs ? RENEW_MS : ASK_MS)) return last.isOurs;
      const isOurs = await claim(subscription);
      answers.set(subscription, { atMs: nowMs, isOurs });
      return isOurs;
    },
    askedAgain: (clock) => clock.now().getTime() + ASK_MS * clock.speed,
  };
}
