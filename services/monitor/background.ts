import type { AuditHeads } from '../access/audit';
import type { Outbox } from '../notify/outbox/outbox';
import type { OutboxTables } from '../notify/outbox/outboxParts';
import type { Clock } from '../platform/clock';
import { MINUTE_MS, SECOND_MS } from '../platform/durations';
import type { Leases } from '../platform/leases';
import type { Log } from '../platform/log';
import type { Metrics } from '../platform/metrics';
import { withTimeout } from '../platform/timeout';
import type { Monitor } from './poll/monitor';

interface BackgroundTables {
  readonly outbox: Pick<OutboxTables['outbox'], 'depth'>;
  readonly leases: Pick<Leases, 'claim' | 'releaseAll'>;
  readonly audit: AuditHeads;
}

interface BackgroundParts {
  readonly monitor: Pick<Monitor, 'start' | 'stop' | 'wake' | 'watched'>;
  readonly outbox: Outbox;
  readonly store: {
    transaction<T>(work: (tables: BackgroundTables) => Promise<T>): Promise<T>;
    /** Deletes expired rows; `now` is epoch ms. */
    purge(now: number): Promise<unknown>;
  };
  /** Names this process in the leases. */
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'gauges'>;
}

export type BackgroundWork = Pick<Monitor, 'start' | 'stop' | 'wake'>;

/** Real time between two purges, and between two looks whether the audit log's head is to be logged. */
const PURGE_REAL_MS = 10 * MINUTE_MS;
/** Real time that a stop waits for the release of the leases. */
const RELEASE_MS = SECOND_MS;

/**
 * The work that no question starts: the monitor reads Azure, the outbox sends messages, the purge deletes expired rows,
 * and one replica logs the audit log's head each hour.
 */
export function createBackgroundWork(parts: BackgroundParts): BackgroundWork {
  const { monitor, outbox, store, owner, clock, metrics } = parts;
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
      // Releases the leases, so that another replica need not wait until they expire.
      const released = store.transaction(({ leases }) => leases.releaseAll(owner)).catch(() => undefined);
      await withTimeout(released, RELEASE_MS, () => undefined);
    },
  };
}

async function purgeUntil(signal: AbortSignal, parts: BackgroundParts): Promise<void> {
  const { store, clock, log } = parts;
  for (;;) {
    // At the start too: a process that lives for minutes only logs it as well.
    await logAuditHead(parts).catch((error: unknown) => {
      log.error({ err: error }, 'the head of the audit log could not be logged; it is tried again');
    });
    await clock.sleep(PURGE_REAL_MS * clock.speed, signal).catch(() => undefined);
    if (signal.aborted) return;
    await store.purge(clock.now().getTime()).catch((error: unknown) => {
      log.error({ err: error }, 'old rows could not be deleted; it is tried again');
    });
  }
}

/** The log then proves what the database held: whoever rewrites the whole chain cannot rewrite the log as well. */
async function logAuditHead({ store, clock, log, owner }: BackgroundParts): Promise<void> {
  const ends = await store.transaction(async ({ leases, audit }) =>
    (await leases.claim('audit head', owner)) ? audit.due(clock.now().getTime()) : null,
  );
  if (ends !== null) log.info(ends, 'head of the audit log');
}
