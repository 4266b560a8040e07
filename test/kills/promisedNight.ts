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

/** What people ask in one night, through whatever process answers. */
export interface NightParts extends Attended {
  readonly connector: TellingConnector;
  readonly clock: Clock;
  readonly random: Random;
  readonly azureUrl: string;
  /** Addresses of the bot's processes; an activity is posted to any of them, and again where it does not answer. */
  readonly bots: readonly string[];
  readonly vms: readonly string[];
  /** People ask within so long from the beginning; real ms. */
  readonly askedWithinMs: number;
  /** How often the same activity reaches two processes at once, 0 to 1. */
  readonly twice?: number;
}

const PAUSE_MS = 100;
/** What is not there so long after the last job ended never comes; real ms. */
const PATIENCE_MS = 60_000;
/** Time in which something that should not come would come; real ms. */
const QUIET_MS = 3_000;
const POST_MS = 12_000;

/** One night: what was asked, and what really happened. */
export interface Night {
  readonly jobs: readonly RealJob[];
  readonly told: readonly Told[];
  /** Ids of the jobs that somebody must have read between the end of their snapshot and their own: the others' end alone may be told. */
  readonly seen: ReadonlySet<string>;
}

/** Asks for a backup of each VM, each in a conversation of its own, and resolves once all is told, or nothing more comes. */
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

export function conversationOf(vm: string): string {
  return `a:${vm}`;
}

async function happened({ azureUrl }: NightParts): Promise<readonly RealJob[]> {
  const response = await fetch(`${azureUrl}/__simulator`);
  return ((await response.json()) as { readonly jobs: readonly RealJob[] }).jobs;
}

/** Teams delivers an activity again until it is answered; here for as long as it takes. */
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

/** That a slow command is being worked on comes before its answer. */
const WORKING = 'Still asking Azure';
/** Nobody lived long enough to answer within two minutes. */
const TOO_LATE = 'It was not done';
/** What somebody else's backup would be answered with. */
const NOT_OWN = 'already running';

/** Jobs of which the end was told and not that their snapshot was done. */
export function endsAlone({ jobs, told }: Night): number {
  const ahead = new Set(told.flatMap(({ event, conversation }) => (event === 'snapshotDone' ? [conversation] : [])));
  return jobs.filter(({ vm, snapshotDone }) => snapshotDone !== null && !ahead.has(conversationOf(vm))).length;
}

/** That no backup was started: it never went out, or nobody could answer in time. */
function isToldNotDone(messages: readonly Told[]): boolean {
  return messages.some(({ event, summary }) => event === 'notStarted' || summary.includes(TOO_LATE));
}

/** What is not as promised in the conversation of one VM, each with its facts; none: all is well. */
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
  // A request that never went out is told as such; the same activity, taken up again later, may then start one.
  const given = new Set(messages.filter(({ event }) => event === 'notStarted').map(({ promise }) => promise));
  if (messages.some(({ event, promise }) => event === 'ended' && given.has(promise)))
    return fail('told that it was not started');
  if (count('ended') === 0) return fail('its end was not told');
  if (own[0] && seen.has(own[0].id) && count('snapshotDone') === 0) return fail('no go-ahead');
  const order = messages.flatMap(({ event }) => (event === null ? [] : [event]));
  return order.lastIndexOf('snapshotDone') < order.indexOf('ended') ? [] : fail('in a wrong order');
}

/** Go-aheads that were told before the snapshot was really done, by the clock that all share. */
export function falseGoAheads({ jobs, told }: Night, { speed, atReal }: SharedTime): readonly string[] {
  return told
    .filter(({ event }) => event === 'snapshotDone')
    .filter(({ conversation, atMs }) => {
      const done = jobs.find(({ vm }) => conversationOf(vm) === conversation)?.snapshotDone;
      return !done || Date.parse(done) > atReal(atMs) + SKEW_REAL_MS * speed;
    })
    .map(({ conversation, summary }) => `${conversation}: ${summary}`);
}

/** Two processes of one machine read its clock so closely. */
const SKEW_REAL_MS = 20;

interface SharedTime {
  readonly speed: number;
  /** The shared clock, epoch ms, at a moment of real time. */
  readonly atReal: (realMs: number) => number;
}

/** From the channel having read a message to its row being gone, on a loaded machine; a kill within it leaves an unanswered send. */
const UNSETTLED_MS = 4_000;

/** Messages that came more than once: those whose earlier sender was killed while it was at it, and all others. */
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

/** Conversations of this night, in which one thing was asked each, with a second answer whose first sender was not killed. */
export function answeredTwice({ told }: Night, killedAt: readonly number[]): readonly string[] {
  const answers = new Map<string, Told[]>();
  for (const message of told)
    if (message.event === null && !message.summary.startsWith(WORKING))
      answers.set(message.conversation, [...(answers.get(message.conversation) ?? []), message]);
  return [...answers]
    .filter(([, [first, second]]) => first && second && !diedBetween(first, second, killedAt))
    .map(([conversation, messages]) => `${conversation}: ${messages.map(({ summary }) => summary).join(' | ')}`);
}

/** A process told the same twice never: another did, after the first was killed at it. */
function diedBetween({ atMs }: Told, again: Told, killedAt: readonly number[]): boolean {
  return killedAt.some((killedMs) => killedMs >= atMs && killedMs <= Math.min(again.atMs, atMs + UNSETTLED_MS));
}
