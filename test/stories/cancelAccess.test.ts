import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buttonsOf, type Demo, startDemo } from '../support/product';
import { type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

/** Sees `vm-*`, may operate `app-*` only. */
const SUZUKI = { id: '29:suzuki', name: 'Suzuki', aadObjectId: '00000000-0000-4000-8000-000000000003' };
const EVERYONE = { who: 'everyone', role: 'viewer', vms: ['vm-*'] };
const RULES = {
  tenants: [TENANT],
  rules: [
    EVERYONE,
    { who: `user:${SATO.aadObjectId}`, role: 'operator' },
    { who: `user:${SUZUKI.aadObjectId}`, role: 'operator', vms: ['app-*'] },
    { who: `user:${TANAKA.aadObjectId}`, role: 'admin' },
  ],
};

let bot: Demo;
let path: string;
beforeEach(async () => {
  const folder = tempFolder();
  path = join(folder, 'access.json');
  writeFileSync(path, JSON.stringify(RULES));
  bot = await startDemo({ ACCESS_FILE: path }, folder);
  await bot.say('backup now vm-01', as(SATO));
});
afterEach(() => bot.stop());

const as = (from: Json): Json => ({
  from,
  conversation: { id: `a:${String(from['id'])}`, conversationType: 'personal' },
});
const job = async (): Promise<{ id: string; status: string } | undefined> =>
  (await bot.happened()).jobs.find(({ vm }) => vm === 'vm-01');

it('when an operator of other VMs cancels by the id of the job, then it is refused, not asked, and the job runs on', async () => {
  const said = await bot.say(`cancel ${(await job())?.id ?? ''}`, as(SUZUKI));

  expect(said.summary).toMatch(/^For vm-01 this needs the role operator/);
  expect(buttonsOf(said, 'yes')).toEqual([]);
  await bot.say('yes', as(SUZUKI));
  expect((await job())?.status).toBe('InProgress');
});

it.each(['pressed', 'typed'])(
  'when the role went between the question and the yes, %s, then nothing is cancelled',
  async (how) => {
    const [yes] = buttonsOf(await bot.say(`cancel ${(await job())?.id ?? ''}`, as(SATO)), 'yes');
    const rules = [EVERYONE, { who: `user:${TANAKA.aadObjectId}`, role: 'admin' }];
    writeFileSync(path, JSON.stringify({ ...RULES, rules }));
    // Another asks: what SATO says would come between.
    while (!(await bot.say('whoami', as(SUZUKI))).summary.includes('viewer'));

    const answer = how === 'typed' ? await bot.say('yes', as(SATO)) : await bot.press(yes ?? {}, as(SATO));

    expect(answer.summary).toMatch(/^For vm-01 this needs the role operator/);
    expect((await job())?.status).toBe('InProgress');
  },
);

it('when the role is still held, then the job is cancelled by its id', async () => {
  await bot.say(`cancel ${(await job())?.id ?? ''}`, as(SATO));
  await bot.say('yes', as(SATO));
  expect((await job())?.status).toMatch(/^Cancel/);
});
