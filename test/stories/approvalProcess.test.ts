import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { textOf } from '../support/cardParts';
import type { SentActivity } from '../support/fakeConnector';
import { buttonsOf, type Demo, saidBy, startDemo } from '../support/product';
import { CHANNEL, rulesWith } from '../support/secondPersonHarness';
import { BOT, type Json, SATO, TANAKA } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

/** The product with an access file, over the simulated Azure. */
let bot: Demo;
let path: string;
beforeEach(async () => {
  const folder = tempFolder();
  path = join(folder, 'access.json');
  writeFileSync(path, JSON.stringify(rulesWith({ approve: 'other' })));
  bot = await startDemo({ ACCESS_FILE: path, CLOCK_SPEED: '1' }, folder);
});
afterEach(() => bot.stop());

const here = (from: Json): Json => ({
  from,
  conversation: CHANNEL,
  entities: [{ type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` }],
});
const startedOf = async (vm: string): Promise<number> =>
  (await bot.happened()).jobs.filter((job) => job.vm === vm && job.status === 'InProgress').length;

it('when a second person approves in the channel, then it runs, and the card shows both names without buttons', async () => {
  const asked = await bot.say('backup now shop-db', here(TANAKA));
  expect(textOf(asked.card)).toMatch(/shop-db runs SQL Server by its tag workload=SQL Server/);
  const [yes = {}] = buttonsOf(asked, 'yes');
  expect((await bot.press(yes, here(TANAKA))).summary).toMatch(/^You asked for this yourself/);
  expect(await startedOf('shop-db')).toBe(0);

  expect((await bot.press(yes, here(SATO))).summary).toMatch(/^shop-db: backup started/);
  const closed = (): SentActivity | undefined =>
    bot.connector.messages.findLast(({ method, activity }) => method === 'PUT' && activity.summary?.includes('asked'));
  await bot.connector.until(() => closed() !== undefined);
  expect(textOf(saidBy(closed()).card)).toMatch(/Tanaka asked, Sato approved at/);
  expect(buttonsOf(saidBy(closed()), 'yes')).toEqual([]);
  expect(await startedOf('shop-db')).toBe(1);
});

it('when the file breaks, then the last good rules hold, and /readyz says so and stays 200', async () => {
  writeFileSync(path, '{ "tenants": ');
  let body: Json;
  do {
    const response = await fetch(`${bot.url}/readyz`);
    expect(response.status).toBe(200);
    body = (await response.json()) as Json;
  } while (body['status'] === 'ok');
  expect(body).toMatchObject({
    status: 'degraded',
    checks: { access: { ok: false, detail: 'access file: not valid JSON. The last good rules stay.' } },
  });
  const asked = await bot.say('backup now vm-02', here(TANAKA));
  expect(asked.summary).toMatch(/a second person must approve/);
});
