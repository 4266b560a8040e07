import { NAUGHTY } from '../support/naughty';
import { aMessage, type Json, TANAKA, TENANT } from '../support/teamsActivities';
import { buildProduct, CHANNEL_URL, TeamsProcess } from '../support/teamsProcess';

const LINE_MAX = 20_000;
const AT_ONCE = 10;

let bot: TeamsProcess;
beforeAll(async () => {
  buildProduct();
  bot = await TeamsProcess.start({ LOG_LEVEL: 'debug' });
}, 120_000);
afterAll(() => bot.stop());

/** The same text as everything that an activity may name. */
function named(text: string, n: number): readonly Json[] {
  const conversation = { id: `a:${n}`, conversationType: 'personal', tenantId: TENANT, name: text };
  const names = { locale: text, localTimezone: text, timestamp: text };
  return [
    aMessage(CHANNEL_URL, text, { ...names, conversation, from: { ...TANAKA, name: text } }),
    aMessage(CHANNEL_URL, `status ${text}`, {
      conversation,
      channelData: { tenant: { id: TENANT }, team: { name: text } },
    }),
    aMessage(CHANNEL_URL, 'help', {
      conversation: { ...conversation, tenantId: text },
      channelData: { tenant: { id: text } },
    }),
    aMessage(CHANNEL_URL, 'help', { conversation, channelId: text === '' ? 'x' : text }),
  ];
}

it('when activities of all kinds of names come, then each line of the log is JSON without anything unseen', async () => {
  const waiting = NAUGHTY.filter((_, index) => index % 3 === 0).flatMap(named);
  const statuses = new Set<number>();
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) statuses.add((await bot.post(next)).status);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const lines = bot.err.split('\n').filter((line) => line !== '');

  expect([...statuses].toSorted()).toEqual([200, 400, 403]);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(line.length).toBeLessThan(LINE_MAX);
    // None is an error of ours, none is forged.
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.stringMatching(/^[a-z ,:;-]+$/i) });
    expect(line).not.toMatch(/^\{"level":[56]0/);
  }
});
