import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { start } from '../../index';
import { type ArmStub, startArmStub } from '../support/armStub';
import { quietly } from '../support/quietly';
import { TENANT } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

const ID = '00000000-0000-4000-8000-0000000000bb';
const PATHS = [
  '/',
  '/gallery',
  '/gallery/cards',
  '/playground/page/page.js',
  '/playground/events',
  '/playground/lib/markdown-it.js',
];

let azure: ArmStub;
let folder: string;
beforeEach(async () => {
  azure = await startArmStub();
  folder = tempFolder();
});
afterEach(async () => {
  await azure.close();
  rmSync(folder, { recursive: true, force: true });
});

async function statusesWith(env: Record<string, string>): Promise<readonly number[]> {
  const access = join(folder, 'access.json');
  writeFileSync(access, JSON.stringify({ tenants: [TENANT], rules: [] }));
  const running = await quietly(() =>
    start({
      ...{ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: `sqlite:${join(folder, 'bot.db')}` },
      ...{ ACCESS_FILE: access, AZURE_RESOURCE_MANAGER_URL: azure.url, ...env },
    }),
  );
  const statuses = await Promise.all(
    ['/healthz', ...PATHS].map(async (path) => {
      const response = await fetch(`${running.url}${path}`, { headers: { connection: 'close' } });
      await response.body?.cancel();
      return response.status;
    }),
  );
  await running.stop();
  return statuses;
}

it('in teams mode there is no chat page, no gallery and no clock to set, whatever path is tried', async () => {
  const statuses = await statusesWith({
    ...{ BOT_MODE: 'teams', MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: ID, MicrosoftAppTenantId: TENANT },
    AZURE_SUBSCRIPTION_IDS: ID,
  });
  expect(statuses).toEqual([200, ...PATHS.map(() => 404)]);
});
