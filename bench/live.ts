import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { JOB_READS } from '../playground/azure/throttle';
import { MINUTE_MS, SECOND_MS } from '../services/platform/durations';
import { readSimulatorReport, type ReportedJob } from '../simulation/simulatorReport';
import { quantile } from '../simulation/statistics';
import { type ConnectorRecorder, openConnectorRecorder } from './connectorRecorder';
import { startChild } from './processes';
import { activity, postWithRetry } from './questionChannel';
import { type Delay, measure } from './watch';

const SPEED = Number(process.env['BENCH_SPEED'] ?? 20);
/** Nights that run in parallel, each with a bot and a simulated Azure of its own. */
const LANES = 3;
/** Real time between the starts of the lanes: a start keeps both cores busy. */
const LANE_MS = 15 * SECOND_MS;
const LIMIT = 150;
const FLEET = 60;
const ASK_MS = 250;
/** While the backups run, a `status` is asked each time so much has passed on the bots' clock. */
const STATUS_MS = 5 * MINUTE_MS;
/** Length of a night on the bots' clock: nine of ten backups have ended by then. */
const NIGHT_MS = 75 * MINUTE_MS;
/** Events of the last ten minutes are left out: their messages may come after the night. */
const LAST_MS = 10 * MINUTE_MS;

interface Setting {
  readonly jobs: number;
  readonly nights: number;
  readonly points: 'end' | 'snapshot';
  /** AZURE_JOB_READS_PER_HOUR; null: unset. */
  readonly watchMax: number | null;
  /** Nights to simulate for comparison, by bench/watch. */
  readonly simulatedNights: number;
  /** Goals of go-ahead and end: 95th percentile, seconds. */
  readonly goal: string;
}

/** The longest first. */
const SETTINGS: readonly Setting[] = [
  { jobs: 50, nights: 1, points: 'end', watchMax: 135, simulatedNights: 4, goal: '240, 300' },
  { jobs: 10, nights: 4, points: 'end', watchMax: null, simulatedNights: 20, goal: '60, 150' },
  { jobs: 10, nights: 2, points: 'snapshot', watchMax: null, simulatedNights: 20, goal: '60, 150' },
  { jobs: 1, nights: 2, points: 'end', watchMax: null, simulatedNights: 150, goal: '30, 60' },
  { jobs: 1, nights: 1, points: 'snapshot', watchMax: null, simulatedNights: 150, goal: '30, 60' },
];
/** `BENCH_JOBS=1`: these alone. */
const ONLY = process.env['BENCH_JOBS'];

/** Delays from the event to the moment at which the channel has received the message, in seconds of the bots' clock. */
interface NightTold {
  readonly goAheads: readonly number[];
  readonly ends: readonly number[];
  /** Reads of jobs, including those of commands. */
  readonly reads: number;
  readonly refused: number;
  readonly commands: number;
}

