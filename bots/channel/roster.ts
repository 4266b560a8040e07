import { TeamsInfo, type TurnContext } from 'botbuilder';

import type { Person, Place, Unchecked } from '../../services/access/roles';
import { BoundedMap } from '../../services/platform/boundedMap';
import type { Clock } from '../../services/platform/clock';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import { addressOf, tenantOf } from './activityAddress';
import type { TurnOpener } from './adapter';
import { ChannelError } from './connectorClient';
import { deliveryVerdict } from './deliveryPolicy';
import type { Address } from './sender';

/** What the roster says about a person. */
export interface Member {
  /** The person's own tenant. */
  readonly tenantId: string;
  /** Entra object id; null if the roster names none. */
  readonly aadObjectId: string | null;
  readonly guest: boolean;
}
export type Membership = Member | Unchecked;
/** `gone`: the bot is out of the conversation. `missing`: Teams does not know it, or says so at random. */
type OutOfReach = 'gone' | 'missing';
type Found = Membership | OutOfReach;

interface Owner {
  readonly person: Pick<Person, 'id'>;
  readonly place: Pick<Place, 'id' | 'teamId'>;
}

/**
 * The connector's fields of a member; botbuilder's type lacks some. The object id has an old and a new name in the API.
 */
interface RosterRow {
  readonly aadObjectId?: unknown;
  readonly objectId?: unknown;
  readonly tenantId?: unknown;
  readonly userRole?: unknown;
  readonly userPrincipalName?: unknown;
}

/** `place` is the conversation whose roster is read. */
interface Who {
  readonly tenant: string;
  readonly id: string;
  readonly place: string;
}

interface Known {
  readonly membership: Promise<Found>;
  readonly untilMs: number;
}

/**
 * How long an entry is kept, on the bot's clock. Somebody who leaves the tenant keeps a member's role for this long.
 */
const KEPT_MS = HOUR_MS;
/** A failed look-up is repeated after this time. */
const FAILED_KEPT_MS = MINUTE_MS;
/** How long an answer waits for the roster, in real time. */
const LOOK_MS = 2 * SECOND_MS;
const KNOWN_MAX = 10_000;

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly turner: TurnOpener;
  readonly inFlight: { within<T>(ms: number, work: Promise<T>): Promise<{ readonly value: T } | null> };
}

/**
 * Who a person is: tenant, object id, member or guest. The activity's own claims do not count: its body is not signed,
 * and in a shared channel it names the host's tenant. The roster is read once an hour per person.
 */
export class Roster {
  readonly #parts: Parts;
  readonly #known = new BoundedMap<string, Known>(KNOWN_MAX);

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Looks up the sender of the turn's activity; never rejects. */
  async of(context: TurnContext): Promise<Membership> {
    const { activity } = context;
    const id = (activity.from as { id?: string } | undefined)?.id ?? '';
    const who = { tenant: tenantOf(activity) ?? '', id, place: addressOf(activity).id };
    const found = await this.#found(who, () => TeamsInfo.getMember(context, id));
    return isOutOfReach(found) ? 'unread' : found;
  }

  /** Looks up somebody who spoke before in a conversation of the tenant, which `at` reaches; never rejects. */
  ofOwner({ person: { id }, place }: Owner, tenant: string, at: Address): Promise<Found> {
    const { teamId } = place;
    return this.#found({ tenant, id, place: place.id }, async () => {
      const read: { row?: RosterRow } = {};
      await this.#parts.turner.turn(at, async (context) => {
        read.row = await (teamId === null
          ? TeamsInfo.getMember(context, id)
          : TeamsInfo.getTeamMember(context, teamId, id));
      });
      return read.row ?? {};
    });
  }

  async #found(who: Who, read: () => Promise<RosterRow>): Promise<Found> {
    const found = await this.#parts.inFlight.within(LOOK_MS, this.#kept(who) ?? this.#look(who, read));
    if (found === null)
      this.#parts.log.warn({ waitedMs: LOOK_MS }, 'the roster is slow: a person could not be checked');
    return found?.value ?? 'unread';
  }

  #kept(who: Who): Promise<Found> | null {
    const nowMs = this.#parts.clock.now().getTime();
    const kept = [personKey(who), placeKey(who)].map((key) => this.#known.get(key));
    return kept.find((known) => known && known.untilMs > nowMs)?.membership ?? null;
  }

  #look(who: Who, read: () => Promise<RosterRow>): Promise<Found> {
    const keep = (key: string, keptMs: number): void => {
      this.#known.set(key, { membership, untilMs: this.#parts.clock.now().getTime() + keptMs });
    };
    const found = read().catch((error: unknown) => (isAbsent(error) ? Promise.reject(error as Error) : read()));
    const membership = found.then(membershipOf, (error: unknown): Found => {
      this.#parts.log.warn({ err: error }, 'a person could not be looked up in the roster');
      if (isAbsent(error)) return 'unlisted';
      const { failure } = deliveryVerdict(error);
      return failure === 'gone' || failure === 'missing' ? failure : 'unread';
    });
    keep(placeKey(who), KEPT_MS);
    void membership.then((known) => {
      this.#known.delete(placeKey(who));
      if (isOutOfReach(known)) return; // It ends at any time, when somebody adds the bot again.
      if (typeof known === 'string') keep(placeKey(who), FAILED_KEPT_MS);
      else keep(personKey(who), KEPT_MS);
    });
    return membership;
  }
}

/** The key of a member: the same in all conversations. */
function personKey({ tenant, id }: Who): string {
  return JSON.stringify([tenant, id]);
}

/** The key of a look-up that runs or failed: another conversation's roster may know the person. */
function placeKey({ tenant, id, place }: Who): string {
  return JSON.stringify([tenant, id, place]);
}

function isOutOfReach(found: Found): found is OutOfReach {
  return found === 'gone' || found === 'missing';
}

/**
 * Whether the roster does not show the person. Any other failure is read once more: Teams answers 404 at random, and
 * that must cost nobody a role.
 */
function isAbsent(error: unknown): boolean {
  return error instanceof ChannelError && error.code === 'MemberNotFoundInConversation';
}

/** A person is a member only if the roster states it in full; otherwise a guest. Without a tenant: `unlisted`. */
function membershipOf({ tenantId, aadObjectId, objectId, userRole, userPrincipalName }: RosterRow): Membership {
  if (typeof tenantId !== 'string' || tenantId === '') return 'unlisted';
  const oid = [aadObjectId, objectId].find((id) => typeof id === 'string' && id !== '') as string | undefined;
  const isMember =
    oid !== undefined &&
    typeof userRole === 'string' &&
    !['guest', 'anonymous'].includes(userRole.toLowerCase()) &&
    !(typeof userPrincipalName === 'string' && /#EXT#/i.test(userPrincipalName));
  return { tenantId, aadObjectId: oid ?? null, guest: !isMember };
}
