import { startSimulatedAzure } from '../playground/azure/server';
import { readSettings } from '../playground/azure/settings';
import { createClock } from '../services/platform/clock';
import { MINUTE_MS } from '../services/platform/durations';

/** The backups begin evenly over this time before the start, so that every phase occurs and some have just ended. */
const BEGUN_MS = 40 * MINUTE_MS;
const AT_ONCE = 16;
const VERSION = '?api-version=2023-06-01';

interface Listed {
  readonly value: readonly { readonly id: string }[];
  readonly nextLink?: string;
}

/**
 * Runs the simulated Azure at real speed, with a running backup on every VM. Prints its address once all have begun.
 */
async function main(): Promise<void> {
  const real = createClock();
  let behindMs = BEGUN_MS;
  const clock = { ...real, now: () => new Date(Date.now() - behindMs) };
  const azure = await startSimulatedAzure({ ...readSettings(process.env), clock });
  const items = await itemsOf(azure.url, azure.subscriptionId);
  // An order that mixes the vaults, so that each has jobs of every age (7,919 is prime).
  const order = items.map((_, place) => items[(place * 7_919) % items.length] ?? '');
  for (let place = 0; place < order.length; place += AT_ONCE) {
    behindMs = BEGUN_MS * (1 - place / order.length);
    await Promise.all(order.slice(place, place + AT_ONCE).map((id) => trigger(`${azure.url}${id}/backup${VERSION}`)));
  }
  behindMs = 0;
  process.stdout.write(`${azure.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void azure.close());
}

async function itemsOf(url: string, subscription: string): Promise<readonly string[]> {
  const vaults = await listed(
    `${url}/subscriptions/${subscription}/providers/Microsoft.RecoveryServices/vaults${VERSION}`,
  );
  const items: string[] = [];
  for (const vault of vaults) items.push(...(await listed(`${url}${vault}/backupProtectedItems${VERSION}`)));
  return items;
}

async function listed(first: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let next: string | undefined = first; next !== undefined;) {
    const page = (await (await fetch(next)).json()) as Listed;
    ids.push(...page.value.map(({ id }) => id));
    next = page.nextLink;
  }
  return ids;
}

async function trigger(url: string): Promise<void> {
  const body = JSON.stringify({ properties: { objectType: 'IaasVMBackupRequest' } });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await response.arrayBuffer();
}

void main();
