import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { pino } from 'pino';

import { start } from '../../index';
import { createVaults } from '../../services/azure/vaults';
import { OperatorError } from '../../services/platform/errors';
import { startChecklistWorld } from '../support/checklistRun';
import { ManualClock } from '../support/manualClock';
import { startProduct } from '../support/product';
import { VAULT } from '../support/samples';

/** What the bot's `/readyz` says of it. */
async function readyz(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly checks: Record<string, { detail: string }> }> {
  const product = await startProduct(env);
  try {
    return (await (await fetch(`${product.url}/readyz`)).json()) as never;
  } finally {
    await product.stop();
  }
}

it('when a run has written a file, then the bot starts with it and says in /readyz what it relies on', async () => {
  const world = await startChecklistWorld();
  try {
    await world.run(['--vm', 'vm-01']);
    const env = { AZURE_RESOURCE_MANAGER_URL: world.azure.url };
    const file = join(world.folder, 'checklist.json');
    const { checks } = await readyz({ ...env, CHECKLIST_FILE: file, CLOCK_SPEED: '1' });
    expect(checks['checklist']?.detail).toMatch(
      /^3 answers hold \(readLimit, paging, skew\), the oldest 0 d old; 149 job reads an hour/,
    );
    expect((await readyz(env)).checks).not.toHaveProperty('checklist');

    writeFileSync(file, '{}');
    const refused = start({ ...env, CHECKLIST_FILE: file, LOG_LEVEL: 'silent' }, { playground: false });
    await expect(refused).rejects.toThrow(OperatorError);
  } finally {
    await world.stop();
  }
});

it('when the checklist found a limit, then the monitor begins with half of it, in that subscription only', async () => {
  const port = createVaults({
    ...{ resourceManagerUrl: 'http://127.0.0.1:9', subscriptionIds: [], vaults: [], credential: null },
    ...{ clock: new ManualClock(), log: pino({ level: 'silent' }), jobReadsPerHour: null },
    jobReadLimitOf: (subscription) => (subscription === VAULT.subscription.toLowerCase() ? 449 : null),
  });
  expect(port.monitorBudget(VAULT.subscription).perHour).toBe(224);
  expect(port.monitorBudget('00000000-0000-4000-8000-00000000000b').perHour).toBe(75);
  await port.close();
});
