import { setTimeout as wait } from 'node:timers/promises';

import { randomFrom } from '../../simulation/random';
import { type LonelyBot, prepareLonelyBot } from './lonelyBot';
import { duplicates, endsAlone, falseGoAheads, problemsOf, runNight } from './promisedNight';

/** `KILLS=100 SEED=7 npm run test:kills` kills as often as `.ci/run`, at other moments. It takes six minutes. */
const KILLS = Number(process.env['KILLS'] ?? 15);
const SEED = Number(process.env['SEED'] ?? 1);
const JOBS = 30;
const SPEED = 30;
const ASKED_WITHIN_MS = 12_000;
/** Longest life of a process after it listens, at least twice its start; and the share killed before it listens. */
const LIFE_MS_MAX = 2_500;
const DIES_EARLY = 0.15;
/** Share of the jobs that may be first read after their end, because no process lived long enough before. */
const ENDS_ALONE_MAX = 0.1;
/** Share of the backups that may be reported as not started: their process died before its request to Azure. */
const NOT_STARTED_MAX = 0.25;
/** Most kills that may hit between a message's send and the write of its success. */
const MET_SENDING_MAX = 0.25;

jest.setTimeout(30 * 60_000);

const random = randomFrom(SEED);
let lonely: LonelyBot;
beforeAll(async () => {
  lonely = await prepareLonelyBot({
    ...{ script: 'bench/bot.js', random, jobs: JOBS, speed: SPEED, askedWithinMs: ASKED_WITHIN_MS },
  });
});
afterAll(() => lonely.remove());

/** The bot runs before and after the kill. */
async function killUntil(isOver: () => boolean): Promise<void> {
  const { bot } = lonely;
  let startMs = 0;
  let listening: Promise<string> | undefined;
  while (!isOver() && bot.killedAt.length < KILLS) {
    await wait(random.between(0, Math.max(LIFE_MS_MAX, 2 * startMs)));
    await bot.kill();
    const startedMs = performance.now();
    ({ listening } = bot.start());
    if (random.chance(DIES_EARLY)) continue;
    await listening;
    startMs = performance.now() - startedMs;
  }
  await listening;
}

it(`when ${KILLS} kills meet ${JOBS} backups a night, then all that was promised is told, in order, and nothing is triggered twice`, async () => {
  const { bot, connector, parts, atReal } = lonely;
  await bot.start().listening;
  const jobs = { ran: 0, endedAlone: 0 };
  let nights = 0;
  do {
    let isOver = false;
    const [night] = await Promise.all([
      runNight(parts).finally(() => {
        isOver = true;
      }),
      killUntil(() => isOver),
    ]);
    nights += 1;
    expect(parts.vms.flatMap((vm) => problemsOf(vm, night))).toEqual([]);
    expect(falseGoAheads(night, { speed: SPEED, atReal })).toEqual([]);
    jobs.ran += night.jobs.length;
    jobs.endedAlone += endsAlone(night);
  } while (bot.killedAt.length < KILLS);
  const { excused, others } = duplicates(connector.told, bot.killedAt);
  process.stderr.write(
    `${bot.killedAt.length} kills in ${nights} nights, ${connector.told.length} messages and ${connector.changes} changes of cards; ` +
      `${excused} messages came twice since their send died unanswered, and of ${jobs.endedAlone} of ${jobs.ran} jobs ` +
      `the end alone was told, since nobody lived long enough in between; ` +
      `${nights * JOBS - jobs.ran} more were told as not started (seed ${SEED})\n`,
  );
  expect(others).toEqual([]);
  expect(excused).toBeLessThanOrEqual(KILLS * MET_SENDING_MAX);
  expect(jobs.ran).toBeGreaterThanOrEqual(nights * JOBS * (1 - NOT_STARTED_MAX));
  expect(jobs.endedAlone).toBeLessThanOrEqual(jobs.ran * ENDS_ALONE_MAX);
});
