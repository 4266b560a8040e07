import * as fc from 'fast-check';

import { activities, type Sent } from '../support/naughtyActivities';
import { type Demo, startDemo } from '../support/product';
import type { Json } from '../support/teamsActivities';

const HANG_MS = 20_000;

let bot: Demo;
beforeAll(async () => {
  bot = await startDemo({ CLOCK_SPEED: '1' });
});
afterAll(() => bot.stop());

interface Answer {
  readonly status: number;
  readonly body: Json | null;
}

async function post(body: string): Promise<Answer> {
  const response = await fetch(`${bot.url}/api/messages`, {
    ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
    signal: AbortSignal.timeout(HANG_MS),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as Json) };
}

/** What is wrong with the answer; none if it is one of those that the sender can understand. */
function faultOf({ type }: Sent, { status, body }: Answer): string | null {
  if (status === 400 || status === 403 || status === 413)
    return /^[^\n]{5,200}\.$/.test(String(body?.['error'])) ? null : 'a refusal without a sentence';
  if (status !== 200) return `HTTP ${status}`;
  if (type !== 'invoke') return null;
  const { statusCode, type: kind, value } = body ?? {};
  if (![200, 400, 404].includes(statusCode as number)) return `an invoke's status ${String(statusCode)}`;
  return typeof kind === 'string' && value !== undefined ? null : "an invoke's answer without type or value";
}

it('whatever comes as an activity, it is answered or refused, and starts no backup', async () => {
  const property = fc.asyncProperty(
    fc.array(activities(bot.connector.serviceUrl), { minLength: 1, maxLength: 8 }),
    async (all) => {
      const answers = await Promise.all(all.map(async (one) => faultOf(one, await post(one.body))));
      expect(answers.filter((fault) => fault !== null)).toEqual([]);
      expect((await bot.happened()).jobs.filter(({ status }) => status === 'InProgress')).toEqual([]);
      const said = bot.connector.summaries.filter((text) =>
        /could not carry that out|実行できませんでした/.test(text ?? ''),
      );
      expect(said).toEqual([]);
    },
  );
  await fc.assert(property, { seed: 41, numRuns: 250 });
  expect((await bot.say('status vm-01')).summary).toContain('vm-01: no snapshot is running');
});
