import { setTimeout as wait } from 'node:timers/promises';

import { createClock } from '../../services/platform/clock';
import { randomFrom } from '../../simulation/random';
import { needing } from '../support/needing';
import { freePort } from '../support/ports';
import { postgresPrograms, type PostgresServer, startPostgres } from '../support/postgresServer';
import { readByReplicas } from './attended';
import { compile, type Compiled, Living } from './livingBot';
import {
  answeredTwice,
  duplicates,
  endsAlone,
  falseGoAheads,
  type NightParts,
  problemsOf,
  runNight,
} from './promisedNight';
import { TellingConnector } from './tellingConnector';

const SEED = Number(process.env['SEED'] ?? 1);
const JOBS = 60;
const REPLICAS = 3;
/** A killed replica's leases last 30 s of real time; here that is 22 minutes of Azure's. */
const SPEED = 45;
/** Share of the jobs that may be first read after their end. */
const ENDS_ALONE_MAX = 0.15;
const ASKED_WITHIN_MS = 8_000;

jest.setTimeout(15 * 60_000);

needing(postgresPrograms(), 'PostgreSQL is not installed')('three replicas on PostgreSQL', (programs) => {
  const random = randomFrom(SEED);
  let compiled: Compiled;
  let server: PostgresServer;
  let azure: Living;
  let connector: TellingConnector;
  let replicas: readonly Living[] = [];
  let parts: NightParts;
  let startedMs = 0;

  beforeAll(async () => {
    compiled = compile();
    server = await startPostgres(programs);
    connector = await TellingConnector.start(random);
    const epoch = new Date();
    const time = { CLOCK_SPEED: String(SPEED), CLOCK_EPOCH: epoch.toISOString() };
    azure = new Living(compiled, 'playground/azure/main.js', {
      ...{ ...time, SIMULATOR_PORT: '0', SIMULATOR_FLEET: `1x${JOBS}`, SIMULATOR_JOB_READS: '0' },
    });
    const azureUrl = await azure.start().listening;
    const env = {
      ...{ ...time, LOG_LEVEL: process.env['BOT_LOG_LEVEL'] ?? 'silent', AZURE_JOB_READS_PER_HOUR: '100000' },
      ...{ DATABASE_URL: await server.createDatabase(), AZURE_RESOURCE_MANAGER_URL: azureUrl },
    };
    const ports = await Promise.all(Array.from({ length: REPLICAS }, freePort));
    replicas = ports.map((port) => new Living(compiled, 'bench/bot.js', { ...env, PORT: String(port) }));
    parts = {
      ...{ connector, random, azureUrl, askedWithinMs: ASKED_WITHIN_MS, twice: 0.5 },
      clock: createClock({ speed: SPEED, epoch }),
      slowestStartMs: () => Math.max(...replicas.map((replica) => replica.slowestStartMs)),
      readBy: () =>
        readByReplicas(
          startedMs,
          replicas.flatMap((replica) => replica.killedAt),
        ),
      bots: ports.map((port) => `http://127.0.0.1:${port}`),
      vms: Array.from({ length: JOBS }, (_, index) => `vm-${String(index + 1).padStart(3, '0')}`),
    };
    await Promise.all(replicas.map((replica) => replica.start().listening));
    startedMs = Date.now();
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.kill();
    await azure.kill();
    await connector.stop();
    server.remove();
    compiled.remove();
  });

  it(`when two of them are killed and one is started again, then all of ${JOBS} backups is told, in order, and nothing is done twice`, async () => {
    const [first, second] = replicas;
    const killTwo = async (): Promise<void> => {
      await wait(random.between(1_000, ASKED_WITHIN_MS));
      await first?.kill();
      await wait(random.between(1_000, ASKED_WITHIN_MS));
      await second?.kill();
      await first?.start().listening;
    };

    const [night] = await Promise.all([runNight(parts), killTwo()]);

    const killedAt = replicas.flatMap((replica) => replica.killedAt);
    const atReal = (realMs: number): number => parts.clock.now().getTime() + (realMs - Date.now()) * SPEED;
    const { excused, others } = duplicates(night.told, killedAt);
    process.stderr.write(
      `${night.told.length} messages; ${excused} came twice since their send died unanswered, and of ${endsAlone(night)} ` +
        `of ${night.jobs.length} jobs the end alone was told, since nobody read in between (seed ${SEED})\n`,
    );
    expect(parts.vms.flatMap((vm) => problemsOf(vm, night))).toEqual([]);
    expect(falseGoAheads(night, { speed: SPEED, atReal })).toEqual([]);
    expect(answeredTwice(night, killedAt)).toEqual([]);
    expect(others).toEqual([]);
    expect(excused).toBeLessThanOrEqual(JOBS);
    expect(endsAlone(night)).toBeLessThanOrEqual(JOBS * ENDS_ALONE_MAX);
  });
});
