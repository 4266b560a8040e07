import { createHash, randomUUID } from 'node:crypto';

import type { Activity } from 'botbuilder';

import type { Person } from '../../../services/access/roles';
import type { Ask } from '../../../services/conversations/ask';
import type { Config } from '../../../services/platform/config';
import { isTimeZone, type Language, languageOf } from '../../../services/platform/language';
import type { Services } from '../../../views/services';
import { addressOf, senderOf, tenantOf, threadOf } from '../../channel/activityAddress';
import type { Membership } from '../../channel/roster';

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
  const place = addressOf(activity);
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

/** What Teams calls those who are not of the tenant; said of members, seldom of an activity's sender. */
const GUESTS: readonly unknown[] = ['guest', 'anonymous'];

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

/** Teams says it twice: at the top, and in the entity `clientInfo`. */
function timeZoneOf({ localTimezone, entities }: Activity): string | undefined {
  // A channel may leave out what botbuilder's type promises.
  if (typeof localTimezone === 'string' && localTimezone !== '') return localTimezone;
  const zone: unknown = (entities ?? []).find((entity) => entity.type === 'clientInfo')?.['timezone'];
  return typeof zone === 'string' ? zone : undefined;
}
