import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { createClock } from '../../services/platform/clock';
import type { Random } from '../../simulation/random';
import { freePort } from '../support/ports';
import { tempFolder } from '../support/tempFolder';
import { compile, Living } from './livingBot';
import type { NightParts } from './promisedNight';
import { TellingConnector } from './tellingConnector';

interface Options {
  /** In the compiled folder, such as `bench/bot.js`. */
  readonly script: string;
  readonly random: Random;
  /** Number of VMs, each backed up once a night. */
  readonly jobs: number;
  readonly speed: number;
  readonly askedWithinMs: number;
}

/** One bot on SQLite, not yet started. Its Azure and its channel survive its kills. */
export interface LonelyBot {
  readonly bot: Living;
  readonly connector: TellingConnector;
  readonly parts: NightParts;
  /** The simulated time of a moment of real time; both epoch ms. */
  readonly atReal: (realMs: number) => number;
  remove(): Promise<void>;
}

export async function prepareLonelyBot({ script, random, jobs, speed, askedWithinMs }: Options): Promise<LonelyBot> {
  const folder = tempFolder();
  const compiled = compile();
  const epoch = new Date();
  const clock = createClock({ speed, epoch });
  const time = { CLOCK_SPEED: String(speed), CLOCK_EPOCH: epoch.toISOString() };
  const port = await freePort();
  const connector = await TellingConnector.start(random);
  const azure = new Living(compiled, 'playground/azure/main.js', {
    ...{ ...time, SIMULATOR_PORT: '0', SIMULATOR_FLEET: `1x${jobs}`, SIMULATOR_JOB_READS: '0' },
  });
  const azureUrl = await azure.start().listening;
  const bot = new Living(compiled, script, {
    ...{ ...time, PORT: String(port), LOG_LEVEL: process.env['BOT_LOG_LEVEL'] ?? 'silent' },
    ...{ AZURE_RESOURCE_MANAGER_URL: azureUrl, AZURE_JOB_READS_PER_HOUR: '100000' },
    DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`,
  });
  return {
    ...{ bot, connector },
    parts: {
      ...{ connector, random, azureUrl, clock, askedWithinMs, readBy: () => bot.lives },
      slowestStartMs: () => bot.slowestStartMs,
      bots: [`http://127.0.0.1:${port}`],
      vms: Array.from({ length: jobs }, (_, index) => `vm-${String(index + 1).padStart(3, '0')}`),
    },
    atReal: (realMs) => clock.now().getTime() + (realMs - Date.now()) * speed,
    async remove() {
      await Promise.all([bot.kill(), azure.kill()]);
      await connector.stop();
      compiled.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
