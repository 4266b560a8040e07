import { randomUUID } from 'node:crypto';

import type { LastRead, Vaults } from '../backup/vaults';
import { enqueue } from '../notify/enqueue/enqueue';
import type { Messenger } from '../notify/message';
import { createOutbox } from '../notify/outbox/outbox';
import type { OutboxTables } from '../notify/outbox/outboxParts';
import type { DeliveryChecks } from '../notify/outbox/revalidate';
import type { Clock } from '../platform/clock';
import { MINUTE_MS, SECOND_MS } from '../platform/durations';
import type { Log } from '../platform/log';
import type { Metrics } from '../platform/metrics';
import { withTimeout } from '../platform/timeout';
import type { ReadBudget } from './planner/readBudget';
import { createMonitor, type Monitor } from './poll/monitor';
import type { MonitorTables } from './poll/parts';

interface BackgroundTables extends MonitorTables, OutboxTables {
  readonly watches: OutboxTables['watches'];
  readonly leases: OutboxTables['leases'] & { releaseAll(owner: string): Promise<void> };
}

export interface BackgroundParts {
  readonly vaults: {
    readonly forMonitor: Vaults;
    readonly lastRead: LastRead;
    monitorBudget(subscription: string): ReadBudget;
  };
  readonly store: {
    transaction<T>(work: (tables: BackgroundTables) => Promise<T>): Promise<T>;
    /** Deletes expired rows; `now` is epoch ms. */
    purge(now: number): Promise<unknown>;
  };
  readonly messenger: Messenger;
  readonly mayTell: DeliveryChecks['mayTell'];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'count' | 'gauges'>;
}

type BackgroundWork = Pick<Monitor, 'start' | 'stop' | 'wake'>;

/** Real time between two purges. */
const PURGE_REAL_MS = 10 * MINUTE_MS;
/** Real time that a stop waits for the release of the leases. */
const RELEASE_MS = SECOND_MS;
/**
 * Real time for the re-check of a go-ahead: two reads with deadlines of their own. The outbox row's lease must outlive
 * it.
 */
const RECHECK_MS = 8 * SECOND_MS;

/**
 * What runs without a question: the monitor reads Azure, the outbox sends messages, and the purge deletes expired rows.
 */
export function createBackgroundWork(parts: BackgroundParts): BackgroundWork {
  const { store, clock, metrics } = parts;
  const owner = randomUUID();
  const { monitor, outbox } = createMonitorAndOutbox(parts, owner);
  metrics.gauges(async () => {
    const nowMs = clock.now().getTime();
    const { rows, oldestMs, deferred } = await store.transaction(({ outbox: waiting }) => waiting.depth(nowMs));
    return {
      bot_watched_jobs: monitor.watched(),
      bot_outbox_messages: rows,
      bot_outbox_oldest_seconds: oldestMs === null ? 0 : Math.max(0, nowMs - oldestMs) / 1_000,
      bot_owed_go_aheads: deferred,
    };
  });
  const ended = new AbortController();
  let purging: Promise<void> | undefined;
  return {
    start() {
      monitor.start();
      outbox.start();
      purging ??= purgeUntil(ended.signal, parts);
    },
    wake() {
      monitor.wake();
      outbox.wake();
    },
    async stop() {
      ended.abort();
      await Promise.all([monitor.stop(), outbox.stop(), purging]);
      // Then another replica need not wait until the leases expire.
      const released = store.transaction(({ leases }) => leases.releaseAll(owner)).catch(() => undefined);
      await withTimeout(released, RELEASE_MS, () => undefined);
    },
  };
}

/** The monitor wakes the outbox when it has enqueued; the outbox asks the monitor whether a go-ahead still holds. */
function createMonitorAndOutbox(
  { vaults, store, messenger, mayTell, clock, log, metrics }: BackgroundParts,
  owner: string,
): { readonly monitor: Monitor; readonly outbox: ReturnType<typeof createOutbox> } {
  const monitor = createMonitor<BackgroundTables>({
    vaults: vaults.forMonitor,
    lastRead: vaults.lastRead,
    mayTell,
    clock,
    log,
    enqueue: (tables, notices) => enqueue(tables, notices, mayTell),
    transaction: (work) => store.transaction(work),
    onEnqueued: () => {
      outbox.wake();
    },
    budgetOf: (subscription) => vaults.monitorBudget(subscription),
    claim: (subscription) => store.transaction(({ leases }) => leases.claim(`read ${subscription}`, owner)),
  });
  const outbox = createOutbox({
    store,
    clock,
    messenger,
    log,
    metrics,
    owner,
    mayTell,
    random: Math.random,
    otherOf: (key) => monitor.otherOf(key),
    recheck: (key, toldInstead) =>
      withTimeout(monitor.recheck(key, toldInstead), RECHECK_MS, () => ({ kind: 'unread' }) as const),
  });
  return { monitor, outbox };
}

async function purgeUntil(signal: AbortSignal, { store, clock, log }: BackgroundParts): Promise<void> {
  for (;;) {
    await clock.sleep(PURGE_REAL_MS * clock.speed, signal).catch(() => undefined);
    if (signal.aborted) return;
    await store.purge(clock.now().getTime()).catch((error: unknown) => {
      log.error({ err: error }, 'old rows could not be deleted; it is tried again');
    });
  }
}
