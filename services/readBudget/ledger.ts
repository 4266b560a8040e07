import { randomUUID } from 'node:crypto';

import { READ_COUNTS_MAX, type ReadCount, type ReadCounts, REMAINING_KEPT_MS } from '../backup/readCounts';
import type { Clock } from '../platform/clock';
import { SECOND_MS } from '../platform/durations';
import type { Log } from '../platform/log';
import { withTimeout } from '../platform/timeout';
import type { LimiterRegistry } from './limiter';

/** Stores the counts of all processes. */
export interface ReadCountStore {
  transaction<T>(work: (tables: { readonly readCounts: ReadCounts }) => Promise<T>): Promise<T>;
}

interface ReadLedgerParts {
  readonly store: ReadCountStore;
  readonly budgets: LimiterRegistry;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ReadLedger {
  /**
   * Loads the earlier counts, then keeps them up to date. Resolves when they are known or cannot be read now; never
   * rejects.
   */
  start(): Promise<void>;
  /** Writes the unwritten counts, or stops trying after a second. */
  stop(): Promise<void>;
}

/**
 * Real time between writes. A killed process loses the counts of at most this time, and others learn of reads this
 * late.
 */
const WRITE_MS = SECOND_MS;
const READ_OTHERS_MS = 5 * SECOND_MS;
const STOP_MS = SECOND_MS;

/**
 * Stores spent reads and the highest limit that Azure showed, so that they survive a restart and other replicas see
 * them. It writes in batches, and reads never wait for it. While the store fails, each process counts by itself.
 */
export function createReadLedger({ store, budgets, clock, log }: ReadLedgerParts): ReadLedger {
  const owner = randomUUID();
  const unwritten = createUnwritten(budgets);
  let othersReadMs = -Infinity;
  let isFailing = false;
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const sync = async (): Promise<void> => {
    const { counts, done } = unwritten();
    const isReadDue = performance.now() - othersReadMs >= READ_OTHERS_MS;
    if (counts.length === 0 && !isReadDue) return;
    const sinceMs = clock.now().getTime() - REMAINING_KEPT_MS;
    const others = await store.transaction(async ({ readCounts }) => {
      if (counts.length > 0) await readCounts.put(owner, counts);
      return isReadDue ? readCounts.ofOthers(owner, sinceMs) : null;
    });
    done();
    if (!others) return;
    othersReadMs = performance.now();
    if (others.length >= READ_COUNTS_MAX) log.warn({ counts: others.length }, 'more counts of reads than are heard of');
    for (const [budget, theirs] of byBudget(others)) budgets.named(budget)?.setOthers(theirs);
  };
  const run = (): Promise<void> =>
    (last = last.then(sync).then(
      () => {
        isFailing = false;
      },
      (error: unknown) => {
        if (!isFailing) log.warn({ err: error }, 'the counts of reads are not kept; it is tried again');
        isFailing = true;
      },
    ));
  const goOn = (): void => {
    timer = setTimeout(() => void run().finally(goOn), WRITE_MS).unref();
  };
  return {
    async start() {
      await run();
      goOn();
    },
    async stop() {
      clearTimeout(timer);
      await withTimeout(run(), STOP_MS, () => undefined);
    },
  };
}

/** The counts that changed since the last write. `done` marks them as written. */
function createUnwritten(
  budgets: LimiterRegistry,
): () => { readonly counts: readonly ReadCount[]; readonly done: () => void } {
  const written = new Map<string, { readonly revision: number; readonly values: ReadonlyMap<string, number> }>();
  return () => {
    const changed = [...budgets.all()]
      .map(([budget, limiter]) => ({ budget, revision: limiter.revision(), all: limiter.counts() }))
      .filter(({ budget, revision }) => written.get(budget)?.revision !== revision);
    return {
      counts: changed.flatMap(({ budget, all }) =>
        all
          .filter((count) => written.get(budget)?.values.get(nameOf(count)) !== count.value)
          .map((count) => ({ budget, ...count })),
      ),
      done: () => {
        for (const { budget, revision, all } of changed)
          written.set(budget, { revision, values: new Map(all.map((count) => [nameOf(count), count.value])) });
      },
    };
  };
}

function nameOf({ kind, atMs }: Pick<ReadCount, 'kind' | 'atMs'>): string {
  return `${kind} ${atMs}`;
}

function byBudget(counts: readonly ReadCount[]): ReadonlyMap<string, readonly ReadCount[]> {
  const found = new Map<string, ReadCount[]>();
  for (const count of counts) {
    const others = found.get(count.budget);
    if (others) others.push(count);
    else found.set(count.budget, [count]);
  }
  return found;
}
