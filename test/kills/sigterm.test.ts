import { setTimeout as wait } from 'node:timers/promises';

import { randomFrom } from '../../simulation/random';
import { type LonelyBot, prepareLonelyBot } from './lonelyBot';
import { duplicates, falseGoAheads, problemsOf, runNight } from './promisedNight';

const SEED = Number(process.env['SEED'] ?? 1);
const JOBS = 10;
const SPEED = 120;
const STOP_MS_MAX = 10_000;
/** Longest delay of the channel, ms: several messages are being sent when the signal comes. */
const SLOW_MS = 2_000;
const USUAL_MS = 40;

jest.setTimeout(10 * 60_000);

let lonely: LonelyBot;
beforeAll(async () => {
  const random = randomFrom(SEED);
  lonely = await prepareLonelyBot({ script: 'bench/bot.js', random, jobs: JOBS, speed: SPEED, askedWithinMs: 500 });
});
afterAll(() => lonely.remove());

it('when SIGTERM comes while messages are being sent, then they are settled within 10 s, nothing is lost and nothing is told twice', async () => {
  const { bot, connector, parts, atReal } = lonely;
  await bot.start().listening;
  connector.slowMs = SLOW_MS;
  const isTelling = (): boolean => connector.told.some(({ event, answered }) => event !== null && !answered);
  const stopOnce = async (): Promise<Awaited<ReturnType<typeof bot.stop>>> => {
    while (!isTelling()) await wait(5);
    const stopped = await bot.stop();
    connector.slowMs = USUAL_MS;
    await bot.start().listening;
    return stopped;
  };

  const [night, stopped] = await Promise.all([runNight(parts), stopOnce()]);

  expect(stopped.code).toBe(0);
  expect(stopped.ms).toBeLessThan(STOP_MS_MAX);
  expect(parts.vms.flatMap((vm) => problemsOf(vm, night))).toEqual([]);
  expect(falseGoAheads(night, { speed: SPEED, atReal })).toEqual([]);
  expect(duplicates(connector.told, [])).toEqual({ excused: 0, others: [] });
});
