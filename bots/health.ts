import { AzureError, type Vaults } from '../services/backup/vaults';
import type { Clock } from '../services/platform/clock';
import type { Log } from '../services/platform/log';
import type { Check, Health } from './server';

/** A probe asks every few seconds; Azure and the token service are asked at most once in this time (bot's clock). */
const AZURE_MAX_AGE_MS = 5 * 60_000;
const CHANNEL_SCOPE = 'https://api.botframework.com/.default';

interface Parts {
  readonly vaults: Pick<Vaults, 'inventory'>;
  /** Rejects unless the database takes a write. */
  readonly store: { health(): Promise<void> };
  /** A token for the channel, from a cache of its own; null in demo mode, where there is no authentication. */
  readonly channelToken: ((scope: string) => Promise<string>) | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** What readiness rests on: the database takes a write, the vaults can be read, and a token for the channel can be had. Details name no secret. */
export function createHealth({ vaults, store, channelToken, clock, log }: Parts): Health {
  const checked = async (look: () => Promise<Omit<Check, 'at'>>): Promise<Check> => {
    try {
      return { ...(await look()), at: clock.now() };
    } catch (error) {
      log.warn({ err: error }, 'a health check failed');
      const detail = error instanceof AzureError ? `Azure: ${error.message}` : 'failed; the log says why';
      return { ok: false, detail, at: clock.now() };
    }
  };
  return async () => {
    const [database, azure, channel] = await Promise.all([
      checked(async () => {
        await store.health();
        return { ok: true, detail: 'takes a write' };
      }),
      checked(async () => azureCheck(await vaults.inventory({ maxAgeMs: AZURE_MAX_AGE_MS }))),
      checked(async () => {
        if (channelToken === null) return { ok: true, detail: 'demo mode: no authentication' };
        await channelToken(CHANNEL_SCOPE);
        return { ok: true, detail: 'a token can be had' };
      }),
    ]);
    return { database, azure, channel };
  };
}

function azureCheck({ value, problem }: Awaited<ReturnType<Vaults['inventory']>>): Omit<Check, 'at'> {
  const { items, vaults, unread } = value;
  const read = vaults.length - unread.length;
  return {
    ok: problem === undefined && (read > 0 || vaults.length === 0),
    detail: `${items.length} protected items in ${read} of ${vaults.length} vaults${problem ? `; last read failed: ${problem.message}` : ''}`,
  };
}