/** Whole nights of the bot's process against the simulated Azure, both on a clock that runs `SPEED` times as fast. */
async function main(): Promise<void> {
  const settings = SETTINGS.filter(({ jobs }) => ONLY === undefined || String(jobs) === ONLY);
  const nights = settings.flatMap((setting) => Array.from({ length: setting.nights }, () => setting));
  const told = new Map<Setting, NightTold[]>(settings.map((setting) => [setting, []]));
  let vms = 0;
  const lane = async (_: unknown, place: number): Promise<void> => {
    await wait(place * LANE_MS);
    for (let next = nights.shift(); next !== undefined; next = nights.shift()) {
      const first = vms;
      vms += next.jobs;
      told.get(next)?.push(await nightOf(next, first));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  report([...told]);
}

async function nightOf(setting: Setting, first: number): Promise<NightTold> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-live-'));
  const recorder = await openConnectorRecorder();
  const epochMs = Date.now();
  const time = { CLOCK_SPEED: String(SPEED), CLOCK_EPOCH: new Date(epochMs).toISOString() };
  const azure = await startChild('playground/azure/main.js', {
    ...time,
    SIMULATOR_PORT: '0',
    SIMULATOR_FLEET: `1x${FLEET}`,
    SIMULATOR_JOB_READS: String(LIMIT),
    SIMULATOR_POINTS: setting.points,
  });
  const bot = await startChild('bench/bot.js', {
    ...time,
    PORT: '0',
    AZURE_RESOURCE_MANAGER_URL: azure.url,
    DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`,
    ...(setting.watchMax !== null && { AZURE_JOB_READS_PER_HOUR: String(setting.watchMax) }),
  });
  try {
    const toClock = (realMs: number): number => epochMs + (realMs - epochMs) * SPEED;
    return await runNight({ setting, recorder, toClock, first, botUrl: bot.url, azureUrl: azure.url });
  } finally {
    await Promise.all([bot.stop(), azure.stop()]);
    recorder.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Night {
  readonly setting: Setting;
  readonly recorder: ConnectorRecorder;
  readonly botUrl: string;
  readonly azureUrl: string;
  /** Number of the night's first VM: each night has VMs, and so durations, of its own. */
  readonly first: number;
  readonly toClock: (realMs: number) => number;
}

async function runNight(night: Night): Promise<NightTold> {
  const { setting, recorder, azureUrl, first, toClock } = night;
  const vms = Array.from(
    { length: setting.jobs },
    (_, n) => `vm-${String(((first + n) % FLEET) + 1).padStart(3, '0')}`,
  );
  let asked = 0;
  const ask = (text: string, conversation: string): Promise<void> => {
    asked += 1;
    const { serviceUrl } = recorder;
    return postWithRetry(
      `${night.botUrl}/api/messages`,
      activity({ text, conversation, serviceUrl, id: String(asked) }),
    );
  };
  // Loads what the first answer loads: at this speed that time would count many times.
  await ask('status vm-060', 'warm');
  await Promise.all(vms.map((vm) => ask(`backup now ${vm}`, vm)));
  const beganMs = toClock(Date.now());
  let statusMs = beganMs + STATUS_MS;
  const isTold = (vm: string): boolean =>
    recorder.notices.some(({ conversation, event }) => conversation === vm && event === 'ended');
  while (!vms.every(isTold) && toClock(Date.now()) - beganMs < NIGHT_MS) {
    await wait(ASK_MS);
    if (toClock(Date.now()) < statusMs) continue;
    statusMs += STATUS_MS;
    await ask(`status ${vms[asked % vms.length] ?? ''}`, 'asks');
  }
  const { jobs, reads, throttled } = await readSimulatorReport(azureUrl);
  const delays = (event: string, truth: (job: ReportedJob) => string | null): number[] =>
    vms.flatMap((vm) => {
      const job = jobs.find((one) => one.vm === vm);
      if (!job) return [Infinity]; // The trigger failed: its messages never come.
      const happened = truth(job);
      if (happened === null || Date.parse(happened) > beganMs + NIGHT_MS - LAST_MS) return [];
      const message = recorder.notices.find(
        (told) => told.conversation === vm && (told.event === event || told.event === 'ended'),
      );
      return message ? (toClock(message.atMs) - Date.parse(happened)) / 1_000 : Infinity;
    });
  return {
    goAheads: delays('snapshotDone', ({ snapshotDone }) => snapshotDone),
    ends: delays('ended', ({ ended }) => ended),
    reads: reads[JOB_READS] ?? 0,
    refused: throttled[JOB_READS] ?? 0,
    commands: asked - vms.length,
  };
}

function report(told: readonly (readonly [Setting, readonly NightTold[]])[]): void {
  const lines = told.map(([{ goal, ...setting }, nights]) => {
    const [simulated] = measure({ limit: LIMIT, vaults: 1, ...setting, nights: setting.simulatedNights });
    const sum = (of: (night: NightTold) => number): number => nights.reduce((total, night) => total + of(night), 0);
    const goAhead = delayOf(nights.flatMap(({ goAheads }) => goAheads));
    const end = delayOf(nights.flatMap(({ ends }) => ends));
    return {
      ...setting,
      refused: sum(({ refused }) => refused),
      commands: sum(({ commands }) => commands),
      readsPerJob: sum(({ reads }) => reads) / (setting.jobs * nights.length),
      goAhead,
      end,
      simulated: simulated && { goAhead: simulated.goAhead, end: simulated.end },
      goal,
    };
  });
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ speed: SPEED, lines })}\n`);
    return;
  }
  process.stdout.write(HEADER);
  const delay = (one?: Delay): string => (one ? `${one.median}, ${one.p95}` : '–');
  for (const { jobs, nights, points, watchMax, refused, commands, readsPerJob, goAhead, end, simulated, goal } of lines)
    process.stdout.write(
      `| ${[jobs, nights, points, watchMax ?? 'unset', refused, readsPerJob.toFixed(1), commands, delay(goAhead), delay(simulated?.goAhead), delay(end), delay(simulated?.end), goal].join(' | ')} |\n`,
    );
}

const HEADER = `At ${SPEED} times real speed: 0.1 s of real time counts ${SPEED / 10} s. Seconds: median, p95.

| jobs | nights | points | setting | 429s | reads a job | commands | go-ahead | simulated | end | simulated | goal: go-ahead, end |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

function delayOf(seconds: readonly number[]): Delay {
  return { median: Math.round(quantile(seconds, 0.5)), p95: Math.round(quantile(seconds, 0.95)) };
}

void main();
