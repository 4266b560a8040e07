import type { ConversationKey } from '../../access/conversation';
import type { Clock } from '../../platform/clock';
import type { Config } from '../../platform/config';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import type { Language } from '../../platform/language';
import type { Log } from '../../platform/log';
import { draftToJson } from '../messageJson';
import type { Heartbeats, OutboxRows, Reach } from '../repositories';
import { HEARTBEAT_HOUR, localHour } from './heartbeatDay';

export interface HeartbeatTables {
  readonly conversations: {
    /** The conversation of this id that was heard of last; null if no activity ever came from it. */
    keyOf(conversation: string): Promise<ConversationKey | null>;
  };
  readonly reach: Pick<Reach, 'restingSince'>;
  readonly heartbeats: Heartbeats;
  readonly outbox: Pick<OutboxRows, 'put'>;
}

export interface HeartbeatParts {
  /** The setting HEARTBEAT_CONVERSATION; null: no heartbeat. */
  readonly conversation: string | null;
  readonly store: { transaction<T>(work: (tables: HeartbeatTables) => Promise<T>): Promise<T> };
  readonly settings: {
    of(to: ConversationKey): Promise<{ readonly language?: Language; readonly timeZone?: string }>;
  };
  readonly defaults: Pick<Config, 'defaultLanguage' | 'defaultTimeZone'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Called after a transaction that enqueued the heartbeat. */
  readonly onEnqueued: () => void;
}

/** Whether the bot can say that it is there. `at` is when the channel took the last heartbeat. */
export interface HeartbeatCheck {
  readonly ok: boolean;
  /** One sentence for the operator. */
  readonly detail: string;
  readonly at?: Date;
}

export interface Heartbeat {
  start(): void;
  stop(): Promise<void>;
  /** For /readyz and the metrics; null if there is to be no heartbeat. Rejects with DatabaseError. */
  check(): Promise<HeartbeatCheck | null>;
}

const LOOK_MS = MINUTE_MS;
/** An earlier release may still run beside this one. It cannot read a heartbeat, and holds up what waits behind it. */
const UPGRADE_MS = 10 * MINUTE_MS;
/** On a fast clock the database is not asked more often than this, in real time. */
const LOOK_REAL_MS = 5 * SECOND_MS;

/**
 * Says once a day in one conversation that the bot is there: from 09:00 in the conversation's time zone, or ten minutes
 * after a bot that was down then runs again. The day is claimed in the transaction that enqueues the message, so it is
 * said once over all replicas and restarts.
 */
export function createHeartbeat(parts: HeartbeatParts): Heartbeat {
  const { conversation, store, clock, log } = parts;
  const ended = new AbortController();
  let running: Promise<void> | undefined;
  let lastDay = '';
  let isUnknown = false;
  let startedMs = 0;

  const look = async (id: string): Promise<void> => {
    const to = await store.transaction(({ conversations }) => conversations.keyOf(id));
    if (to === null) {
      if (!isUnknown)
        log.warn({ conversation: id }, 'the heartbeat has no known conversation; mention the bot there once');
      isUnknown = true;
      return;
    }
    isUnknown = false;
    const { language, timeZone } = await readerIn(to, parts);
    const { day, hour } = localHour(clock.now(), timeZone);
    const isUpgrading = clock.now().getTime() - startedMs < UPGRADE_MS;
    if (hour < HEARTBEAT_HOUR || day <= lastDay || isUpgrading) return;
    if (await enqueueDay(parts, to, { day, language, timeZone })) parts.onEnqueued();
    lastDay = day;
  };
  const run = async (id: string): Promise<void> => {
    while (!ended.signal.aborted) {
      await look(id).catch((error: unknown) => {
        log.warn({ err: error }, 'whether a heartbeat is due could not be found out; it is tried again');
      });
      await clock.sleep(Math.max(LOOK_MS, LOOK_REAL_MS * clock.speed), ended.signal).catch(() => undefined);
    }
  };
  return {
    start() {
      startedMs = clock.now().getTime();
      if (conversation !== null) running ??= run(conversation);
    },
    async stop() {
      ended.abort();
      await running;
    },
    check: async () => (conversation === null ? null : store.transaction((tables) => checkIn(tables, conversation))),
  };
}

async function readerIn(
  to: ConversationKey,
  { settings, defaults }: HeartbeatParts,
): Promise<{ readonly language: Language; readonly timeZone: string }> {
  const set = await settings.of(to);
  return {
    language: set.language ?? defaults.defaultLanguage,
    timeZone: set.timeZone ?? defaults.defaultTimeZone,
  };
}

/** False if the day was claimed before, here or elsewhere. */
function enqueueDay(
  { store, clock }: HeartbeatParts,
  to: ConversationKey,
  { day, ...reader }: { readonly day: string; readonly language: Language; readonly timeZone: string },
): Promise<boolean> {
  // A slot for each day: a later heartbeat is a message of its own, never an update of an earlier one.
  const slot = `heartbeat:${day}`;
  const body = draftToJson({
    content: { kind: 'heartbeat', day },
    ...{ thread: null, underSlot: null, alert: false, mention: null, ...reader, cardId: slot, watches: null },
  });
  return store.transaction(async ({ heartbeats, outbox }) => {
    if (!(await heartbeats.claim(to, day))) return false;
    await outbox.put({ to, slot, update: false, body, createdMs: clock.now().getTime() });
    return true;
  });
}

async function checkIn({ conversations, reach, heartbeats }: HeartbeatTables, id: string): Promise<HeartbeatCheck> {
  const to = await conversations.keyOf(id);
  if (to === null) return { ok: false, detail: 'the conversation is not known: mention the bot there once' };
  const sinceMs = await reach.restingSince(to);
  if (sinceMs !== null) {
    const since = new Date(sinceMs).toISOString();
    return { ok: false, detail: `the channel has taken no message there since ${since}: mention the bot there once` };
  }
  const toldMs = await heartbeats.toldMs(to);
  return toldMs === null
    ? { ok: true, detail: `none was sent yet; the first comes from ${HEARTBEAT_HOUR}:00 there` }
    : { ok: true, detail: 'the channel took the last one', at: new Date(toldMs) };
}
