import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { randomFrom } from '../../bench/random';
import { createClock } from '../../services/platform/clock';
import { tempFolder } from '../support/product';
import { compile, type Compiled, Living } from './livingBot';
import { freePort } from './ports';
import { duplicates, endsAlone, falseGoAheads, type NightParts, problemsOf, runNight } from './promisedNight';
import { TellingConnector } from './tellingConnector';

/** `KILLS=100 SEED=7 npm run test:kills`: more, or others; 15 take about a minute. */
const KILLS = Number(process.env['KILLS'] ?? 15);
const SEED = Number(process.env['SEED'] ?? 1);
const JOBS = 30;
const SPEED = 60;
const ASKED_WITHIN_MS = 12_000;
/** How long a process lives at most once it listens, and the share of those that die before. */
const LIFE_MS_MAX = 2_500;
const DIES_EARLY = 0.15;
/** Share of the jobs that may be first seen after their end. */
const ENDS_ALONE_MAX = 0.1;

jest.setTimeout(25 * 60_000);

describe('kill -9 at any moment', () => {
  const random = randomFrom(SEED);
  const folder = tempFolder();
  let compiled: Compiled;
  let azure: Living;
  let bot: Living;
  /** The same as `npm start` runs it: the signals are its. */
  let whole: Living;
  let connector: TellingConnector;
  let parts: NightParts;

  beforeAll(async () => {
    compiled = compile();
    const epoch = new Date();
    const time = { CLOCK_SPEED: String(SPEED), CLOCK_EPOCH: epoch.toISOString() };
    const port = await freePort();
    connector = await TellingConnector.start(random);
    azure = new Living(compiled, 'playground/azure/main.js', {
      ...{ ...time, SIMULATOR_PORT: '0', SIMULATOR_FLEET: `1x${JOBS}`, SIMULATOR_JOB_READS: '0' },
    });
    const azureUrl = await azure.start().listening;
    const env = {
      ...{ ...time, PORT: String(port), LOG_LEVEL: process.env['BOT_LOG_LEVEL'] ?? 'silent' },
      ...{ AZURE_RESOURCE_MANAGER_URL: azureUrl, AZURE_JOB_READS_PER_HOUR: '100000' },
      DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`,
    };
    bot = new Living(compiled, 'bench/bot.js', env);
    whole = new Living(compiled, 'index.js', env);
    parts = {
      ...{ connector, random, azureUrl, askedWithinMs: ASKED_WITHIN_MS },
      readBy: () => [...bot.lives, ...whole.lives],
      clock: createClock({ speed: SPEED, epoch }),
      bots: [`http://127.0.0.1:${port}`],
      vms: Array.from({ length: JOBS }, (_, index) => `vm-${String(index + 1).padStart(3, '0')}`),
    };
  });
  afterEach(() => Promise.all([bot.kill(), whole.kill()]));
  afterAll(async () => {
    await azure.kill();
    await connector.stop();
    compiled.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The bot lives before it and after it. */
  const killUntil = async (isOver: () => boolean): Promise<void> => {
    let listening: Promise<string> | undefined;
    while (!isOver() && bot.killedAt.length < KILLS) {
      await wait(random.between(0, LIFE_MS_MAX));
      await bot.kill();
      ({ listening } = bot.start());
      if (!random.chance(DIES_EARLY)) await listening;
    }
    await listening;
  };
  const atReal = (realMs: number): number => parts.clock.now().getTime() + (realMs - Date.now()) * SPEED;

  it(`when ${KILLS} kills meet ${JOBS} backups a night, then all that was promised is told, in order, and nothing is triggered twice`, async () => {
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
        `the end alone was told, since nobody lived long enough in between (seed ${SEED})\n`,
    );
    expect(others).toEqual([]);
    expect(excused).toBeLessThanOrEqual(bot.killedAt.length);
    expect(jobs.endedAlone).toBeLessThanOrEqual(jobs.ran * ENDS_ALONE_MAX);
  });

  it('when SIGTERM comes while messages are being sent, then they are settled within 10 s, and nothing is told twice', async () => {
    await whole.start().listening;
    connector.slowMs = 2_000;
    const isTelling = (): boolean => connector.told.slice(before).some(({ event }) => event === 'snapshotDone');
    const before = connector.told.length;
    const vms = parts.vms.slice(0, JOBS / 3);
    let stopped = { code: null as number | null, ms: Infinity };
    const stopOnce = async (): Promise<void> => {
      while (!isTelling()) await wait(20);
      stopped = await whole.stop();
      connector.slowMs = 40;
      await whole.start().listening;
    };
    const [night] = await Promise.all([runNight({ ...parts, vms, askedWithinMs: 500 }), stopOnce()]);
    expect(stopped).toEqual({ code: 0, ms: expect.any(Number) as number });
    expect(stopped.ms).toBeLessThan(10_000);
    expect(vms.flatMap((vm) => problemsOf(vm, night))).toEqual([]);
    expect(duplicates(night.told, [])).toEqual({ excused: 0, others: [] });
  });
});
