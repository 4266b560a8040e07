import { TeamsInfo, type TurnContext } from 'botbuilder';

import type { Unchecked } from '../../services/access/roles';
import { BoundedMap } from '../../services/platform/boundedMap';
import type { Clock } from '../../services/platform/clock';
import type { Log } from '../../services/platform/log';
import type { WatchOwner } from '../../services/subscriptions/watch';
import { tenantOf } from './activityAddress';
import type { TurnOpener } from './adapter';
import { ChannelError } from './connectorClient';
import type { Address } from './sender';

/** What the roster says of a person. */
export interface Member {
  /** The person's own tenant. */
  readonly tenantId: string;
  /** Entra object id; null where the roster names none. */
  readonly aadObjectId: string | null;
  readonly guest: boolean;
}
export type Membership = Member | Unchecked;

/** The connector's fields of a member; botbuilder's type lacks some. The object id has two names, by the API's age. */
interface RosterRow {
  readonly aadObjectId?: unknown;
  readonly objectId?: unknown;
  readonly tenantId?: unknown;
  readonly userRole?: unknown;
  readonly userPrincipalName?: unknown;
}
interface Known {
  readonly membership: Promise<Membership>;
  readonly untilMs: number;
}

/** On the bot's clock. Somebody who leaves the tenant keeps a member's role for this long. */
const KEPT_MS = 60 * 60_000;
/** A failed look-up is repeated after this. */
const FAILED_KEPT_MS = 60_000;
/** How long an answer waits for the roster, real time. */
const LOOK_MS = 2_000;
const KNOWN_MAX = 10_000;

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly turner: TurnOpener;
  readonly inFlight: { within<T>(ms: number, work: Promise<T>): Promise<{ readonly value: T } | null> };
}

/**
 * Who a person is: tenant, object id, member or guest. The activity's word does not count: its body is not signed, and in
 * a shared channel it names the host's tenant. The roster is read once an hour per person.
 */
export class Roster {
  readonly #parts: Parts;
  readonly #known = new BoundedMap<string, Known>(KNOWN_MAX);

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The sender of the turn's activity; never rejects. */
  of(context: TurnContext): Promise<Membership> {
    const { activity } = context;
    const id = (activity.from as { id?: string } | undefined)?.id ?? '';
    return this.#found(keyOf(tenantOf(activity), id), () => TeamsInfo.getMember(context, id));
  }

  /** The owner of a watch in a conversation of the tenant, which `at` reaches; never rejects. */
  ofOwner({ person: { id }, place: { teamId } }: WatchOwner, tenant: string, at: Address): Promise<Membership> {
    return this.#found(keyOf(tenant, id), async () => {
      const read: { row?: RosterRow } = {};
      await this.#parts.turner.turn(at, async (context) => {
        read.row = await (teamId === null
          ? TeamsInfo.getMember(context, id)
          : TeamsInfo.getTeamMember(context, teamId, id));
      });
      return read.row ?? {};
    });
  }

  async #found(key: string, read: () => Promise<RosterRow>): Promise<Membership> {
    const found = await this.#parts.inFlight.within(LOOK_MS, this.#kept(key) ?? this.#look(key, read));
    if (found === null)
      this.#parts.log.warn({ waitedMs: LOOK_MS }, 'the roster is slow: a person could not be checked');
    return found?.value ?? 'unread';
  }

  #kept(key: string): Promise<Membership> | null {
    const known = this.#known.get(key);
    return known && known.untilMs > this.#parts.clock.now().getTime() ? known.membership : null;
  }

  #look(key: string, read: () => Promise<RosterRow>): Promise<Membership> {
    const keep = (membership: Promise<Membership>, keptMs: number): void => {
      this.#known.set(key, { membership, untilMs: this.#parts.clock.now().getTime() + keptMs });
    };
    const found = read().catch((error: unknown) => (isAbsent(error) ? Promise.reject(error as Error) : read()));
    const membership = found.then(membershipOf, (error: unknown): Unchecked => {
      this.#parts.log.warn({ err: error }, 'a person could not be looked up in the roster');
      return isAbsent(error) ? 'unlisted' : 'unread';
    });
    keep(membership, KEPT_MS);
    void membership.then((known) => {
      if (typeof known === 'string') keep(membership, FAILED_KEPT_MS);
    });
    return membership;
  }
}

function keyOf(tenant: string | null, id: string): string {
  return JSON.stringify([tenant ?? '', id]);
}

/**
 * The roster does not show the person. After any other failure it is read once more: Teams answers 404 at random, and
 * nobody should lose a role by that.
 */
function isAbsent(error: unknown): boolean {
  return error instanceof ChannelError && error.code === 'MemberNotFoundInConversation';
}

/** A person is a member only where the roster says so in full; else a guest. Nobody knows whose guest without a tenant. */
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
