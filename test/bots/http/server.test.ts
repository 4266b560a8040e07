import { deferred, type RunningBot, saying, startBot } from '../../support/startBot';
import { aMessage } from '../../support/teamsActivities';

let bot: RunningBot;
afterEach(() => bot.stop());

it('when all checks are well, then /readyz says 200 with each of them, and /healthz and /metrics answer', async () => {
  bot = await startBot();

  const [ready, healthy, metrics] = [await bot.get('/readyz'), await bot.get('/healthz'), await bot.get('/metrics')];

  expect([ready.status, healthy.status, metrics.status]).toEqual([200, 200, 200]);
  expect(ready.body).toEqual({
    status: 'ok',
    checks: {
      database: { ok: true, detail: 'fine', at: '1970-01-01T00:00:00.000Z' },
      azure: expect.anything(),
      channel: expect.anything(),
      access: expect.anything(),
      changes: expect.anything(),
      clock: expect.anything(),
      hints: expect.anything(),
    },
  });
  expect(metrics.text).toBe('bot_commands_total 1\n');
});

it('when the access file is broken, then /readyz says so and stays 200: the last good rules hold', async () => {
  const at = new Date(0);
  const fine = { ok: true, detail: 'fine', at };
  const access = { ok: false, detail: 'access file: not valid JSON. The last good rules stay.', at };
  const checks = { database: fine, azure: fine, channel: fine, access, changes: fine, clock: fine, hints: fine };
  bot = await startBot({ health: async () => checks });

  const { status, body } = await bot.get('/readyz');

  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'degraded', checks: { access: { ok: false, detail: access.detail } } });
});

it('when this machine’s clock is wrong, then /readyz says so and stays 200: the bot goes by Azure’s', async () => {
  const fine = { ok: true, detail: 'fine', at: new Date(0) };
  const clock = { ...fine, ok: false, detail: "8 s ahead of Azure's, which the bot goes by" };
  const checks = { database: fine, azure: fine, channel: fine, access: fine, changes: fine, clock, hints: fine };
  bot = await startBot({ health: async () => checks });

  const { status, body } = await bot.get('/readyz');

  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'degraded', checks: { clock: { ok: false, detail: clock.detail } } });
});

it('when a check itself fails, then /readyz says 503 without the reason', async () => {
  bot = await startBot({ health: () => Promise.reject(new TypeError('SECRET')) });

  const { status, text } = await bot.get('/readyz');

  expect(status).toBe(503);
  expect(text).not.toContain('SECRET');
});

it.each([
  ['/', 404],
  ['/nothing', 404],
  ['/%E0%A4%A', 404],
  ['/api/messages', 405],
])('when %s is asked for, then the answer is %i, short and without a stack', async (path, expected) => {
  bot = await startBot();

  const { status, body, headers } = await bot.get(path);

  expect(status).toBe(expected);
  expect(body).toEqual({ error: expect.stringMatching(/^[^\n]{5,60}$/) });
  expect(headers.get('server')).toBeNull();
  expect(headers.get('x-powered-by')).toBeNull();
});

it('when more requests are under way than may be, then one more is asked to come again', async () => {
  const asked = deferred<null>();
  const waiting = deferred<ReturnType<typeof saying>>();
  const answerText = (): typeof waiting.promise => {
    asked.resolve(null);
    return waiting.promise;
  };
  bot = await startBot({ underWayMax: 1, brain: { answerText } });
  const first = bot.post(aMessage(bot.connector.serviceUrl, 'help'));
  await asked.promise;

  const second = await bot.post(aMessage(bot.connector.serviceUrl, 'help'));

  expect(second.status).toBe(503);
  expect(second.headers.get('retry-after')).toBe('5');
  expect(second.body).toEqual({ error: 'Too many requests are under way.' });
  waiting.resolve(saying('help'));
  expect((await first).status).toBe(200);
  expect((await bot.post('{}')).status).toBe(400);
});
