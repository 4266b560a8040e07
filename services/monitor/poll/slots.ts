import type { IdKey } from '../../backup/ids';

/** Runs `work` when the subscription has a slot. */
export type Slots = (subscription: IdKey, work: () => Promise<void>) => Promise<void>;

interface Waiting {
  readonly subscription: IdKey;
  readonly begin: () => void;
}

const SHARED_MAX = 24;

/**
 * Bounds the reads that run at once over all subscriptions. The first read of each subscription needs no shared slot,
 * so that subscriptions that hang stop no other one. Of those that wait, the subscription with the fewest running reads
 * comes first.
 */
export function createSlots(sharedMax = SHARED_MAX): Slots {
  const running = new Map<IdKey, number>();
  const waiting: Waiting[] = [];
  /** Running reads beyond the first one of each subscription. */
  let shared = 0;
  const of = (subscription: IdKey): number => running.get(subscription) ?? 0;
  const mayBegin = (subscription: IdKey): boolean => of(subscription) === 0 || shared < sharedMax;
  const begin = (subscription: IdKey): void => {
    if (of(subscription) > 0) shared += 1;
    running.set(subscription, of(subscription) + 1);
  };
  const end = (subscription: IdKey): void => {
    const left = of(subscription) - 1;
    if (left > 0) {
      shared -= 1;
      running.set(subscription, left);
    } else running.delete(subscription);
    const [next] = waiting
      .filter((one) => mayBegin(one.subscription))
      .sort((a, b) => of(a.subscription) - of(b.subscription));
    if (next === undefined) return;
    waiting.splice(waiting.indexOf(next), 1);
    begin(next.subscription);
    next.begin();
  };
  return async (subscription, work) => {
    if (mayBegin(subscription)) begin(subscription);
    else
      await new Promise<void>((resolve) => {
        waiting.push({ subscription, begin: resolve });
      });
    try {
      await work();
    } finally {
      end(subscription);
    }
  };
}
