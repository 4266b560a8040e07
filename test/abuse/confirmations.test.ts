import { randomUUID } from 'node:crypto';

import { elementsOf } from '../support/cardParts';
import {
  aChannelMessage,
  aMessage,
  aPress,
  aSubmit,
  type Json,
  SATO,
  TANAKA,
  TENANT,
} from '../support/teamsActivities';
import { buildProduct, CHANNEL_URL, MORI, TeamsProcess } from '../support/teamsProcess';

let bot: TeamsProcess;
beforeAll(buildProduct, 120_000);

const now = (): Json => ({ timestamp: new Date().toISOString() });
const HERE = { conversation: { id: 'a:here', conversationType: 'personal', tenantId: TENANT } };
const ELSEWHERE = { conversation: { id: 'a:elsewhere', conversationType: 'personal', tenantId: TENANT } };

/** What the bot says next, after `doing`. */
async function saidAfter(doing: () => Promise<unknown>): Promise<{ readonly summary: string; readonly card: Json }> {
  const before = bot.connector.messages.length;
  await doing();
  await bot.connector.until(({ messages }) => messages.length > before);
  const { activity } = bot.connector.messages[before] ?? {};
  return { summary: activity?.summary ?? '', card: activity?.attachments?.[0]?.content ?? {} };
}

/** Asks for two backups, which needs a yes, and gives what the yes button carries. */
async function asked(change: Json = HERE): Promise<Json> {
  const { card } = await saidAfter(() =>
    bot.post(aMessage(CHANNEL_URL, 'backup now vm-01 vm-02', { ...now(), ...change })),
  );
  const yes = elementsOf(card).find(
    ({ data }) => (data as { command?: Json } | undefined)?.command?.['kind'] === 'yes',
  );
  expect(yes).toBeDefined();
  return yes?.['data'] as Json;
}

/** The question's data with other things in its command. */
function forged({ command, ...rest }: Json, change: Json): Json {
  return { ...rest, command: { ...(command as Json), ...change } };
}

describe('a yes that is none', () => {
  beforeAll(async () => {
    bot = await TeamsProcess.start();
  });
  afterAll(() => bot.stop());

  it.each<[string, (data: Json) => Json]>([
    ['an id that nobody was asked', (data) => aPress(CHANNEL_URL, forged(data, { proposal: randomUUID() }))],
    ['an id of other letters', (data) => aPress(CHANNEL_URL, forged(data, { proposal: "x' OR '1'='1" }))],
    ['no word for an id', (data) => aPress(CHANNEL_URL, forged(data, { proposal: { $ne: null } }))],
    ['a name of objects for an id', (data) => aPress(CHANNEL_URL, forged(data, { proposal: '__proto__' }))],
    ['the id, and is another operator', (data) => aPress(CHANNEL_URL, data, { from: SATO })],
    ['the id, and is a person without a role', (data) => aPress(CHANNEL_URL, data, { from: MORI })],
    [
      'the id, and is nobody of the roster',
      (data) => aPress(CHANNEL_URL, data, { from: { id: '29:none', name: 'X' } }),
    ],
    [
      "the id, with the asker's object id",
      (data) => aPress(CHANNEL_URL, data, { from: { ...SATO, aadObjectId: TANAKA.aadObjectId } }),
    ],
    ['the id, by an older client', (data) => aSubmit(CHANNEL_URL, data, { from: SATO })],
    ['the id, in another conversation', (data) => aPress(CHANNEL_URL, data, ELSEWHERE)],
    [
      'the id, in a channel',
      (data) => ({ ...aPress(CHANNEL_URL, data), conversation: aChannelMessage('', '')['conversation'] }),
    ],
    [
      'the id, two days late',
      (data) => aPress(CHANNEL_URL, data, { timestamp: new Date(Date.now() - 2 * 86_400_000).toISOString() }),
    ],
    ['the id, at an unknown time', (data) => aPress(CHANNEL_URL, data, { timestamp: 'yesterday' })],
    ['the id, by a refresh of the client', (data) => refresh(data)],
    ['the id, by an unknown trigger', (data) => refresh(data, 'Manual ')],
  ])('when somebody says yes with %s, then nothing begins', async (_what, answer) => {
    const data = await asked();
    const { status } = await bot.post({ ...HERE, ...now(), ...withoutDefaults(answer(data)) });

    expect(status).toBe(200);
    expect((await saidAfter(() => bot.ask('whoami'))).summary).toContain('admin');
    expect(await bot.backedUp()).toEqual([]);
  });
});

it('when one yes comes many times, at once and later, then each backup begins once', async () => {
  bot = await TeamsProcess.start();
  try {
    const data = await asked();
    const yes = (): Json => aPress(CHANNEL_URL, data, { ...HERE, ...now() });
    const press = yes();
    const others = Array.from({ length: 5 }, yes);
    const text = aMessage(CHANNEL_URL, 'yes', { ...HERE, ...now() });
    await Promise.all([press, press, ...others, press, text].map((one) => bot.post(one)));
    await bot.post(press);
    await bot.post(yes());
    while ((await bot.backedUp()).length < 2) await saidAfter(() => bot.ask('whoami'));
    await saidAfter(() => bot.ask('whoami'));

    expect((await bot.backedUp()).toSorted()).toEqual(['vm-01', 'vm-02']);
  } finally {
    await bot.stop();
  }
});

function refresh(data: Json, trigger = 'automatic'): Json {
  return aPress(CHANNEL_URL, {}, { value: { action: { type: 'Action.Execute', verb: 'yes', data }, trigger } });
}

/** Only what differs from an activity here and now. */
function withoutDefaults(activity: Json): Json {
  const plain = aPress(CHANNEL_URL, {});
  const own = Object.entries(activity).filter(
    ([name, value]) =>
      !['timestamp', 'conversation'].includes(name) || JSON.stringify(value) !== JSON.stringify(plain[name]),
  );
  return Object.fromEntries(own);
}
