import { pour } from '../support/pour';
import { aMessage, type Json, TENANT } from '../support/teamsActivities';
import { buildProduct, CHANNEL_URL, TeamsProcess } from '../support/teamsProcess';

let bot: TeamsProcess;
beforeAll(buildProduct, 120_000);
beforeEach(async () => {
  bot = await TeamsProcess.start();
});
afterEach(async () => {
  expect(bot.running).toBe(true);
  await bot.stop();
});

/** A message of a conversation of its own. */
function message(n: number, text: string): Json {
  const conversation = { id: `a:${n}`, conversationType: 'personal', tenantId: TENANT };
  return aMessage(CHANNEL_URL, text, { id: `m-${n}`, conversation, timestamp: new Date().toISOString() });
}

/** What is said after 5 s, while Azure is asked. */
const WORKING = 'Still asking Azure';

/** How often each activity was answered. */
function answersOf(ids: readonly string[]): readonly number[] {
  const counts = new Map<string | null, number>();
  for (const { activityId, activity } of bot.connector.messages)
    if (!activity.summary?.startsWith(WORKING)) counts.set(activityId, (counts.get(activityId) ?? 0) + 1);
  return ids.map((id) => counts.get(id) ?? 0);
}

const COUNT = 1_000;
const VMS = ['vm-01', 'vm-02', 'sql-01', 'web-01', 'print-server-01'];
const ROUNDS_MAX = 50;

it('when 1,000 activities come at once, then each is answered, some when they come again, and no backup begins twice', async () => {
  await bot.ask('whoami');
  const beforeMb = bot.memoryMb;
  // The changes come twice each, as the Bot Framework may deliver them.
  const changes = VMS.map((vm, n) => message(COUNT + n, `backup now ${vm}`));
  const reads = Array.from({ length: COUNT - 2 * VMS.length }, (_, n) => message(n, n % 2 ? 'whoami' : 'status vm-01'));
  let waiting = [...changes, ...reads, ...changes];
  let refused = 0;
  for (let round = 0; waiting.length > 0; round += 1) {
    expect(round).toBeLessThan(ROUNDS_MAX);
    const answers = await Promise.all(waiting.map(async (one) => ({ one, ...(await bot.post(one)) })));
    const turnedAway = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(turnedAway.filter(({ retryAfter }) => !(Number(retryAfter) >= 1))).toEqual([]);
    refused += turnedAway.length;
    waiting = turnedAway.map(({ one }) => one);
  }
  const ids = [...reads, ...changes].map(({ id }) => id as string);
  await bot.connector.until(() => answersOf(ids).every((count) => count > 0));

  expect(answersOf(ids).filter((count) => count > 1)).toEqual([]);
  const begun = await bot.backedUp();
  expect(begun.toSorted()).toEqual([...new Set(begun)].toSorted());
  expect(begun.length).toBeGreaterThanOrEqual(2);
  expect(bot.memoryMb - beforeMb).toBeLessThan(250);
  expect(refused).toBeLessThan(ROUNDS_MAX * COUNT);
});

const CONVERSATIONS = 10_000;
const PART = 1_000;

it('when 10,000 conversations write, then each is answered, and memory stays flat', async () => {
  const memory: number[] = [];
  for (let from = 0; from < CONVERSATIONS; from += PART) {
    const headers = { authorization: `Bearer ${bot.token()}` };
    const statuses = await pour({
      ...{ url: bot.url, count: PART, atOnce: 20, headers: () => headers },
      body: (i) => JSON.stringify(message(from + i, 'whoami')),
    });
    expect(statuses).toEqual({ 200: PART });
    await bot.connector.until(({ messages }) => messages.length >= from + PART);
    memory.push(bot.memoryMb);
  }

  expect(bot.connector.messages).toHaveLength(CONVERSATIONS);
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  expect(median(memory.slice(-3)) / median(memory.slice(4, 7))).toBeLessThan(1.5);
}, 240_000);
