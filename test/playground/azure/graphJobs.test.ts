import { pino } from 'pino';

import { graphFaultsOf } from '../../../playground/azure/graphFaults';
import { SUBSCRIPTION_ID } from '../../../playground/azure/names';
import { createVaults } from '../../../services/azure/vaults';
import type { JobHint } from '../../../services/backup/hints';
import { AzureError } from '../../../services/backup/vaults';
import { HOUR_MS, MINUTE_MS, type StartedAzure, startedAzure } from './startedAzure';

const LAG_MS = 20_000;

let azure: StartedAzure;
let vaults: ReturnType<typeof createVaults>;
async function start(faults = ''): Promise<void> {
  azure = await startedAzure({ graphLagMs: LAG_MS, graphFaults: graphFaultsOf(faults), fleet: '4x50' });
  vaults = createVaults({
    ...{ resourceManagerUrl: azure.url, credential: null, subscriptionIds: [SUBSCRIPTION_ID], vaults: [] },
    ...{ clock: azure.clock, jobReadsPerHour: null, log: pino({ level: 'silent' }) },
  });
}
afterEach(async () => {
  await vaults.close();
  await azure.close();
});

async function hints(subscription = SUBSCRIPTION_ID): Promise<readonly JobHint[]> {
  const since = new Date(azure.clock.now().getTime() - 3 * HOUR_MS);
  return (await vaults.hints.jobs([subscription], since)).value.jobs;
}

async function startAll(): Promise<void> {
  for (const item of (await vaults.inventory()).value.items)
    await azure.post(`${item.id}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } });
}

it('the bot’s query shows every backup once, running and then ended, each a little late', async () => {
  await start();
  await startAll();
  expect(await hints()).toEqual([]);
  await azure.clock.advance(LAG_MS);
  const running = await hints();
  expect(running).toHaveLength(200);
  expect(new Set(running.map(({ state }) => state))).toEqual(new Set(['inProgress']));
  expect(running[0]).toMatchObject({ vault: { subscription: SUBSCRIPTION_ID, name: 'vault-01' }, endedAt: null });

  await azure.clock.advance(2.5 * HOUR_MS);
  const ended = await hints();
  expect(ended.filter(({ state, endedAt }) => state === 'completed' && endedAt !== null).length).toBeGreaterThan(190);
  expect(new Set(ended.map(({ id }) => id))).toEqual(new Set(running.map(({ id }) => id)));
});

it('another subscription has no rows', async () => {
  await start();
  await startAll();
  await azure.clock.advance(LAG_MS);
  expect(await hints('00000000-0000-0000-0000-000000000000')).toEqual([]);
});

it('rows come half an hour late, are missing, come twice, or name a job that nobody can read', async () => {
  await start('late=0.2,missing=0.1,twice=0.1,foreign=0.1');
  await startAll();
  await azure.clock.advance(LAG_MS);
  const soon = new Set((await hints()).map(({ id }) => id));
  await azure.clock.advance(30 * MINUTE_MS);
  const rows = await hints();
  const all = new Set(rows.map(({ id }) => id));
  expect(soon.size).toBeLessThan(all.size - 10);
  expect(all.size).toBeLessThan(195);
  expect(rows.length).toBeGreaterThan(all.size + 20);
  const [foreign] = rows.filter(({ vault }) => vault.name.endsWith('-foreign'));
  await expect(vaults.job(foreign!.vault, foreign!.id)).rejects.toBeInstanceOf(AzureError);
});

it.each([
  ['denied=1', 'notAllowed'],
  ['throttled=1', 'throttled'],
])('with %s each query is refused as %s', async (faults, kind) => {
  await start(faults);
  await expect(hints()).rejects.toMatchObject({ problem: { kind } });
});
