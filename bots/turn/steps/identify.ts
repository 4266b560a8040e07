import { type Activity, TurnContext } from 'botbuilder';

import { NO_GRANT, type Person, type Unchecked } from '../../../services/access/roles';
import type { Ask } from '../../../services/conversations/ask';
import type { Config } from '../../../services/platform/config';
import { MINUTE_MS } from '../../../services/platform/durations';
import { isTimeZone, type Language, languageOf } from '../../../services/platform/language';
import type { Services } from '../../../views/services';
import { addressOf, senderOf, tenantOf, threadOf } from '../../channel/activityAddress';
import type { Membership, Roster } from '../../channel/roster';
import type { Address } from '../../channel/sender';
import { turnIdOf } from '../turnTrace';
import { TypedLanguage } from '../typedLanguage';

type Defaults = Pick<Config, 'defaultLanguage' | 'defaultTimeZone'>;

/** Who asked, in which conversation and language, and the address for the answer. */
export interface Caller {
  readonly ask: Ask;
  readonly to: Address;
}

export interface IdentifyParts {
  readonly services: Pick<Services, 'access' | 'settings' | 'clock'>;
  readonly defaults: Defaults;
  /** Null in demo mode, where the bot believes what the activity claims about its sender and its time. */
  readonly roster: Pick<Roster, 'of'> | null;
}

/**
 * Key in a turn's state. Its value is when the activity first came (epoch ms), set where another process saw it before.
 */
export const FIRST_SEEN_MS = Symbol('firstSeenMs');

/** Finds out who sent an activity and what that person may do. */
export class Identify {
  readonly #parts: IdentifyParts;
  readonly #typedLanguage = new TypedLanguage();

  constructor(parts: IdentifyParts) {
    this.#parts = parts;
  }

  /** `noneStood` means that the sender had no open question here when the activity came. */
  async sender(context: TurnContext, noneStood = false): Promise<Caller> {
    const { roster } = this.#parts;
    const { ask, to } = await this.#caller(context.activity, roster && (await roster.of(context)));
    const askedMs = context.turnState.get<number | undefined>(FIRST_SEEN_MS);
    const late = roster && sentLate(context.activity, askedMs ?? this.#parts.services.clock.now().getTime());
    return {
      ask: { ...ask, noneStood, ...(askedMs !== undefined && { askedMs }), ...(late && { sentLate: late }) },
      to,
    };
  }

  /** For an answer that is the same for everybody, so the roster is not read. */
  anybody(activity: Activity): Promise<Caller> {
    return this.#caller(activity, this.#parts.roster && 'unread');
  }

  async #caller(activity: Activity, membership: Membership | null): Promise<Caller> {
    const typedLanguage = this.#typedLanguage.in(activity);
    return {
      ask: await askOf(activity, membership, { ...this.#parts, typedLanguage }),
      to: TurnContext.getConversationReference(activity),
    };
  }
}

/**
 * An activity that comes later than this after its sending was held back or is sent again. One that was sent so long
 * after its coming names no time that can be right.
 */
const LATE_MS = 5 * MINUTE_MS;

/** Null if the activity came (`cameMs`) soon after it was sent. */
function sentLate({ timestamp }: Activity, cameMs: number): Ask['sentLate'] | null {
  const at = new Date((timestamp as Date | string | undefined) ?? NaN);
  if (Number.isNaN(at.getTime()) || at.getTime() - cameMs > LATE_MS) return { at: null };
  return cameMs - at.getTime() > LATE_MS ? { at } : null;
}

interface AskParts extends Pick<IdentifyParts, 'defaults'> {
  readonly services: Pick<Services, 'access' | 'settings'>;
  /** The language that the sender typed last. It counts if the client names none. */
  readonly typedLanguage: Language | null;
}

const NAME_MAX = 200;

/** Who asks and where. A null `membership` means that there is no roster, so the activity's own claims count. */
async function askOf(
  activity: Activity,
  membership: Membership | null,
  { services, defaults, typedLanguage }: AskParts,
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
    ...(isUnchecked(membership)
      ? { grant: NO_GRANT, unchecked: membership }
      : { grant: services.access.grantOf(person, place) }),
    language: activity.locale
      ? languageOf(activity.locale)
      : (typedLanguage ?? settings.language ?? defaults.defaultLanguage),
    timeZone: zone ?? defaults.defaultTimeZone,
    turnId: turnIdOf(activity),
  };
}

/**
 * Teams' words for people of another tenant. The roster uses them for its entries; activities seldom for their sender.
 */
const GUESTS: readonly unknown[] = ['guest', 'anonymous'];

function personOf(activity: Activity, membership: Membership | null): Person {
  // An activity about an installation may have no sender.
  const from = activity.from as Partial<Activity['from']> | undefined;
  const person = { id: senderOf(activity), name: (from?.name ?? '').slice(0, NAME_MAX) };
  if (isUnchecked(membership)) return { ...person, aadObjectId: null, tenantId: null, guest: true };
  return { ...person, ...(membership ?? claimed(activity)) };
}

function isUnchecked(membership: Membership | null): membership is Unchecked {
  return membership === 'unread' || membership === 'unlisted';
}

/** What the activity itself claims about its sender; botbuilder's type lacks these fields. */
function claimed(activity: Activity): Pick<Person, 'aadObjectId' | 'tenantId' | 'guest'> {
  const from =
    (activity.from as (Partial<Activity['from']> & { tenantId?: unknown; userRole?: unknown }) | undefined) ?? {};
  return {
    aadObjectId: from.aadObjectId ?? null,
    tenantId: typeof from.tenantId === 'string' ? from.tenantId : tenantOf(activity),
    guest: GUESTS.includes(from.userRole),
  };
}

/** Teams states the zone in two places: `localTimezone` and the entity `clientInfo`. */
function timeZoneOf({ localTimezone, entities }: Activity): string | undefined {
  // A channel may leave out fields that botbuilder's type promises.
  if (typeof localTimezone === 'string' && localTimezone !== '') return localTimezone;
  const zone: unknown = (entities ?? []).find((entity) => entity.type === 'clientInfo')?.['timezone'];
  return typeof zone === 'string' ? zone : undefined;
}
