import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import type { Clock } from '../../services/platform/clock';
import type { Random } from '../../simulation/random';
import { aMessage } from '../support/teamsActivities';
import { type Attended, mustBeSeen } from './attended';
import type { TellingConnector, Told } from './tellingConnector';

export interface RealJob {
  readonly id: string;
  readonly vm: string;
  readonly started: string;
  readonly snapshotDone: string | null;
  readonly ended: string | null;
  readonly status: string;
}

/** The requests of one night and the processes that may answer them. */
export interface NightParts extends Attended {
  readonly connector: TellingConnector;
  readonly clock: Clock;
  readonly random: Random;
  readonly azureUrl: string;
  /** Addresses of the bot's processes. An activity goes to any of them, and again if it gets no answer. */
  readonly bots: readonly string[];
  readonly vms: readonly string[];
  /** Requests are spread over this time from the start; real ms. */
  readonly askedWithinMs: number;
  /** How often the same activity reaches two processes at once, 0 to 1. */
  readonly twice?: number;
}

const PAUSE_MS = 100;
/** A message missing this long after the last job's end counts as lost; real ms. */
const PATIENCE_MS = 60_000;
/** Time to wait for messages that must not come; real ms. */
const QUIET_MS = 3_000;
const POST_MS = 12_000;

/** One night: the requests and the true course of the jobs. */
interface Night {
  readonly jobs: readonly RealJob[];
  readonly told: readonly Told[];
  /** Jobs surely read between their snapshot's end and their own. The others may get the end message alone. */
  readonly seen: ReadonlySet<string>;
}

/** Requests a backup of each VM, each in its own conversation. Resolves once all messages came, or no more come. */
export async function runNight(parts: NightParts): Promise<Night> {
  const { connector, clock, vms, random, askedWithinMs } = parts;
  const first = connector.told.length;
  const sinceMs = clock.now().getTime();
  const nightSoFar = async (): Promise<Night> => {
    const jobs = (await happened(parts)).filter(({ started }) => Date.parse(started) >= sinceMs);
    const seen = new Set(jobs.filter((job) => mustBeSeen(job, parts, clock)).map(({ id }) => id));
    return { jobs, seen, told: connector.told.slice(first) };
  };
  await Promise.all(vms.map((vm) => ask(vm, random.between(0, askedWithinMs), parts)));
  let patienceMs = PATIENCE_MS;
  for (;;) {
    const night = await nightSoFar();
    const running = night.jobs.some(({ ended }) => ended === null);
    const missing = vms.some((vm) => problemsOf(vm, night).length > 0);
    if (!running && (!missing || patienceMs <= 0)) break;
    if (!running) patienceMs -= PAUSE_MS;
    await wait(PAUSE_MS);
  }
  await wait(QUIET_MS);
  return nightSoFar();
}

function conversationOf(vm: string): string {
  return `a:${vm}`;
}

async function happened({ azureUrl }: NightParts): Promise<readonly RealJob[]> {
  const response = await fetch(`${azureUrl}/__simulator`);
  return ((await response.json()) as { readonly jobs: readonly RealJob[] }).jobs;
}

/** Delivers an activity again until it is answered. Teams does the same, but gives up at some time. */
async function ask(vm: string, afterMs: number, parts: NightParts): Promise<void> {
  const { connector, bots, random, twice = 0 } = parts;
  await wait(afterMs);
  const activity = aMessage(connector.serviceUrl, `backup now ${vm}`, {
    id: randomUUID(),
    from: { id: `29:${vm}`, name: `Asks for ${vm}`, aadObjectId: randomUUID() },
    conversation: { id: conversationOf(vm), conversationType: 'personal', tenantId: 'tenant' },
    channelData: { tenant: { id: 'tenant' } },
  });
  const start = random.between(0, bots.length - 1);
  const at = (turn: number): string => bots[(start + turn) % bots.length] ?? '';
  if (random.chance(twice)) void post(at(1), activity);
  for (let turn = 0; !(await post(at(turn), activity)); turn += 1) await wait(PAUSE_MS);
}

