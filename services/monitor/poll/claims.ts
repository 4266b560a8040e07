import type { IdKey } from '../../backup/ids';
import { SECOND_MS } from '../../platform/durations';
import type { MonitorParts, MonitorTables } from './parts';

/** Real time between two renewals. A lease lasts 30 s. */
const RENEW_MS = 10 * SECOND_MS;
/** Real time between two tries while other replicas read some: it soon takes those of one that died. */
export const ASK_MS = 2 * SECOND_MS;
/** Real time after a renewal for which this process reads: the lease ends a little later. */
const HELD_MS = 25 * SECOND_MS;

interface Claims {
  /** Takes this process's share of these subscriptions. Asks the database only if a renewal or a try is due. */
  renew(subscriptions: readonly IdKey[]): Promise<void>;
  /** Whether this process may read the subscription now. */
  readonly isOurs: (subscription: IdKey) => boolean;
  /** Whether other replicas read some of the subscriptions. */
  isShared(): boolean;
}

export function createClaims(share: MonitorParts<MonitorTables>['share']): Claims {
  let asked: ReadonlySet<IdKey> = new Set();
  let held: ReadonlySet<IdKey> = new Set();
  let askedMs = -Infinity;
  let renewedMs = -Infinity;
  const isShared = (): boolean => held.size < asked.size;
  return {
    async renew(subscriptions) {
      const nowMs = performance.now();
      const renew = nowMs - renewedMs >= RENEW_MS;
      const isDue = renew || (isShared() && nowMs - askedMs >= ASK_MS);
      if (!isDue && subscriptions.every((subscription) => asked.has(subscription))) return;
      held = await share({ subscriptions, held, renew });
      asked = new Set(subscriptions);
      askedMs = nowMs;
      if (renew) renewedMs = nowMs;
    },
    isOurs: (subscription) => held.has(subscription) && performance.now() - renewedMs < HELD_MS,
    isShared,
  };
}
