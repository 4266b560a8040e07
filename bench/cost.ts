import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { SECOND_MS } from '../services/platform/durations';
import { readSimulatorReport } from '../simulation/simulatorReport';
import { type ConnectorRecorder, openConnectorRecorder } from './connectorRecorder';
import type { LoopDelay } from './probedBot';
import { type Child, type ProbedChild, startChild, startProbed } from './processes';
import { seedWatched } from './seedWatched';

const VAULTS = 200;
const VMS_EACH = 50;
/** Time for a process to load its modules, the list of VMs and the first plan; measured apart. */
const START_MS = 20 * SECOND_MS;
const MEASURED_MS = Number(process.env['BENCH_SECONDS'] ?? 90) * 1_000;
const SAMPLE_MS = SECOND_MS;

/** Of one process. `cpu`: share of one core. `loop`: how late timers of the event loop came, in ms. */
interface Cost {
  readonly start: { readonly cpuS: number; readonly loop: LoopDelay };
  readonly memoryMb: number;
  readonly cpu: number;
  readonly loop: LoopDelay;
  readonly reads: number;
  readonly messages: number;
  readonly changes: number;
}

/** Measures the bot's process: idle, then watching 10,000 backups. Azure runs in a process of its own. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cost-'));
  const recorder = await openConnectorRecorder();
  try {
    const limited = await costsOf({ folder, recorder, limit: 150 });
    const open = await costsOf({ folder, recorder, limit: 0 });
    report([...limited, ...open]);
  } finally {
    recorder.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An idle process, then one that watches, with the same Azure. `limit`: reads of jobs an hour; 0: no limit. */
async function costsOf({
  folder,
  recorder,
  limit,
}: {
  folder: string;
  recorder: ConnectorRecorder;
  limit: number;
}): Promise<readonly Cost[]> {
  const azure = await startChild('simulation/nightlyAzure.js', {
    SIMULATOR_FLEET: `${VAULTS}x${VMS_EACH}`,
    SIMULATOR_JOB_READS: String(limit),
    CLOCK_SPEED: '1',
  });
  try {
    const idle = limit === 0 ? [] : [await costOf({ azure, recorder, file: join(folder, 'idle.db') })];
    const file = join(folder, `watched-${limit}.db`);
    await seedWatched(file, (await readSimulatorReport(azure.url)).jobs, recorder.serviceUrl);
    return [...idle, await costOf({ azure, recorder, file })];
  } finally {
    await azure.stop();
  }
}

interface CostRun {
  readonly azure: Child;
  readonly recorder: ConnectorRecorder;
  readonly file: string;
}

async function costOf({ azure, recorder, file }: CostRun): Promise<Cost> {
  const before = await readsOf(azure);
  const [messages, changes] = [recorder.notices.length, recorder.changes()];
  const bot = await startProbed('bench/probedBot.js', {
    PORT: '0',
    CLOCK_SPEED: '1',
    AZURE_RESOURCE_MANAGER_URL: azure.url,
    DATABASE_URL: `sqlite:${file}`,
  });
  await wait(START_MS);
  const start = { cpuS: bot.cpuSeconds(), loop: await bot.loopDelay() };
  const began = performance.now();
  const memoryMb = await mostMemory(bot);
  const cpu = (bot.cpuSeconds() - start.cpuS) / ((performance.now() - began) / 1_000);
  const loop = await bot.loopDelay();
  await bot.stop();
  return {
    start,
    memoryMb,
    cpu,
    loop,
    reads: (await readsOf(azure)) - before,
    messages: recorder.notices.length - messages,
    changes: recorder.changes() - changes,
  };
}

async function mostMemory(bot: ProbedChild): Promise<number> {
  let most = 0;
  for (let passedMs = 0; passedMs < MEASURED_MS; passedMs += SAMPLE_MS) {
    await wait(SAMPLE_MS);
    most = Math.max(most, bot.memoryMb());
  }
  return most;
}

async function readsOf(azure: Child): Promise<number> {
  const { reads } = await readSimulatorReport(azure.url);
  return Object.entries(reads).reduce(
    (sum, [action, count]) => (action.endsWith('backupJobs/read') ? sum + count : sum),
    0,
  );
}

function report(costs: readonly Cost[]): void {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(costs)}\n`);
    return;
  }
  const idleMb = costs[0]?.memoryMb ?? 0;
  const row = (what: string, of: (cost: Cost) => string, goal = ''): string =>
    `| ${[what, ...costs.map(of), goal].join(' | ')} |\n`;
  const ms = ({ p50, p99, p999, max }: LoopDelay): string =>
    `${[p50, p99, p999, max].map((one) => one.toFixed(1)).join(', ')} ms`;
  const rows = [
    `| of the process | idle | ${VAULTS * VMS_EACH} watched, 150 reads an hour | the same, no limit | goal |\n`,
    '| --- | --- | --- | --- | --- |\n',
    row(
      'memory at most',
      ({ memoryMb }) => `${memoryMb.toFixed(0)} MB (+ ${(memoryMb - idleMb).toFixed(0)})`,
      '≤ 150 MB more',
    ),
    row('of a core', ({ cpu }) => `${(100 * cpu).toFixed(1)} %`, '< 20 %'),
    row('loop late by: p50, p99, p99.9, most', ({ loop }) => ms(loop)),
    row(`CPU of the first ${START_MS / 1_000} s`, ({ start }) => `${start.cpuS.toFixed(1)} s`),
    row('loop late by in them', ({ start }) => ms(start.loop)),
    row('reads of jobs', ({ reads }) => String(reads)),
    row('messages, changes of cards', ({ messages, changes }) => `${messages}, ${changes}`),
  ];
  process.stdout.write(rows.join(''));
}

void main();
