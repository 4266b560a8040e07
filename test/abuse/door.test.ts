import { randomUUID } from 'node:crypto';

import { anIssuerKey, APP_ID, ISSUER, unsigned } from '../support/botFramework';
import { Hanging, pour } from '../support/pour';
import { aMessage, type Json } from '../support/teamsActivities';
import { buildProduct, CHANNEL_URL, TeamsProcess } from '../support/teamsProcess';

const HANGING = 200;
const SLOW_MS_MAX = 2_000;
/** The deadline of 5 s, the second in which Node looks for it, and room for a loaded machine. */
const CLOSED_MS_MAX = 9_000;

let bot: TeamsProcess;
beforeAll(buildProduct, 120_000);
beforeEach(async () => {
  bot = await TeamsProcess.start();
});
afterEach(async () => {
  expect(bot.running).toBe(true);
  expect(bot.out).toBe(`${bot.url}/\n`);
  await bot.stop();
});

const BODY = JSON.stringify(aMessage(CHANNEL_URL, 'help'));
const headOf = (token: string, length = 10_000): string =>
  `POST /api/messages HTTP/1.1\r\nHost: bot\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${length}\r\n\r\n{"type"`;
const junkToken = (): string =>
  `${unsigned({ alg: 'RS256', kid: randomUUID() }, { iss: ISSUER, tid: randomUUID() })}.YQ`;

/** How long an honest question takes; it must be answered, and by a message. */
async function honestMs(): Promise<number> {
  const before = bot.connector.messages.length;
  const startedMs = performance.now();
  expect(await bot.ask('whoami')).toBe(200);
  await bot.connector.until(({ messages }) => messages.length > before);
  return performance.now() - startedMs;
}

it('when the Bot Framework brings a question, then it is answered, and nothing is logged', async () => {
  await honestMs();

  expect(bot.connector.summaries.at(-1)).toContain('admin');
  expect(bot.err).toBe('');
});

it('when tokens are forged in all ways, then each is refused, and botbuilder writes nothing', async () => {
  const stranger = anIssuerKey('k1');
  const forged = [
    junkToken(),
    `${unsigned({ alg: 'none', kid: 'k1' }, { iss: ISSUER, aud: APP_ID })}.`,
    bot.token({}, {}, stranger),
    bot.token({ exp: undefined }),
    bot.token({ aud: randomUUID() }),
    bot.token({ iss: `https://sts.windows.net/${randomUUID()}/`, appid: APP_ID, ver: '1.0' }),
    bot.token({ iss: `https://login.microsoftonline.com/${randomUUID()}/v2.0`, azp: APP_ID, ver: '2.0' }),
    bot.token({ serviceurl: 'https://smba.trafficmanager.net/other/' }),
  ];
  for (const token of forged) {
    const statuses = await pour({
      ...{ url: bot.url, count: 1, atOnce: 1, body: BODY },
      headers: () => ({ authorization: `Bearer ${token}` }),
    });
    expect(statuses).toEqual({ 401: 1 });
  }
  expect(bot.connector.sent).toEqual([]);
  expect(linesOf(bot.err).every(({ msg }) => msg === 'a request was refused')).toBe(true);
});

it('when 20,000 tokens are forged, then memory and the log stay small, and honest questions are answered', async () => {
  const stranger = anIssuerKey('k1');
  const forged = (i: number): string => (i % 2 ? junkToken() : bot.token({ tid: randomUUID() }, {}, stranger));
  const flood = (count: number): Promise<Record<number, number>> =>
    pour({
      ...{ url: bot.url, count, atOnce: 20, body: BODY },
      headers: (i) => ({ authorization: `Bearer ${i < 200 ? forged(i) : junkToken()}` }),
    });
  await honestMs();
  await flood(5_000);
  const beforeMb = bot.memoryMb;

  const flooding = flood(15_000);
  for (let i = 0; i < 20; i += 1) expect(await honestMs()).toBeLessThan(SLOW_MS_MAX);
  const statuses = await flooding;

  expect(Object.keys(statuses).every((status) => ['401', '429'].includes(status))).toBe(true);
  expect(statuses[429]).toBeGreaterThan(10_000);
  expect(bot.memoryMb - beforeMb).toBeLessThan(60);
  expect(bot.err.length).toBeLessThan(20_000);
  expect(bot.keys.asked).toBeLessThanOrEqual(2);
}, 240_000);

