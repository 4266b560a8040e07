import { idKey } from '../backup/ids';
import type { VaultRef } from '../backup/types';
import { AzureError } from '../backup/vaults';
import type { Clock } from '../platform/clock';
import { SECOND_MS } from '../platform/durations';
import type { Log } from '../platform/log';
import { readPages } from './http/arm';
import type { ArmCall, ArmExchange } from './http/armExchange';
import { objectOf, textOf } from './http/jsonFields';
import { asAzureError, createSharedReadings } from './sharedReadings';
import { vaultRefOf } from './translate/items';

/** Fields that all calls of one reading share. */
export type CallBase = Pick<ArmCall, 'share' | 'deadlineMs' | 'requestId'>;

/**
 * Reads what serves all callers, so the monitor's share pays. For a command its own share pays once that is spent.
 */
export async function paidByEither<T>(base: CallBase, read: (paid: CallBase) => Promise<T>): Promise<T> {
  try {
    return await read({ ...base, share: 'watch' });
  } catch (error) {
    const isSpent = error instanceof AzureError && error.problem.kind === 'throttled' && error.problem.own;
    if (!isSpent || base.share === 'watch') throw error;
    return read(base);
  }
}

export interface Discovered {
  readonly vaults: readonly VaultRef[];
  /** When the oldest of these lists was requested; null if the configuration names the vaults. */
  readonly at: Date | null;
  /**
   * Subscriptions whose list of vaults could not be read now. Their list is missing or old, so vaults may be missing.
   */
  readonly unread: readonly { readonly subscription: string; readonly problem: AzureError }[];
}

export interface DiscoveryOptions {
  readonly arm: ArmExchange;
  /** If empty, Azure's own list of subscriptions is read. */
  readonly subscriptionIds: readonly string[];
  /** From BACKUP_VAULTS. If it is not empty, nothing is discovered. */
  readonly vaults: readonly VaultRef[];
  readonly clock: Clock;
  readonly log: Log;
}

/** A failed read is not repeated for this long, by the bot's clock. */
export const FAILURE_AGE_MS = 30 * SECOND_MS;
const SUBSCRIPTIONS_MAX = 1_000;
const TOO_MANY = new AzureError({ kind: 'unavailable', status: 0 }, { code: 'TooManySubscriptions' });
/** https://learn.microsoft.com/rest/api/resources/subscriptions/list */
const SUBSCRIPTIONS_PATH = '/subscriptions?api-version=2022-12-01';

/** Lists the vaults of all subscriptions. Rejects with AzureError if the subscriptions are not known. */
export function createDiscovery(options: DiscoveryOptions): (maxAgeMs: number, base: CallBase) => Promise<Discovered> {
  const { arm, clock, log } = options;
  const shared = { clock, failureAgeMs: FAILURE_AGE_MS };
  const subscriptions = createSharedReadings<readonly string[]>({ ...shared, keysMax: 1 });
  const vaults = createSharedReadings<readonly VaultRef[]>({ ...shared, keysMax: SUBSCRIPTIONS_MAX });

  return async (maxAgeMs, base) => {
    if (options.vaults.length > 0) return { vaults: options.vaults, at: null, unread: [] };
    const ids =
      options.subscriptionIds.length > 0
        ? options.subscriptionIds
        : (
            await subscriptions.read('all', { maxAgeMs }, () =>
              paidByEither(base, (paid) => readSubscriptions(arm, paid)),
            )
          ).value;
    const found = await Promise.all(
      ids.slice(0, SUBSCRIPTIONS_MAX).map(async (id) => {
        try {
          const reading = await vaults.read(idKey(id), { maxAgeMs }, () =>
            paidByEither(base, (paid) => readVaults(arm, paid, id)),
          );
          if (reading.problem)
            log.warn({ subscription: id, err: reading.problem }, 'Vaults not read; those known are used');
          return { ...reading, subscription: id };
        } catch (error) {
          return { subscription: id, problem: asAzureError(error) };
        }
      }),
    );
    const read = found.filter((result) => 'value' in result);
    const beyond = ids.slice(SUBSCRIPTIONS_MAX).map((subscription) => ({ subscription, problem: TOO_MANY }));
    return {
      vaults: read.flatMap(({ value }) => value),
      at: earliest(read.map(({ at }) => at)),
      unread: [
        ...found.flatMap((result) =>
          result.problem ? [{ subscription: result.subscription, problem: result.problem }] : [],
        ),
        ...beyond,
      ],
    };
  };
}

export function earliest(times: readonly Date[]): Date | null {
  return times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));
}

async function readSubscriptions(arm: ArmExchange, base: CallBase): Promise<readonly string[]> {
  const call = { ...base, subscription: '', action: 'subscriptions', resource: 'subscription' } as const;
  const rows = await readPages(arm, call, (sdk, given) => ({
    byPage: ({ continuationToken }) => ({
      next: async () => ({ done: false, value: await sdk.get(continuationToken ?? SUBSCRIPTIONS_PATH, given) }),
    }),
  }));
  return rows.map((row) => textOf(objectOf(row)['subscriptionId'])).filter((id) => id !== '');
}

async function readVaults(arm: ArmExchange, base: CallBase, subscription: string): Promise<readonly VaultRef[]> {
  const call = { ...base, subscription, action: 'vaults', resource: 'subscription' } as const;
  const rows = await readPages(arm, call, (sdk, given) => sdk.vaults(subscription).vaults.listBySubscriptionId(given));
  const found = rows.map(vaultRefOf).filter((vault) => vault !== null);
  // A vault without an id cannot be read. Without this error, its VMs would be missing from answers that seem complete.
  if (found.length < rows.length)
    throw new AzureError({ kind: 'unavailable', status: 200 }, { code: 'UnreadableBody' });
  return found;
}
