import { randomUUID } from 'node:crypto';

import type { LastRead, Vaults } from '../backup/vaults';
import { enqueue } from '../notify/enqueue';
import type { Messenger } from '../notify/message';
import { createOutbox } from '../notify/outbox';
import type { OutboxTables } from '../notify/outboxParts';
import type { Checks } from '../notify/revalidate';
import type { Clock } from '../platform/clock';
import type { Log } from '../platform/log';
import type { Metrics } from '../platform/metrics';
import { withTimeout } from '../platform/timeout';
import type { ReadBudget } from './planner/shadowPrice';
import { createMonitor, type Monitor } from './poll/monitor';
import type { MonitorTables } from './poll/parts';

interface KeeperTables extends MonitorTables, OutboxTables {
  readonly watches: OutboxTables['watches'];
  readonly leases: OutboxTables['leases'] & { releaseAll(owner: string): Promise<void> };
}

export interface KeeperParts {
  readonly vaults: {
    readonly forWatcher: Vaults;
    readonly lastRead: LastRead;
    watchBudget(subscription: string): ReadBudget;
  };
  readonly store: {
    transaction<T>(work: (tables: KeeperTables) => Promise<T>): Promise<T>;
    /** Deletes what is past its time; `now` is epoch ms. */
    purge(now: number): Promise<unknown>;
  };
  readonly messenger: Messenger;
  readonly mayTell: Checks['mayTell'];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'count' | 'gauges'>;
}

export type Keeper = Pick<Monitor, 'start' | 'stop' | 'wake'>;

const PURGE_REAL_MS = 10 * 60_000;
/** Real time. */
const RELEASE_MS = 1_000;
/** Two reads with deadlines of their own; the message's lease must outlive them and the sending. */
const RECHECK_MS = 8_000;

/** What keeps the promises: the watcher, which reads, the outbox, which tells, and the broom behind them. */
export function createKeeper({ vaults, store, messenger, mayTell, clock, log, metrics }: KeeperParts): Keeper {
  const owner = randomUUID();
  const watcher = createMonitor<KeeperTables>({
    ...{ vaults: vaults.forWatcher, lastRead: vaults.lastRead, mayTell, clock, log },
    raise: (tables, notices) => enqueue(tables, notices, mayTell),
    transaction: (work) => store.transaction(work),
    raised: () => {
      outbox.wake();
    },
    budgetOf: (subscription) => vaults.watchBudget(subscription),
    claim: (subscription) => store.transaction(({ leases }) => leases.claim(`read ${subscription}`, owner)),
  });
  const outbox = createOutbox({
    ...{ store, clock, messenger, log, metrics, owner, mayTell, random: Math.random },
    otherOf: (key) => watcher.otherOf(key),
    recheck: (key, toldInstead) =>
      withTimeout(watcher.recheck(key, toldInstead), RECHECK_MS, () => ({ kind: 'unread' }) as const),
  });
  metrics.gauges(async () => {
    const nowMs = clock.now().getTime();
    const { rows, oldestMs, owed } = await store.transaction(({ outbox: waiting }) => waiting.depth(nowMs));
    const oldestS = oldestMs === null ? 0 : Math.max(0, nowMs - oldestMs) / 1_000;
    const waits = { bot_outbox_messages: rows, bot_outbox_oldest_seconds: oldestS, bot_owed_go_aheads: owed };
    return { bot_watched_jobs: watcher.watched(), ...waits };
  });
  const ended = new AbortController();
  let purging: Promise<void> | undefined;
  const purge = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(PURGE_REAL_MS * clock.speed, ended.signal).catch(() => undefined);
      if (ended.signal.aborted) return;
      await store.purge(clock.now().getTime()).catch((error: unknown) => {
        log.error({ err: error }, 'old rows could not be deleted; it is tried again');
      });
    }
  };
  return {
    start() {
      watcher.start();
      outbox.start();
      purging ??= purge();
    },
    wake() {
      watcher.wake();
      outbox.wake();
    },
    async stop() {
      ended.abort();
      await Promise.all([watcher.stop(), outbox.stop(), purging]);
      // So that another replica need not wait until they run out; not for long, since they do.
      const released = store.transaction(({ leases }) => leases.releaseAll(owner)).catch(() => undefined);
      await withTimeout(released, RELEASE_MS, () => undefined);
    },
  };
}
