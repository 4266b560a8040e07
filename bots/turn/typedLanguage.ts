import type { Activity } from 'botbuilder';

import { spokenLanguage } from '../../commands/parse/spokenLanguage';
import { BoundedMap } from '../../services/platform/boundedMap';
import type { Language } from '../../services/platform/language';
import { addressOf, senderOf, tenantOf } from '../channel/activityAddress';
import { typedText } from './typedText';

const PEOPLE_MAX = 10_000;

/**
 * The language that a person types in a conversation, for clients that name no locale. A press, or a VM's bare name,
 * has no language of its own: the one typed before counts. In memory: after a restart the conversation's language
 * counts.
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
