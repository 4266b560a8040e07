import { TeamsInfo, type TurnContext } from 'botbuilder';

import { BoundedMap } from '../../services/platform/boundedMap';
import type { Clock } from '../../services/platform/clock';
import type { Log } from '../../services/platform/log';
import { tenantOf } from './activityAddress';
import { ChannelError } from './connectorClient';

/** What the roster says about a sender. */
export interface Membership {
  /** The person's own tenant; null where the roster did not say. */
  readonly tenantId: string | null;
  readonly guest: boolean;
}

/** The connector's fields of a member; botbuilder's type lacks some. */
interface Member {
  readonly tenantId?: unknown;
  readonly userRole?: unknown;
  readonly userPrincipalName?: unknown;
}
interface Known {
  readonly membership: Promise<Membership>;
  readonly untilMs: number;
}

/**
 * How long an entry is kept, on the bot's clock. Somebody who leaves the tenant keeps a member's role for this long.
 */
const KEPT_MS = 60 * 60_000;
/** A failed look-up is repeated after this time. */
const FAILED_KEPT_MS = 60_000;
/** How long an answer waits for the roster, in real time. */
const LOOK_MS = 2_000;
const KNOWN_MAX = 10_000;

const STRANGER: Membership = { tenantId: null, guest: true };

interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly inFlight: { within<T>(ms: number, work: Promise<T>): Promise<{ readonly value: T } | null> };
}

/**
 * Tells members of the tenant from guests. The activity does not say it, and in a shared channel it names the host's
 * tenant. The roster is read once an hour per person. A person whom it does not show in time counts as a guest.
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
    const id = (activity.from as { id?: string } | undefined)?.id;
    if (id === undefined) return STRANGER;
    const key = JSON.stringify([tenantOf(activity), id]);
    const found = await this.#parts.inFlight.within(LOOK_MS, this.#kept(key) ?? this.#look(context, id, key));
    if (found === null)
      this.#parts.log.warn({ waitedMs: LOOK_MS }, 'the roster is slow; the person is taken for a guest');
    return found?.value ?? STRANGER;
  }

  #kept(key: string): Promise<Membership> | null {
    const known = this.#known.get(key);
    return known && known.untilMs > this.#parts.clock.now().getTime() ? known.membership : null;
  }

  #look(context: TurnContext, id: string, key: string): Promise<Membership> {
    const keep = (membership: Promise<Membership>, keptMs: number): void => {
      this.#known.set(key, { membership, untilMs: this.#parts.clock.now().getTime() + keptMs });
    };
    const once = (): Promise<Member> => TeamsInfo.getMember(context, id);
    const found = once().catch((error: unknown) => (isAbsent(error) ? Promise.reject(error as Error) : once()));
    const membership = found.then(membershipOf, (error: unknown) => {
      this.#parts.log.warn({ err: error }, 'a person could not be looked up in the roster and is taken for a guest');
      keep(Promise.resolve(STRANGER), FAILED_KEPT_MS);
      return STRANGER;
    });
    keep(membership, KEPT_MS);
    return membership;
  }
}

/**
 * Whether the roster does not show the person. Any other failure is read once more: Teams answers 404 at random, and
 * that must cost nobody a role.
 */
function isAbsent(error: unknown): boolean {
  return error instanceof ChannelError && error.code === 'MemberNotFoundInConversation';
}

/** A person is a member only where the roster states it in full; otherwise a guest. */
function membershipOf(member: Member): Membership {
  const { tenantId, userRole, userPrincipalName } = member;
  const isMember =
    typeof userRole === 'string' &&
    !['guest', 'anonymous'].includes(userRole.toLowerCase()) &&
    !(typeof userPrincipalName === 'string' && /#EXT#/i.test(userPrincipalName));
  return typeof tenantId === 'string' && tenantId !== '' ? { tenantId, guest: !isMember } : STRANGER;
}
