import type { Activity } from 'botbuilder';

import { spokenLanguage } from '../../commands/parse/spokenLanguage';
import { BoundedMap } from '../../services/platform/boundedMap';
import type { Language } from '../../services/platform/language';
import { addressOf, senderOf, tenantOf } from '../channel/activityAddress';
import { messageText } from './messageText';

const PEOPLE_MAX = 10_000;

/**
 * Which language a person types in a conversation, for clients that name no locale. A press, or a bare name, is answered
 * in the language of what that person typed there last; after a restart in the conversation's own.
 */
export class TypedLanguage {
  readonly #last = new BoundedMap<string, Language>(PEOPLE_MAX);

  in(activity: Activity): Language | null {
    const key = keyOf(activity);
    const heard = activity.type === 'message' ? spokenLanguage(messageText(activity)) : null;
    if (heard !== null) this.#last.set(key, heard);
    return heard ?? this.#last.get(key) ?? null;
  }
}

function keyOf(activity: Activity): string {
  return JSON.stringify([tenantOf(activity), addressOf(activity).id, senderOf(activity)]);
}
