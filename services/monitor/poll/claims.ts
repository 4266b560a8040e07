import type { IdKey } from '../../backup/ids';
import { SECOND_MS } from '../../platform/durations';
import type { MonitorParts, MonitorTables } from './parts';

/**
 * Real time between two renewals. A lease lasts 30 s, so this process renews it well before, and soon takes an expired
 * one.
 */
export const RENEW_MS = 10 * SECOND_MS;
export const ASK_MS = 2 * SECOND_MS;

/**
 * Whether this process holds the lease of a subscription; asks the database only when a renewal or another try is due.
 */
export function createClaims(claim: MonitorParts<MonitorTables>['claim']): (subscription: IdKey) => Promise<boolean> {
  const answers = new Map<IdKey, { readonly atMs: number; readonly isOurs: boolean }>();
  return async (subscription) => {
    const last = answers.get(subscription);
    const nowMs = performance.now();
    if (last && nowMs - last.atMs < (last.isOurs ? RENEW_MS : ASK_MS)) return last.isOurs;
    const isOurs = await claim(subscription);
    answers.set(subscription, { atMs: nowMs, isOurs });
    return isOurs;
  };
}
