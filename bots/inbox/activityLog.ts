import { randomUUID } from 'node:crypto';

import type { Activity, ConversationReference } from 'botbuilder';

import type { ConversationKey } from '../../services/access/conversation';
import type { ActivityId, ActivityTables } from '../../services/conversations/activityTables';
import { conversationIsBack, endConversation } from '../../services/notify/reach';
import type { Clock } from '../../services/platform/clock';
import { SECOND_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import { addressOf, senderOf, tenantOf } from '../channel/activityAddress';
import { referenceOf } from '../channel/conversationReference';
import { type Arrival, arrive, finish, takeLeft } from './activityState';

interface Parts {
  readonly store: { transaction<T>(work: (tables: ActivityTables) => Promise<T>): Promise<T> };
  readonly clock: Clock;
  readonly log: Log;
}

/** Interval of looks for leftover activities, in real time; well below the 30 s for which a process holds one. */
const LEFT_LOOK_MS = 10 * SECOND_MS;

/**
 * The idempotent consumer across all replicas. It records an activity on arrival and again when it is answered, so that
 * one process answers it once. Another process takes over what a killed one left. If the database fails, the work runs
 * anyway: a change of Azure writes its own trigger first, and fails there.
 */
export class ActivityLog {
  readonly #parts: Parts;
  readonly #owner = randomUUID();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Runs `work` unless it was done here or elsewhere, and resolves with its result. Undefined means that another
   * replica works on it. `noneStood` means that the sender had no open question here when the activity came.
   */
  async once<T>(activity: Activity, work: (noneStood?: boolean) => Promise<T>): Promise<T | undefined> {
    const key = keyOf(activity);
    if (key === null) {
      await this.keepReference(activity);
      return work();
    }
    const arrival = await this.#arrive(activity, key);
    if (arrival.state === 'underway') return undefined;
    if (arrival.state === 'answered') return arrival.result as T;
    const result = await work(arrival.noneStood);
    await this.#finish(key, result);
    return result;
  }

  /**
   * Passes to `handle`, at once and every 10 s, each activity that a dead process left unanswered. `seenMs` is the time
   * of its arrival. It also renews the hold on this process's activities. Returns a function that stops it.
   */
  takeLeft(handle: (activity: Activity, seenMs: number) => Promise<void>): () => void {
    const { store, log } = this.#parts;
    const one = (activity: Activity, seenMs: number): Promise<void> =>
      handle(activity, seenMs).catch((error: unknown) => {
        log.error({ err: error }, 'an unanswered activity could not be handled');
      });
    const look = async (): Promise<void> => {
      try {
        const left = await store.transaction((tables) => takeLeft(tables, this.#owner));
        if (left.length > 0) log.info({ activities: left.length }, 'unanswered activities are taken up');
        for (const { body, seenMs } of left) await one(body as Activity, seenMs);
      } catch (error) {
        log.error({ err: error }, 'unanswered activities could not be taken up; it is tried again');
      }
    };
    void look();
    const timer = setInterval(() => void look(), LEFT_LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }

  /**
   * Stores how to reach the conversation. Each activity states it anew, because the service URL may change. Never
   * rejects.
   */
  async keepReference(activity: Activity): Promise<void> {
    const { store, log } = this.#parts;
    try {
      await store.transaction((tables) => this.#keep(tables, activity));
    } catch (error) {
      log.warn(
        { err: error },
        'how to reach a conversation could not be written down; the next activity says it again',
      );
    }
  }

  /** How to reach a conversation; null if it is not known or the bot was removed from it. */
  async referenceOf(to: ConversationKey): Promise<Partial<ConversationReference> | null> {
    return (await this.#parts.store.transaction((tables) =>
      tables.conversations.get(to),
    )) as Partial<ConversationReference> | null;
  }

  /** Ends the subscriptions of a conversation that removed the bot. A later installation may ask for them again. */
  async forget(activity: Activity): Promise<void> {
    const { store, clock } = this.#parts;
    const place = conversationKeyOf(activity);
    await store.transaction(async (tables) => {
      await tables.conversations.remove(place);
      await endConversation(tables, place, clock.now().getTime());
    });
  }

  async #arrive(activity: Activity, key: ActivityId): Promise<Arrival & { readonly noneStood: boolean }> {
    const { store, clock, log } = this.#parts;
    try {
      return await store.transaction(async (tables) => {
        const by = { owner: this.#owner, now: clock.now().getTime() };
        const arrival = await arrive(tables, { ...key, body: activity }, by);
        // A repeated or leftover activity may be older than the stored reference and questions.
        if (arrival.state !== 'new') return { ...arrival, noneStood: false };
        await this.#keep(tables, activity);
        return { ...arrival, noneStood: !(await tables.proposals.stands(senderOf(activity), key.conversation)) };
      });
    } catch (error) {
      log.error(
        { err: error, conversation: key.conversation },
        'an activity could not be written down; it is answered all the same',
      );
      return { state: 'new', noneStood: false };
    }
  }

  async #finish(key: ActivityId, result: unknown): Promise<void> {
    const { store, log } = this.#parts;
    try {
      await store.transaction((tables) => finish(tables, key, result));
    } catch (error) {
      log.error(
        { err: error, conversation: key.conversation },
        'an answer could not be written down; it may be given again after a restart',
      );
    }
  }

  /**
   * Any activity revives a conversation that was given up. Nothing is cached: another replica may have recorded the
   * removal.
   */
  async #keep(tables: ActivityTables, activity: Activity): Promise<void> {
    const place = conversationKeyOf(activity);
    const nowMs = this.#parts.clock.now().getTime();
    const wasOut = await tables.conversations.put(place, referenceOf(activity), nowMs);
    if (wasOut) await conversationIsBack(tables, place, nowMs);
  }
}

function conversationKeyOf(activity: Activity): ConversationKey {
  return { tenant: tenantOf(activity) ?? '', conversation: addressOf(activity).id };
}

/** Null for an activity without an id, because it cannot be told from others. */
function keyOf(activity: Activity): ActivityId | null {
  const id: unknown = activity.id;
  return typeof id === 'string' && id !== '' ? { ...conversationKeyOf(activity), activity: id } : null;
}
