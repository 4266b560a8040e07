import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { pino } from 'pino';

import { deliveryEnded } from '../../services/access/audit';
import { openStore } from '../../services/store/openStore';
import { buildProduct } from '../support/teamsProcess';
import { tempFolder } from '../support/tempFolder';

const TOOL = resolve(__dirname, '../../dist/tools/audit.js');

beforeAll(buildProduct, 120_000);

/** More rows than a pipe holds. */
async function filledFolder(): Promise<string> {
  const folder = tempFolder();
  const store = await openStore(`sqlite:${join(folder, 'bot.db')}`, { log: pino({ level: 'silent' }) });
  await store.transaction(async ({ audit }) => {
    for (let at = 0; at < 2_000; at += 1)
      await audit.record(deliveryEnded({ tenant: 't', conversation: 'c' }, at, 'removed'));
  });
  await store.close();
  return folder;
}

it('when the reader of the export leaves early, then the exit status says that nothing was checked', async () => {
  const folder = await filledFolder();
  const child = spawn(process.execPath, [TOOL, '--export'], {
    env: { PATH: process.env['PATH'], DATABASE_URL: `sqlite:${join(folder, 'bot.db')}` },
  });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [status] = (await once(child, 'exit')) as [number];
  rmSync(folder, { recursive: true });
  expect(status).toBe(2);
});
