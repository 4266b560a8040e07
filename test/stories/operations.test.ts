import { type Demo, startDemo } from '../support/product';
import { aMessage } from '../support/teamsActivities';

let bot: Demo;
beforeAll(async () => {
  bot = await startDemo();
});
afterAll(() => bot.stop());

it('when commands were answered, then /metrics tells them, their time, what was read of Azure and what was sent', async () => {
  await bot.say('status vm-01');
  await bot.say('status vm-99');

  const response = await fetch(`${bot.url}/metrics`);
  const text = await response.text();

  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(text).toContain('bot_commands_total{command="status",result="answered"} 1');
  expect(text).toContain('bot_commands_total{command="message",result="answered"} 1');
  expect(text).toMatch(/bot_answer_seconds_count\{command="status"\} 1/);
  expect(text).toMatch(
    /azure_requests_total\{action="Microsoft.RecoveryServices\/vaults\/backupJobs\/read",method="GET",status="200"\} [1-9]/,
  );
  expect(text).toMatch(/bot_deliveries_total\{result="sent"\} [2-9]/);
});

it('when a backup was started, then /metrics tells how many are watched, and what waits to be sent', async () => {
  await bot.say('backup now vm-01');

  let text = '';
  // The watcher looks when it is woken, which the answer does not wait for.
  while (!/^bot_watched_jobs 1$/m.test(text)) text = await (await fetch(`${bot.url}/metrics`)).text();

  expect(text).toMatch(/^bot_outbox_messages \d+$/m);
  expect(text).toMatch(/^bot_owed_go_aheads 0$/m);
  expect(text).toMatch(/^bot_outbox_oldest_seconds \d/m);
});

it('when readiness is asked for, then each check says what it found', async () => {
  const response = await fetch(`${bot.url}/readyz`);

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    status: 'ok',
    checks: {
      database: { ok: true },
      azure: { ok: true, detail: expect.stringContaining('in 3 of 3 vaults') },
      channel: { ok: true },
    },
  });
});

it('when an answer is under way at the end, then it is given before the product stops', async () => {
  const last = await startDemo();
  const asked = last.post(aMessage(last.connector.serviceUrl, 'status vm-01')).catch(() => null);
  await last.connector.until(({ sent }) => sent.length > 0); // Typing or the answer itself.
  await last.stop();
  await asked;

  expect(last.connector.summaries.at(-1)).toContain('vm-01: no snapshot is running');
});
