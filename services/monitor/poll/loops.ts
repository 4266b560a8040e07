import type { IdKey } from '../../backup/ids';
import type { Loop } from './loop';

interface Loops {
  /** Has a loop for each of these subscriptions and for no other one, and wakes those with news. */
  keep(wanted: ReadonlySet<IdKey>, news: ReadonlySet<IdKey>): void;
  /** Starts the next round of these subscriptions now. */
  wake(subscriptions: ReadonlySet<IdKey>): void;
  /** Ends all. Resolves when no round is running. */
  end(): Promise<void>;
}

/** A loop for each subscription. */
export function createLoops(start: (subscription: IdKey) => Loop): Loops {
  const loops = new Map<IdKey, Loop>();
  /** Loops that are wanted no more, in their last round. */
  const ending = new Map<IdKey, Promise<void>>();
  const end = (subscription: IdKey, loop: Loop): void => {
    loops.delete(subscription);
    ending.set(
      subscription,
      loop.end().finally(() => ending.delete(subscription)),
    );
  };
  return {
    keep(wanted, news) {
      for (const [subscription, loop] of loops) if (!wanted.has(subscription)) end(subscription, loop);
      for (const subscription of wanted) {
        if (ending.has(subscription)) continue; // The next look begins it, so that no two run at once.
        const loop = loops.get(subscription);
        if (loop === undefined) loops.set(subscription, start(subscription));
        else if (news.has(subscription)) loop.wake();
      }
    },
    wake(subscriptions) {
      for (const subscription of subscriptions) loops.get(subscription)?.wake();
    },
    async end() {
      for (const [subscription, loop] of loops) end(subscription, loop);
      await Promise.all(ending.values());
    },
  };
}
