import type { AuditHeads } from '../access/audit';
import type { ReadOnly } from '../access/readOnly';
import type { Heartbeat } from '../notify/heartbeat/heartbeat';
import type { Outbox } from '../notify/outbox/outbox';
import type { OutboxTables } from '../notify/outbox/outboxParts';
import type { Clock } from '../platform/clock';
import { MINUTE_MS, SECOND_MS } from '../platform/durations';
import type { Leases } from '../platform/leases';
import type { Log } from '../platform/log';
import type { Gauges, Metrics } from '../platform/metrics';
import { withTimeout } from '../platform/timeout';
import type { HintReader } from './hints/hintReader';
import type { Monitor } from './poll/monitor';

export interface BackgroundTables {
  readonly outbox: Pick<OutboxTables['outbox'], 'depth'>;
  readonly leases: Pick<Leases, 'claim' | 'claimAll' | 'named' | 'release' | 'releaseAll'>;
  readonly audit: AuditHeads;
}

interface BackgroundParts {
  readonly monitor: Pick<Monitor, 'start' | 'stop' | 'wake' | 'watched'>;
  readonly outbox: Outbox;
  readonly hints?: Pick<HintReader, 'start' | 'stop'>;
  readonly heartbeat?: Heartbeat;
  readonly readOnly?: Pick<ReadOnly, 'state'>;
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

/** Whether the audit log's chain was whole when this process last checked it; null if it never did. */
interface ChainState {
  isOk: boolean | null;
}

/** Real time between two purges, and between two looks whether the audit log's head is to be logged. */
const PURGE_REAL_MS = 10 * MINUTE_MS;
/** Real time that a stop waits for the release of the leases. */
const RELEASE_MS = SECOND_MS;

/**
 * The work that no question starts: the monitor reads Azure, the outbox sends messages, the purge deletes expired rows,
 * and one replica logs the audit log's head each hour.
 */
export function createBackgroundWork(parts: BackgroundParts): BackgroundWork {
  const { monitor, hints, outbox, heartbeat, store, owner, clock, metrics } = parts;
  const chain: ChainState = { isOk: null };
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
  metrics.gauges(async (): Promise<Gauges> => (chain.isOk === null ? {} : { bot_audit_chain_ok: Number(chain.isOk) }));
  metrics.gauges(async (): Promise<Gauges> => {
    const at = (await heartbeat?.check())?.at;
    return at ? { bot_heartbeat_age_seconds: Math.max(0, clock.now().getTime() - at.getTime()) / 1_000 } : {};
  });
  const ended = new AbortController();
  let purging: Promise<void> | undefined;
  return {
    start() {
      monitor.start();
      outbox.start();
      hints?.start();
      heartbeat?.start();
      purging ??= purgeUntil(ended.signal, parts, chain);
    },
    wake() {
      monitor.wake();
      outbox.wake();
    },
    async stop() {
      ended.abort();
      await Promise.all([monitor.stop(), outbox.stop(), hints?.stop(), heartbeat?.stop(), purging]);
      // Releases the leases, so that another replica need not wait until they expire.
      const released = store.transaction(({ leases }) => leases.releaseAll(owner)).catch(() => undefined);
      await withTimeout(released, RELEASE_MS, () => undefined);
    },
  };
}

async function purgeUntil(signal: AbortSignal, parts: BackgroundParts, chain: ChainState): Promise<void> {
  const { store, clock, log } = parts;
  for (;;) {
    // At the start too: a process that lives for minutes only logs it as well.
    await logAuditHead(parts, chain).catch((error: unknown) => {
      log.error({ err: error }, 'the head of the audit log could not be logged; it is tried again');
    });
    await logReadOnly(parts);
    await clock.sleep(PURGE_REAL_MS * clock.speed, signal).catch(() => undefined);
    if (signal.aborted) return;
    await store.purge(clock.now().getTime()).catch((error: unknown) => {
      log.error({ err: error }, 'old rows could not be deleted; it is tried again');
    });
  }
}

/** Again and again, for those who have only the log to alert by. Never rejects. */
async function logReadOnly({ readOnly, log }: BackgroundParts): Promise<void> {
  const state = await readOnly?.state().catch(() => null);
  if (state && state.kind !== 'off') log.info({ by: state.kind }, 'the bot is read-only');
}

/** The log then proves what the database held: whoever rewrites the whole chain cannot rewrite the log as well. */
async function logAuditHead({ store, clock, log, owner }: BackgroundParts, chain: ChainState): Promise<void> {
  const ends = await store.transaction(async ({ leases, audit }) =>
    (await leases.claim('audit head', owner)) ? audit.due(clock.now().getTime()) : null,
  );
  if (ends === null) return;
  const { fault, ...links } = ends;
  log.info(links, 'head of the audit log');
  // The next check begins after the fault, which stays until somebody looks: so does the gauge, until a restart.
  chain.isOk = chain.isOk !== false && fault === null;
  if (fault) log.error({ ...fault }, 'the audit log has a fault; npm run audit -- --verify lists all of them');
}
