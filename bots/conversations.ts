import { type Activity, type ConversationReference, TurnContext } from 'botbuilder';

import type { Place } from '../services/access/roles';
import { BoundedMap } from './boundedMap';
import { placeOf, tenantOf, withoutThread } from './incoming';

const CONVERSATIONS_MAX = 10_000;

/** How to reach a conversation without being asked. */
export interface KnownConversation {
  readonly place: Place;
  readonly tenantId: string | null;
  /** Without a thread and without a person: a message there starts a new one. */
  readonly reference: Partial<ConversationReference>;
}

/**
 * The conversations that the bot is part of, one per tenant and conversation, anew from each activity because a service
 * URL may change (TEAMS.md 2). In memory; beyond 10,000 the one that was silent longest is forgotten.
 */
export class Conversations {
  readonly #known = new BoundedMap<string, KnownConversation>(CONVERSATIONS_MAX);

  /** Returns whether the conversation was not known before. */
  remember(activity: Activity): boolean {
    const tenantId = tenantOf(activity);
    const place = placeOf(activity);
    const reference = referenceOf(activity);
    const key = keyOf(tenantId, place.id);
    const isNew = !this.#known.has(key);
    this.#known.set(key, { place, tenantId, reference });
    return isNew;
  }

  find(tenantId: string | null, placeId: string): KnownConversation | null {
    return this.#known.get(keyOf(tenantId, placeId)) ?? null;
  }

  /** The bot was taken out of it. */
  forget(activity: Activity): void {
    this.#known.delete(keyOf(tenantOf(activity), placeOf(activity).id));
  }
}

/** The conversation itself: without a thread and without a person. */
export function referenceOf(activity: Activity): Partial<ConversationReference> {
  const { bot, channelId, serviceUrl, conversation } = TurnContext.getConversationReference(activity);
  return {
    ...(bot && { bot }),
    ...(channelId !== undefined && { channelId }),
    ...(serviceUrl !== undefined && { serviceUrl }),
    ...(conversation && { conversation: { ...conversation, id: withoutThread(conversation.id) } }),
  };
}

function keyOf(tenantId: string | null, placeId: string): string {
  return JSON.stringify([tenantId, placeId]);
}
