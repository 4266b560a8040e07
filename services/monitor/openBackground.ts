import type { ReadOnly } from '../access/readOnly';
import type { Hints } from '../backup/hints';
import { enqueue } from '../notify/enqueue/enqueue';
import {
  createHeartbeat,
  type Heartbeat,
  type HeartbeatParts,
  type HeartbeatTables,
} from '../notify/heartbeat/heartbeat';
import { createOutbox } from '../notify/outbox/outbox';
import type { OutboxParts, OutboxTables } from '../notify/outbox/outboxParts';
import { SECOND_MS } from '../platform/durations';
import type { Metrics } from '../platform/metrics';
import { withTimeout } from '../platform/timeout';
import { type BackgroundTables, type BackgroundWork, createBackgroundWork } from './background';
import { createHintReader, type HintReader } from './hints/hintReader';
import { createMonitor } from './poll/monitor';
import type { MonitorParts, MonitorTables } from './poll/parts';
import { takeShare } from './poll/share';

/**
 * Real time for the re-check of a go-ahead: two reads with their own deadlines. The outbox row's lease must last
 * longer.
 */
const RECHECK_MS = 8 * SECOND_MS;

interface OpenParts<T extends MonitorTables>
  extends
    Pick<MonitorParts<T>, 'vaults' | 'lastRead' | 'budgetOf'>,
    Pick<OutboxParts, 'clock' | 'log' | 'messenger' | 'mayTell' | 'owner' | 'tracer'>,
    Pick<HeartbeatParts, 'conversation' | 'settings' | 'defaults'> {
  readonly store: {
    transaction<R>(work: (tables: T) => Promise<R>): Promise<R>;
    purge(now: number): Promise<unknown>;
  };
  readonly metrics: Pick<Metrics, 'count' | 'observe' | 'gauges'>;
  readonly readOnly: Pick<ReadOnly, 'state'>;
  readonly hints: Hints;
  /** Like `mayTell`, but by the access rules alone: before a read, and before a message is enqueued. */
  readonly mayRead: OutboxParts['mayTell'];
}

export interface UnaskedWork extends BackgroundWork {
  readonly heartbeat: Pick<Heartbeat, 'check'>;
  readonly hints: Pick<HintReader, 'state'>;
}

/**
 * The parts that send unasked messages. The monitor wakes the outbox after it has enqueued; the outbox asks the monitor
 * whether a go-ahead still holds.
 */
export function openBackground<T extends MonitorTables & OutboxTables & BackgroundTables & HeartbeatTables>(
  parts: OpenParts<T>,
): UnaskedWork {
  const { store, owner, mayRead } = parts;
  const wake = (): void => {
    outbox.wake();
  };
  const hints = createHintReader({
    ...parts,
    onNews: (subscriptions) => {
      monitor.wakeIn(subscriptions);
    },
  });
  const monitor = createMonitor<T>({
    ...parts,
    hints,
    mayTell: mayRead,
    enqueue: (tables, notices) => enqueue(tables, notices, mayRead),
    transaction: (work) => store.transaction(work),
    onEnqueued: wake,
    share: (wish) => store.transaction(({ leases }) => takeShare(leases, owner, wish)),
  });
  const outbox = createOutbox({
    ...parts,
    random: Math.random,
    otherOf: (key) => monitor.otherOf(key),
    recheck: (key, toldInstead) =>
      withTimeout(monitor.recheck(key, toldInstead), RECHECK_MS, () => ({ kind: 'unread' }) as const),
  });
  const heartbeat = createHeartbeat({ ...parts, onEnqueued: wake });
  return { ...createBackgroundWork({ ...parts, monitor, hints, outbox, heartbeat }), heartbeat, hints };
}
