import { randomUUID } from 'node:crypto';

import type { Activity, ConversationReference } from 'botbuilder';

import type { ConversationKey } from '../../services/access/conversation';
import { endConversation } from '../../services/notify/enqueue';
import { conversationIsBack } from '../../services/notify/reach';
import type { NotifyTables } from '../../services/notify/repositories';
import type { Clock } from '../../services/platform/clock';
import type { Log } from '../../services/platform/log';
import { addressOf, senderOf, tenantOf } from '../channel/activityAddress';
import { referenceOf } from '../channel/conversationReference';

interface ActivityKey extends ConversationKey {
  readonly activity: string;
}

/** What is kept of activities and conversations; services/store implements it. */
export interface ActivityTables extends NotifyTables {
  readonly activities: {
    claim(
      seen: ActivityKey & { readonly body: unknown },
      by: { readonly owner: string; readonly now: number },
    ): Promise<
      | { readonly state: 'mine'; readonly again: boolean }
      | { readonly state: 'busy' }
      | { readonly state: 'answered'; readonly result: unknown }
    >;
    answered(key: ActivityKey, result: unknown): Promise<void>;
    renewAll(owner: string): Promise<void>;
    takeLeft(owner: string, limit: number): Promise<readonly { readonly body: unknown; readonly seenMs: number }[]>;
  };
  readonly proposals: NotifyTables['proposals'] & {
    stands(person: string, place: string): Promise<boolean>;
  };
  readonly conversations: {
    /** true: the channel did not know it any more, or seemed not to. */
    put(place: ConversationKey, reference: unknown, at: number): Promise<boolean>;
    get(place: ConversationKey): Promise<unknown>;
    remove(place: ConversationKey): Promise<void>;
  };
}

interface Parts {
  readonly store: { transaction<T>(work: (tables: ActivityTables) => Promise<T>): Promise<T> };
  readonly clock: Clock;
  readonly log: Log;
}

/** Left by a process that died; more than so many at once are a sign of something else. */
const LEFT_MAX = 100;
/** Well within the 30 s that an activity is held for; real time. */
const LEFT_LOOK_MS = 10_000;

/**
 * What came in, written down: an activity is done when it is answered, by whichever replica, and once. What a killed
 * process left unanswered is taken up by the next. Where the database does not answer, the work is done all the same:
 * a change of Azure writes its own trigger first, and fails there.
 */
export class ActivityLog {
  readonly #parts: Parts;
  readonly #owner = randomUUID();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Does `work` unless it was done, here or elsewhere; then resolves with its result, undefined where another replica is
   * at it. `work` hears whether it is known that no question of the sender stood in this place when the activity came.
   */
  async once<T>(activity: Activity, work: (noneStood?: boolean) => Promise<T>): Promise<T | undefined> {
    const { store, clock, log } = this.#parts;
    const key = keyOf(activity);
    if (key === null) {
      await this.keepReference(activity);
      return work();
    }
    let noneStood = false;
    const by = { owner: this.#owner, now: clock.now().getTime() };
    try {
      const claim = await store.transaction(async (tables) => {
        const claimed = await tables.activities.claim({ ...key, body: activity }, by);
        // What was left or comes again may be older than what is known by now.
        if (claimed.state !== 'mine' || claimed.again) return { ...claimed, stands: true };
        await this.#keep(tables, activity);
        return { ...claimed, stands: await tables.proposals.stands(senderOf(activity), key.conversation) };
      });
      if (claim.state === 'busy') return undefined;
      if (claim.state === 'answered') return claim.result as T;
      noneStood = !claim.stands;
    } catch (error) {
      log.error(
        { err: error, conversation: key.conversation },
        'an activity could not be written down; it is answered all the same',
      );
    }
    const result = await work(noneStood);
    try {
      await store.transaction((tables) => tables.activities.answered(key, result ?? null));
    } catch (error) {
      log.error(
        { err: error, conversation: key.conversation },
        'an answer could not be written down; it may be given again after a restart',
      );
    }
    return result;
  }

  /** Has what processes that died left unanswered (`seenMs`: when it came) handled, now and every 10 s, each by one process, and keeps what is this process's own. Ends what it returns. */
  takeLeft(handle: (activity: Activity, seenMs: number) => Promise<void>): () => void {
    const { store, log } = this.#parts;
    const one = (activity: Activity, seenMs: number): Promise<void> =>
      handle(activity, seenMs).catch((error: unknown) => {
        log.error({ err: error }, 'an unanswered activity could not be handled');
      });
    const look = async (): Promise<void> => {
      try {
        const left = await store.transaction(async ({ activities }) => {
          await activities.renewAll(this.#owner);
          return activities.takeLeft(this.#owner, LEFT_MAX);
        });
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

  /** Keeps how to reach the conversation, from an activity that asks for no answer: its service URL may change (TEAMS.md 2). Never rejects. */
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

  /** How to reach a conversation; null where it is not known, or was left. */
  async referenceOf(to: ConversationKey): Promise<Partial<ConversationReference> | null> {
    return (await this.#parts.store.transaction((tables) =>
      tables.conversations.get(to),
    )) as Partial<ConversationReference> | null;
  }

  /** The bot was taken out of the conversation: its watches end, and may be asked back after a later install. */
  async forget(activity: Activity): Promise<void> {
    const { store, clock } = this.#parts;
    const place = placeKeyOf(activity);
    await store.transaction(async (tables) => {
      await tables.conversations.remove(place);
      await endConversation(tables, place, clock.now().getTime());
    });
  }

  /**
   * Only the database remembers it: another replica may have seen the bot go and come back. Any activity brings back a
   * conversation that was given up.
   */
  async #keep(tables: ActivityTables, activity: Activity): Promise<void> {
    const place = placeKeyOf(activity);
    const nowMs = this.#parts.clock.now().getTime();
    const wasOut = await tables.conversations.put(place, referenceOf(activity), nowMs);
    if (wasOut) await conversationIsBack(tables, place, nowMs);
  }
}

function placeKeyOf(activity: Activity): ConversationKey {
  return { tenant: tenantOf(activity) ?? '', conversation: addressOf(activity).id };
}

/** null: without an id an activity cannot be told apart. */
function keyOf(activity: Activity): ActivityKey | null {
  const id: unknown = activity.id;
  return typeof id === 'string' && id !== '' ? { ...placeKeyOf(activity), activity: id } : null;
}
