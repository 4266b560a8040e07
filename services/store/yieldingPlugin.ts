import { setImmediate as turn } from 'node:timers/promises';

import type { KyselyPlugin } from 'kysely';

/** How long queries may follow each other before everybody else has a turn. */
const AT_A_STRETCH_MS = 20;

/**
 * libsql answers at once, blocking: a transaction of a thousand queries would hold up every request and timer until its
 * end. With this it lets them in between, between two queries.
 */
export function yieldingPlugin(): KyselyPlugin {
  let sinceMs: number | null = null;
  const rest = (): void => {
    sinceMs = null;
  };
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (sinceMs === null) {
        sinceMs = performance.now();
        setImmediate(rest);
      } else if (performance.now() - sinceMs > AT_A_STRETCH_MS) {
        await turn();
      }
      return result;
    },
  };
}
