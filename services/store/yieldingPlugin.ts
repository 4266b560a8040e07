import { setImmediate as nextTurnOfLoop } from 'node:timers/promises';

import type { KyselyPlugin } from 'kysely';

/** How long queries may hold the event loop before other work gets a turn. */
const BLOCKING_MS_MAX = 20;

/**
 * Yields to the event loop between two queries of a long transaction, because libsql blocks the thread while it works.
 * Otherwise a transaction of a thousand queries would delay every request and timer until its end.
 */
export function yieldingPlugin(): KyselyPlugin {
  let sinceMs: number | null = null;
  const reset = (): void => {
    sinceMs = null;
  };
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (sinceMs === null) {
        sinceMs = performance.now();
        setImmediate(reset);
      } else if (performance.now() - sinceMs > BLOCKING_MS_MAX) {
        await nextTurnOfLoop();
      }
      return result;
    },
  };
}
