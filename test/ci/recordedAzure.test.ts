import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { pino } from 'pino';

import { type AzureVaults, createVaults } from '../../services/azure/vaults';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { ManualClock } from '../support/manualClock';

const RECORDINGS = join(__dirname, '../../../shared/recordings');
const SEQUENCES = [
  '00-2026-09-backup-now-three-tasks-dynamicError-progress100',
  '02-2019-05-backup-now-completed-filesystemconsistent',
  '05-2021-06-backup-now-failed-vm-gone-in-snapshot',
  '07-2021-07-backup-now-jobv2-first',
  '10-2022-03-backup-now-snapshot-retried-3x',
  '11-2022-08-backup-now-cancelled-after-snapshot',
  '13-2024-04-backup-now-windows-filesystemconsistent',
  '20-2022-02-backup-now-with-500-429-504-while-polling',
];
const READS_MAX = 2_000;
const there = existsSync(RECORDINGS);

/** The parts of a recording that are compared, as Azure wrote them. */
interface Exchange {
  readonly request: { readonly method: string; readonly url: string };
  readonly response: {
    readonly status: number;
    readonly body: {
      readonly name?: string;
      readonly properties?: RawJob;
      readonly value?: readonly RawPoint[];
    } | null;
  };
}
interface RawJob {
  readonly status: string;
  readonly jobId?: string;
  readonly extendedInfo?: { readonly tasksList?: readonly { readonly taskId: string; readonly status: string }[] };
  readonly errorDetails?: readonly { readonly errorTitle: string }[];
}
interface RawPoint {
  readonly name: string;
  readonly properties: { readonly recoveryPointType: string; readonly recoveryPointTime: string };
}
interface Told {
  readonly status: string;
  readonly tasks: readonly string[];
  readonly errors: readonly string[];
}

if (!there) it('the recordings are not here: the tests against them were left out', () => undefined);

(there ? describe : describe.skip).each(SEQUENCES)('recording %s', (sequence) => {
  const file = join(RECORDINGS, 'sequences', `${sequence}.json`);
  const exchanges = JSON.parse(there ? readFileSync(file, 'utf8') : '[]') as Exchange[];
  let replay: ChildProcess;
  let port: AzureVaults;
  let clock: ManualClock;

  afterEach(async () => {
    await port.close();
    replay.kill();
  });

  it('when it is read through the port, then jobs, tasks, errors and points are those that Azure reported', async () => {
    const told = await start();
    const { value } = await port.inventory();
    const item = value.items.find(({ vm }) => vm.name === told.vm)!;

    const id = await port.trigger(item, { retainUntil: new Date(clock.now().getTime() + 30 * 86_400_000) });
    const { states, problems } = await follow(item, id);

    expect(id).toBe(told.jobId);
    const recorded = recordedStates(id);
    expect(states).toEqual(recorded);
    expect(problems).toEqual(recordedProblems(id));
    const { value: points } = await port.points(item, { maxAgeMs: 0 });
    const list = pointLists().at(-1) ?? [];
    expect(points.map(({ id: name, type }) => [name, type])).toEqual(
      [...list]
        .sort((a, b) => b.properties.recoveryPointTime.localeCompare(a.properties.recoveryPointTime))
        .map(({ name, properties }) => [name, properties.recoveryPointType]),
    );
    const { value: jobs } = await port.jobs(item.ref.vault, { since: new Date(0) }, { maxAgeMs: 0 });
    expect(toldOf(jobs.find((job) => job.id === id)!)).toMatchObject({
      status: recorded.at(-1)!.status,
      tasks: [],
      errors: recorded.at(-1)!.errors,
    });
    expect((await port.policy(item)).value).toBeNull();
  });

  async function start(): Promise<{ vm: string; jobId: string }> {
    const free = await freePort();
    replay = spawn(process.execPath, [join(RECORDINGS, 'replay.mjs'), file, '--port', String(free)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) =>
      replay.stdout?.once('data', (data: Buffer) => {
        resolve(data.toString());
      }),
    );
    const said = JSON.parse(line) as {
      url: string;
      subscription: string;
      resourceGroup: string;
      vault: string;
      vm: string;
      jobId: string;
    };
    clock = new ManualClock(new Date().toISOString());
    const vault = { subscription: said.subscription, resourceGroup: said.resourceGroup, name: said.vault };
    const settings = { subscriptionIds: [], credential: null, jobReadsPerHour: 10_000 };
    port = createVaults({
      ...settings,
      resourceManagerUrl: said.url,
      vaults: [vault],
      clock,
      log: pino({ level: 'silent' }),
    });
    return said;
  }

  /** Every state that the port shows until the job has ended, repetitions left out. */
  async function follow(item: ProtectedItem, id: string): Promise<{ states: Told[]; problems: string[] }> {
    const states: Told[] = [];
    const problems: string[] = [];
    for (let reads = 0; reads < READS_MAX; reads++) {
      await clock.advance(30_000);
      const reading = await port.job(item.ref.vault, id, { maxAgeMs: 0 });
      const problem = reading.problem?.problem;
      if (problem?.kind === 'throttled') await clock.advance(problem.until!.getTime() - clock.now().getTime());
      if (problem) problems.push(problem.kind);
      else if (JSON.stringify(states.at(-1)) !== JSON.stringify(toldOf(reading.value)))
        states.push(toldOf(reading.value));
      if (reading.value.endedAt && reading.value.state !== 'inProgress') return { states, problems };
    }
    return { states, problems };
  }

  function polls(id: string): readonly Exchange[] {
    const path = new RegExp(`/backupJobs/${id}(\\?|$)`, 'i');
    return exchanges.filter(({ request }) => request.method === 'GET' && path.test(request.url));
  }

  function recordedStates(id: string): readonly Told[] {
    const all = polls(id).flatMap(({ response }) =>
      response.status === 200 ? [rawTold(response.body!.properties!)] : [],
    );
    return all.filter((state, n) => JSON.stringify(state) !== JSON.stringify(all[n - 1]));
  }

  function recordedProblems(id: string): readonly string[] {
    return polls(id).flatMap(({ response: { status } }) =>
      status === 200 ? [] : [status === 429 ? 'throttled' : 'unavailable'],
    );
  }

  function pointLists(): readonly (readonly RawPoint[])[] {
    return exchanges
      .filter(({ request, response }) => response.status === 200 && /\/recoveryPoints(\?|$)/i.test(request.url))
      .map(({ response }) => response.body?.value ?? []);
  }
});

function rawTold({ status, extendedInfo, errorDetails }: RawJob): Told {
  return {
    status,
    tasks: (extendedInfo?.tasksList ?? []).map((task) => `${task.taskId}: ${task.status}`),
    errors: (errorDetails ?? []).map(({ errorTitle }) => errorTitle),
  };
}

function toldOf(job: Job): Told {
  return {
    status: job.statusText,
    tasks: (job.tasks ?? []).map((task) => `${task.name}: ${task.statusText}`),
    errors: job.errors.map(({ code }) => code),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
