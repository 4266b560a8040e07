import { createHash, randomUUID } from 'node:crypto';

import type { Activity } from 'botbuilder';

import type { Ask, Services } from '../../commands/context';
import type { Person, Place } from '../../services/access/roles';
import type { Config } from '../../services/platform/config';
import { isTimeZone, type Language, languageOf } from '../../services/platform/language';
import type { Membership } from '../channel/roster';

export type Defaults = Pick<Config, 'defaultLanguage' | 'defaultTimeZone'>;

interface AskParts {
  readonly services: Pick<Services, 'access' | 'settings'>;
  readonly defaults: Defaults;
  readonly spoken: Language | null;
}

const NAME_MAX = 200;

/**
 * Who asks where, from what the channel vouches for. The place's id is without the thread. `membership` null: nobody was
 * asked for it. `spoken`: the language of what was typed, which counts where the client names none.
 */
export async function askOf(
  activity: Activity,
  membership: Membership | null,
  { services, defaults, spoken }: AskParts,
): Promise<Ask> {
  const person = personOf(activity, membership);
  const place = placeOf(activity);
  const to = { tenant: tenantOf(activity) ?? '', conversation: place.id };
  const settings = await services.settings.of(to);
  const zone = [timeZoneOf(activity), settings.timeZone].find((name) => name !== undefined && isTimeZone(name));
  return {
    person,
    place,
    to,
    thread: threadOf(activity),
    grant: services.access.grantOf(person, place),
    language: activity.locale ? languageOf(activity.locale) : (spoken ?? settings.language ?? defaults.defaultLanguage),
    timeZone: zone ?? defaults.defaultTimeZone,
    turnId: turnIdOf(activity),
  };
}

/** The same whenever the same activity is handled, by whatever process: what it did before it died is known by it. */
function turnIdOf({ id, conversation }: Activity): string {
  const given: unknown = id;
  if (typeof given !== 'string' || given === '') return randomUUID().slice(0, 12);
  return createHash('sha256')
    .update(JSON.stringify([conversation.id, given]))
    .digest('hex')
    .slice(0, 12);
}

export function placeOf({ conversation, channelData }: Activity): Place {
  const team = (channelData as { team?: { id?: unknown } } | null | undefined)?.team?.id;
  return {
    id: withoutThread(conversation.id),
    kind: kindOf(conversation),
    teamId: typeof team === 'string' ? team : null,
  };
}

/** The same for each delivery of one activity. Without an id it cannot be told apart, and is not. */
export function deliveryKey({ conversation, id }: Activity): string {
  const given = id;
  return JSON.stringify([conversation.id, given ?? randomUUID()]);
}

/** One text per conversation, whatever the thread. */
export function placeKey(activity: Activity): string {
  return JSON.stringify([tenantOf(activity), placeOf(activity).id]);
}

/** A conversation in a channel is named `19:…@thread.tacv2;messageid=<root>` (TEAMS.md 2). */
export function withoutThread(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/, '');
}

/** The root message of the channel's thread that the activity stands in; null outside channels. */
export function threadOf({ conversation }: Activity): string | null {
  return /;messageid=(?<root>[^;]+)/.exec(conversation.id)?.groups?.['root'] ?? null;
}

/** The channel's data may name another tenant than the person's own (shared channels); access decides what that means. */
export function tenantOf({ channelData, conversation }: Activity): string | null {
  const tenant = (channelData as { tenant?: { id?: unknown } } | null | undefined)?.tenant?.id;
  return typeof tenant === 'string' ? tenant : (conversation.tenantId ?? null);
}

/** What Teams calls those who are not of the tenant; said of members, seldom of an activity's sender. */
const GUESTS: readonly unknown[] = ['guest', 'anonymous'];

/** '' where it comes from nobody, as an installation may. */
export function senderOf(activity: Activity): string {
  return (activity.from as Partial<Activity['from']> | undefined)?.id ?? '';
}

function personOf(activity: Activity, membership: Membership | null): Person {
  // An installation may come from nobody.
  const from = activity.from as Partial<Activity['from']> | undefined;
  const { tenantId, guest } = membership ?? claimed(activity);
  return {
    id: senderOf(activity),
    name: (from?.name ?? '').slice(0, NAME_MAX),
    aadObjectId: from?.aadObjectId ?? null,
    tenantId: tenantId ?? tenantOf(activity),
    guest,
  };
}

/** A channel may say more of a person than botbuilder's type knows. */
function claimed({ from }: Activity): Membership {
  const { tenantId, userRole } = (from as { tenantId?: unknown; userRole?: unknown } | undefined) ?? {};
  return { tenantId: typeof tenantId === 'string' ? tenantId : null, guest: GUESTS.includes(userRole) };
}

/** What Teams calls it; where it does not say, what its id and its members' number tell. */
export function kindOf({ conversationType, isGroup, id }: Activity['conversation']): Place['kind'] {
  if (conversationType === 'personal' || conversationType === 'groupChat' || conversationType === 'channel')
    return conversationType;
  if (/@thread\.(tacv2|skype)/.test(id)) return 'channel';
  return isGroup ? 'groupChat' : 'personal';
}

/** Teams says it twice: at the top, and in the entity `clientInfo`. */
function timeZoneOf({ localTimezone, entities }: Activity): string | undefined {
  // A channel may leave out what botbuilder's type promises.
  if (typeof localTimezone === 'string' && localTimezone !== '') return localTimezone;
  const zone: unknown = (entities ?? []).find((entity) => entity.type === 'clientInfo')?.['timezone'];
  return typeof zone === 'string' ? zone : undefined;
}