async function post(bot: string, activity: object): Promise<boolean> {
  try {
    const response = await fetch(`${bot}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(POST_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** The acknowledgement of a slow command, before its answer. */
const WORKING = 'Still asking Azure';
/** The message that no process lived long enough to answer within two minutes. */
const TOO_LATE = 'It was not done';
/** The answer for a backup that somebody else started. */
const NOT_OWN = 'already running';

/** Jobs with an end message but without a message about their snapshot. */
export function endsAlone({ jobs, told }: Night): number {
  const ahead = new Set(told.flatMap(({ event, conversation }) => (event === 'snapshotDone' ? [conversation] : [])));
  return jobs.filter(({ vm, snapshotDone }) => snapshotDone !== null && !ahead.has(conversationOf(vm))).length;
}

/** No backup was started: the request was never sent to Azure, or no process answered in time. */
function isToldNotDone(messages: readonly Told[]): boolean {
  return messages.some(({ event, summary }) => event === 'notStarted' || summary.includes(TOO_LATE));
}

/** The broken promises in the conversation of one VM, each with its facts. */
export function problemsOf(vm: string, { jobs, told, seen }: Night): readonly string[] {
  const own = jobs.filter((job) => job.vm === vm);
  const messages = told.filter(({ conversation }) => conversation === conversationOf(vm));
  const said = messages.map(({ event, summary }) => event ?? summary).join(' | ');
  const count = (event: string): number => messages.filter((message) => message.event === event).length;
  const fail = (what: string): string[] => [`${vm}: ${what}; jobs ${JSON.stringify(own)}; told: ${said}`];
  const answers = messages.filter(({ event }) => event === null);
  if (answers.length === 0) return fail('no answer');
  if (own.length === 0) return isToldNotDone(messages) ? [] : fail('no job, and nobody was told');
  if (own.length > 1) return fail('triggered twice');
  if (answers.every(({ summary }) => summary.startsWith(WORKING) || summary.includes(NOT_OWN)))
    return fail('not answered with its own backup');
  // A request that never reached Azure is reported. The same activity, delivered again, may then start a backup.
  const given = new Set(messages.filter(({ event }) => event === 'notStarted').map(({ promise }) => promise));
  if (messages.some(({ event, promise }) => event === 'ended' && given.has(promise)))
    return fail('told that it was not started');
  if (count('ended') === 0) return fail('its end was not told');
  if (own[0] && seen.has(own[0].id) && count('snapshotDone') === 0) return fail('no go-ahead');
  const order = messages.flatMap(({ event }) => (event === null ? [] : [event]));
  return order.lastIndexOf('snapshotDone') < order.indexOf('ended') ? [] : fail('in a wrong order');
}

/** Go-aheads sent before the snapshot was really done, by the shared clock. */
export function falseGoAheads({ jobs, told }: Night, { speed, atReal }: SharedTime): readonly string[] {
  return told
    .filter(({ event }) => event === 'snapshotDone')
    .filter(({ conversation, atMs }) => {
      const done = jobs.find(({ vm }) => conversationOf(vm) === conversation)?.snapshotDone;
      return !done || Date.parse(done) > atReal(atMs) + SKEW_REAL_MS * speed;
    })
    .map(({ conversation, summary }) => `${conversation}: ${summary}`);
}

/** Largest difference between two processes reading the machine's clock, ms. */
const SKEW_REAL_MS = 20;

interface SharedTime {
  readonly speed: number;
  /** The simulated time of a moment of real time; both epoch ms. */
  readonly atReal: (realMs: number) => number;
}

/** Longest time, ms, from the channel reading a message to its row's deletion. A kill within it hides the result. */
const UNSETTLED_MS = 4_000;

/** Messages that came twice: those whose first sender was killed while sending, and all others. */
export function duplicates(told: readonly Told[], killedAt: readonly number[]): { excused: number; others: string[] } {
  const last = new Map<string, Told>();
  const found = { excused: 0, others: [] as string[] };
  for (const message of told) {
    if (message.event === null) continue;
    const key = `${message.conversation} ${message.promise} ${message.event}`;
    const before = last.get(key);
    last.set(key, message);
    if (!before) continue;
    if (diedBetween(before, message, killedAt)) found.excused += 1;
    else found.others.push(`${key}: ${before.atMs} and ${message.atMs}, ${before.answered ? '' : 'un'}answered`);
  }
  return found;
}

/** Conversations, with one request each, that got a second answer although the first sender was not killed. */
export function answeredTwice({ told }: Night, killedAt: readonly number[]): readonly string[] {
  const answers = new Map<string, Told[]>();
  for (const message of told)
    if (message.event === null && !message.summary.startsWith(WORKING))
      answers.set(message.conversation, [...(answers.get(message.conversation) ?? []), message]);
  return [...answers]
    .filter(([, [first, second]]) => first && second && !diedBetween(first, second, killedAt))
    .map(([conversation, messages]) => `${conversation}: ${messages.map(({ summary }) => summary).join(' | ')}`);
}

/** Whether another process sent the second message, after the first process was killed while sending. */
function diedBetween({ atMs }: Told, again: Told, killedAt: readonly number[]): boolean {
  return killedAt.some((killedMs) => killedMs >= atMs && killedMs <= Math.min(again.atMs, atMs + UNSETTLED_MS));
}
