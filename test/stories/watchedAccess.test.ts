import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { textOf } from '../support/cardParts';
import { type Demo, startDemo } from '../support/product';
import { type Json, SATO, TENANT } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

/** A backup takes a few seconds of real time. */
const SPEED = 1_500;
/** May see `vm-*` only. */
const YAMADA = { id: '29:yamada', name: 'Yamada', aadObjectId: '00000000-0000-4000-8000-000000000004' };
const RULES = {
  tenants: [TENANT],
  rules: [
    { who: 'everyone', role: 'viewer', vms: ['vm-*'] },
    { who: `user:${SATO.aadObjectId}`, role: 'operator' },
  ],
};

let bot: Demo;
beforeEach(async () => {
  const folder = tempFolder();
  const path = join(folder, 'access.json');
  writeFileSync(path, JSON.stringify(RULES));
  bot = await startDemo({ ACCESS_FILE: path, CLOCK_SPEED: String(SPEED) }, folder);
});
afterEach(() => bot.stop());

const at = (id: string, from: Json): Json => ({
  from,
  conversation: { id, conversationType: 'personal', tenantId: TENANT },
});

async function ended(id: string, vm: string): Promise<void> {
  const isEnd = new RegExp(`^${vm}: (Completed|Failed)`);
  await bot.connector.until(({ messages }) =>
    messages.some(
      (one) => one.conversationId === id && one.method === 'POST' && isEnd.test(one.activity.summary ?? ''),
    ),
  );
}

it('when all is watched by somebody who may see some VMs, then the conversation is told of those, and hears of no other', async () => {
  await bot.say('watch all all', at('a:yamada', YAMADA));
  await bot.say('watch all all', at('a:sato', SATO));
  for (const vm of ['web-01', 'vm-01']) {
    await bot.say(`backup now ${vm}`, at('a:asks', SATO));
    await ended('a:sato', vm);
  }
  await ended('a:yamada', 'vm-01'); // Messages of a conversation keep their order: all before it are there.

  const heard = bot.connector.messages.filter(({ conversationId }) => conversationId === 'a:yamada');
  const said = heard.map(({ activity }) => `${activity.summary} ${textOf(activity.attachments?.[0]?.content)}`);
  expect(said.join('\n')).toContain('vm-01');
  expect(said.join('\n')).not.toContain('web-01');
});
