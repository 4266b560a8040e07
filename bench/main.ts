import { type Child, startChild } from './processes';
import { openQuestionChannel, type QuestionChannel } from './questionChannel';
import { openSlowArm } from './slowArm';
import { START_OPTIONS } from './startOptions';

const STARTS = 5;
const WARM_MESSAGES = 200;
const RATE_MESSAGES = 1_000;
const AT_ONCE = 8;
const CALL_MS = 100;
const STATUS_QUESTIONS = 20;

interface Result {
  /** Time from start to first answer: ours divided by the echo bot's. */
  readonly start: number;
  /** Resident memory after the same number of messages: ours divided by the echo bot's. */
  readonly memory: number;
  /** Answers a second: ours to `status` divided by the echo bot's. */
  readonly statusRate: number;
  /** Most reads of Azure that one `status` cost, with a warm inventory. */
  readonly statusReads: number;
  /** Median time of a `status` divided by the time of one Azure call. */
  readonly statusMedian: number;
  /** Reads of Azure of a warm `vms` over 1,000 VMs in 20 vaults, and the size of its card. */
  readonly vmsReads: number;
  readonly vmsCharacters: number;
}

/** Ratios of figures of one run: machines differ and are noisy. */
async function main(): Promise<void> {
  const channel = await openQuestionChannel();
  const arm = await startChild('playground/azure/main.js', simulator('1x20'));
  const ours = (): Promise<Child> => startChild('bench/bot.js', bot(arm.url));
  const echo = (): Promise<Child> => startChild('bench/echo.js');
  const oursStart: number[] = [];
  const echoStart: number[] = [];
  for (let run = 0; run < STARTS; run += 1) {
    echoStart.push(await firstAnswer(echo, channel));
    oursStart.push(await firstAnswer(ours, channel));
  }
  const bare = await load(echo, channel);
  const full = await load(ours, channel);
  await arm.stop();
  const result: Result = {
    start: ratio(median(oursStart), median(echoStart)),
    memory: ratio(full.memoryMb, bare.memoryMb),
    statusRate: ratio(full.perSecond, bare.perSecond),
    ...(await slowAzure(channel)),
    ...(await largeFleet(channel)),
  };
  channel.close();
  report(result, { oursStart: median(oursStart), echoStart: median(echoStart), full, bare });
}

const simulator = (fleet: string): Record<string, string> => ({
  SIMULATOR_PORT: '0',
  SIMULATOR_FLEET: fleet,
  SIMULATOR_JOB_READS: '0',
  CLOCK_SPEED: '1',
});
const bot = (arm: string): Record<string, string> => ({
  NODE_OPTIONS: START_OPTIONS.join(' '),
  PORT: '0',
  CLOCK_SPEED: '1',
  AZURE_RESOURCE_MANAGER_URL: arm,
  AZURE_JOB_READS_PER_HOUR: '1000000',
});

async function firstAnswer(start: () => Promise<Child>, channel: QuestionChannel): Promise<number> {
  const began = performance.now();
  const child = await start();
  await channel.ask(child.url, 'status vm-001');
  const ms = performance.now() - began;
  await child.stop();
  return ms;
}

interface Load {
  readonly memoryMb: number;
  readonly perSecond: number;
}

/** Memory after the first messages, then answers a second over many messages, several at once. */
async function load(start: () => Promise<Child>, channel: QuestionChannel): Promise<Load> {
  const child = await start();
  const ask = (count: number): Promise<void> => askMany(child.url, channel, count);
  await ask(WARM_MESSAGES);
  const memoryMb = child.memoryMb();
  const began = performance.now();
  await ask(RATE_MESSAGES);
  const perSecond = RATE_MESSAGES / ((performance.now() - began) / 1000);
  await child.stop();
  return { memoryMb, perSecond };
}

async function askMany(url: string, channel: QuestionChannel, count: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await channel.ask(url, `status vm-${String((next % 20) + 1).padStart(3, '0')}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function slowAzure(channel: QuestionChannel): Promise<Pick<Result, 'statusReads' | 'statusMedian'>> {
  const arm = await startChild('playground/azure/main.js', simulator('1x40'));
  const slow = await openSlowArm(arm.url, CALL_MS);
  const child = await startChild('bench/bot.js', bot(slow.url));
  await channel.ask(child.url, 'vms');
  await channel.ask(child.url, 'backup now vm-002');
  const times: number[] = [];
  const reads: number[] = [];
  for (let question = 0; question < STATUS_QUESTIONS; question += 1) {
    slow.reset();
    // A VM that was not asked before; every tenth question is about the one whose backup runs.
    const vm = question % 10 === 9 ? 2 : question + 10;
    times.push((await channel.ask(child.url, `status vm-${String(vm).padStart(3, '0')}`)).ms);
    reads.push(slow.seen().length);
  }
  await child.stop();
  slow.close();
  await arm.stop();
  return { statusReads: Math.max(...reads), statusMedian: ratio(median(times), CALL_MS) };
}

async function largeFleet(channel: QuestionChannel): Promise<Pick<Result, 'vmsReads' | 'vmsCharacters'>> {
  const arm = await startChild('playground/azure/main.js', simulator('20x50'));
  const counted = await openSlowArm(arm.url, 0);
  const child = await startChild('bench/bot.js', bot(counted.url));
  await channel.ask(child.url, 'vms');
  counted.reset();
  const { answer } = await channel.ask(child.url, 'vms');
  const vmsReads = counted.seen().length;
  const vmsCharacters = JSON.stringify(
    (answer as { attachments: { content: unknown }[] }).attachments[0]?.content,
  ).length;
  await child.stop();
  counted.close();
  await arm.stop();
  return { vmsReads, vmsCharacters };
}

function report(result: Result, raw: { oursStart: number; echoStart: number; full: Load; bare: Load }): void {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const row = (what: string, value: string, goal: string): string => `| ${what} | ${value} | ${goal} |`;
  const { full, bare } = raw;
  const rows = [
    row('measured', 'result', 'goal'),
    row('---', '---', '---'),
    row(
      'start to first answer',
      `${result.start} × (${whole(raw.oursStart)} ms, echo ${whole(raw.echoStart)} ms)`,
      Number(process.versions.node.split('.')[0]) < 24 ? '≤ 1.2 ×' : '≤ 1 ×',
    ),
    row('memory', `${result.memory} × (${whole(full.memoryMb)} MB, echo ${whole(bare.memoryMb)} MB)`, '≤ 1 ×'),
    row(
      '`status` answers a second',
      `${result.statusRate} × (${whole(full.perSecond)}, echo ${whole(bare.perSecond)})`,
      '≥ 0.4 ×',
    ),
    row('ARM reads of a `status`', String(result.statusReads), '≤ 3'),
    row('`status`, median, by one ARM call', `${result.statusMedian} ×`, '≤ 2.2 ×'),
    row('ARM reads of a warm `vms`, 1,000 VMs in 20 vaults', String(result.vmsReads), '0'),
    row('its card, characters', String(result.vmsCharacters), '≤ 28,000'),
  ];
  process.stdout.write(`${rows.join('\n')}\n`);
}

const ratio = (a: number, b: number): number => Math.round((a / b) * 100) / 100;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const whole = (value: number): string => String(Math.round(value));

void main();
