import type { Activity } from 'botbuilder';

import { spokenLanguage } from '../../commands/parse/spokenLanguage';
import { BoundedMap } from '../../services/platform/boundedMap';
import type { Language } from '../../services/platform/language';
import { addressOf, senderOf, tenantOf } from '../channel/activityAddress';
import { typedText } from './typedText';

const PEOPLE_MAX = 10_000;

/**
 * The language that a person last typed in a conversation, for clients that name no locale. A press or a bare VM name
 * has no language, so the last typed one counts. Kept in memory: after a restart the conversation's language counts.
 */
export class TypedLanguage {
  readonly #last = new BoundedMap<string, Language>(PEOPLE_MAX);

  in(activity: Activity): Language | null {
    const key = keyOf(activity);
    const typed = activity.type === 'message' ? spokenLanguage(typedText(activity)) : null;
    if (typed !== null) this.#last.set(key, typed);
    return typed ?? this.#last.get(key) ?? null;
  }
}

function keyOf(activity: Activity): string {
  return JSON.stringify([tenantOf(activity), addressOf(activity).id, senderOf(activity)]);
}