it.each<[string, () => string]>([
  ['no token', () => 'POST /api/messages HTTP/1.1\r\nHost: bot\r\nContent-Length: 10000\r\n\r\n{'],
  ['a forged token', () => headOf(junkToken())],
  ['an honest token', () => headOf(bot.token())],
  ['half a head', () => 'POST /api/messages HTTP/1.1\r\nHost: bot\r\nAuthor'],
  ['nothing', () => ''],
])(
  'when 200 connections send %s and then no more, then honest questions are answered, and they are closed',
  async (_what, head) => {
    await honestMs();
    const startedMs = performance.now();
    const hanging = new Hanging(bot.url, HANGING, head());
    await hanging.connected();

    for (let i = 0; i < 5; i += 1) expect(await honestMs()).toBeLessThan(SLOW_MS_MAX);
    await hanging.closed();

    expect(performance.now() - startedMs).toBeLessThan(CLOSED_MS_MAX);
    expect(linesOf(bot.err).filter(({ level }) => level >= 50)).toEqual([]);
  },
);

it('when connections are cut in the middle of a body, then that is no error', async () => {
  await honestMs();
  const hanging = new Hanging(bot.url, 50, headOf(bot.token()));
  await hanging.connected();
  await honestMs();

  hanging.cut();

  await honestMs();
  expect(bot.err).toBe('');
});

it('when the metadata hangs from the start and 200 forged tokens come, then it recovers as soon as the metadata does', async () => {
  bot.keys.weather = 'hang';
  const forged = pour({
    ...{ url: bot.url, count: HANGING, atOnce: HANGING, body: BODY },
    headers: () => ({ authorization: `Bearer ${junkToken()}` }),
  });
  expect(await forged).toEqual({ 503: HANGING });
  expect(bot.keys.asked).toBe(1);

  bot.keys.weather = 'fine';
  const startedMs = performance.now();
  while ((await bot.ask('whoami')) === 503) expect(performance.now() - startedMs).toBeLessThan(SLOW_MS_MAX);

  await honestMs();
});

it('when the metadata hangs later and forged tokens come, then honest questions are answered at once', async () => {
  await honestMs();
  bot.keys.weather = 'hang';
  const forged = pour({
    ...{ url: bot.url, count: HANGING, atOnce: HANGING, body: BODY },
    headers: () => ({ authorization: `Bearer ${junkToken()}` }),
  });

  for (let i = 0; i < 5; i += 1) expect(await honestMs()).toBeLessThan(SLOW_MS_MAX);

  const statuses = await forged;
  expect((statuses[401] ?? 0) + (statuses[429] ?? 0)).toBe(HANGING);
  expect(bot.keys.asked).toBe(2);
});

it('when a thousand activities of a foreign tenant come, with 200 KB of names, then the log has a few short lines', async () => {
  const tenant = randomUUID() + 'x'.repeat(200_000);
  const change: Json = { channelData: { tenant: { id: tenant } }, conversation: { id: `a:${'y'.repeat(1_900)}` } };
  const statuses = await pour({
    ...{ url: bot.url, count: 1_000, atOnce: 20, body: JSON.stringify(aMessage(CHANNEL_URL, 'help', change)) },
    headers: () => ({ authorization: `Bearer ${bot.token()}` }),
  });

  expect(statuses).toEqual({ 403: 1_000 });
  expect(bot.err.length).toBeLessThan(5_000);
});

function linesOf(err: string): { level: number; msg: string }[] {
  return err
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { level: number; msg: string });
}
