import { createHash } from 'node:crypto';

import type { IdKey } from '../../backup/ids';
import type { Leases } from '../../platform/leases';

/** What a process asks for: its share of `subscriptions`. `held` are those that it reads now. */
export interface ShareWish {
  readonly subscriptions: readonly IdKey[];
  readonly held: ReadonlySet<IdKey>;
  /** Whether the leases of `held` are to be renewed too. */
  readonly renew: boolean;
}

const REPLICA = 'replica ';
const nameOf = (subscription: IdKey): string => `read ${subscription}`;

/**
 * Takes the subscriptions that this process is to read, and gives back those that another replica is to read from now
 * on. Resolves with those that it may read for the next 30 s of real time. A round that runs when its subscription is
 * given back ends; what both replicas read is written once.
 */
export async function takeShare(
  leases: Pick<Leases, 'claim' | 'claimAll' | 'named' | 'release'>,
  owner: string,
  { subscriptions, held, renew }: ShareWish,
): Promise<ReadonlySet<IdKey>> {
  await leases.claim(`${REPLICA}${owner}`, owner);
  const replicas = (await leases.named(REPLICA)).map((name) => name.slice(REPLICA.length));
  const isFor = new Map(subscriptions.map((subscription) => [subscription, readerOf(subscription, replicas)]));
  const wanted = subscriptions.filter((subscription) => isFor.get(subscription) === owner);
  const isKept = (subscription: IdKey): boolean => !renew && held.has(subscription);
  const claimed = wanted.filter((subscription) => !isKept(subscription));
  const taken = claimed.length > 0 ? await leases.claimAll(claimed.map(nameOf), owner) : new Set();
  for (const subscription of held)
    if (isFor.get(subscription) !== owner) await leases.release(nameOf(subscription), owner);
  return new Set(wanted.filter((subscription) => isKept(subscription) || taken.has(nameOf(subscription))));
}

/**
 * The replica that reads a subscription, by rendezvous hashing: all replicas name the same one, and when one comes or
 * goes, only its own subscriptions move.
 */
export function readerOf(subscription: IdKey, replicas: readonly string[]): string | null {
  let best: { readonly replica: string | null; readonly weight: string } = { replica: null, weight: '' };
  for (const replica of replicas) {
    const weight = createHash('sha256').update(`${replica} ${subscription}`).digest('hex');
    if (weight > best.weight) best = { replica, weight };
  }
  return best.replica;
}
