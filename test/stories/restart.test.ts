import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { itemRow, list } from '../support/armBodies';
import { type ArmStub, startArmStub } from '../support/armStub';
import { type Product, startProduct } from '../support/product';
import { VAULT } from '../support/samples';
import { tempFolder } from '../support/tempFolder';

let kept: string;
let arm: ArmStub;
beforeEach(async () => {
  kept = tempFolder();
  arm = await startArmStub();
});
afterEach(async () => {
  await arm.close();
  rmSync(kept, { recursive: true });
});

it('when Azure asked to wait, then after a restart the bot still waits, and says until when', async () => {
  arm.answer(({ path }) => {
    if (path.endsWith('/backupProtectedItems')) return list(itemRow());
    if (!path.includes('/backupJobs')) return list();
    return { status: 429, headers: { 'retry-after': '600' }, body: { error: { code: 'ResourceRequestsThrottled' } } };
  });
  const listed = (): number => arm.requests.filter(({ path }) => path.includes('/backupJobs')).length;
  const begin = (): Promise<Product> =>
    startProduct({
      AZURE_RESOURCE_MANAGER_URL: arm.url,
      BACKUP_VAULTS: `${VAULT.subscription}/${VAULT.resourceGroup}/${VAULT.name}`,
      CLOCK_SPEED: '1',
      DATABASE_URL: `sqlite:${join(kept, 'bot.db')}`,
    });

  const first = await begin();
  const before = await first.say('safe vm-01');
  await first.stop();
  const asked = listed();
  const second = await begin();
  const after = await second.say('safe vm-01');
  await second.stop();

  expect(asked).toBeGreaterThan(0);
  expect(listed()).toBe(asked);
  for (const { summary } of [before, after]) expect(summary).toMatch(/cannot tell/);
});
