import { createRunningJobs, type RunningJobs } from '../../services/azure/runningJobs';
import type { Verdict } from '../../services/backup/findings';
import { isActive } from '../../services/backup/phase';
import type { Job } from '../../services/backup/types';
import { AzureError, LISTED_MS, type Reading } from '../../services/backup/vaults';
import { activeJobsOf, FRESH_MS, verdictOf } from '../../services/backup/verdict';
import { type Random, randomFrom } from '../../simulation/random';
import { aJob, anItem, at, tasksOf, VAULT } from './samples';
import { detailAt, isHazard, longRunningOf, rowAt, timelineOf, type TrueJob } from './timelines';

const ITEM = anItem();
/** Another VM of the vault, whose snapshot never ends. */
const NEIGHBOUR = aJob({ id: 'neighbour', vmName: 'vm-02', tasks: tasksOf('inProgress', 'notStarted') });
const UNREAD = new AzureError({ kind: 'unavailable', status: 503 });
/** How long a trigger counts while Azure shows no job for it. */
const UNSEEN_S = 15 * 60;

/** The product code under test. The test of the oracle replaces parts of it with mistaken versions. */
export interface Rules {
  readonly verdict: typeof verdictOf;
  readonly running: (clock: { now(): Date; speed: number; sleep(): Promise<void> }) => RunningJobs;
}
export const RULES: Rules = { verdict: verdictOf, running: (clock) => createRunningJobs({ clock }) };

/** A reading with the second at which Azure really answered, which the reading's own date may misstate. */
interface Held<T> {
  readonly reading: Reading<T>;
  readonly second: number;
}

interface Minute {
  readonly now: number;
  readonly nowDate: Date;
  readonly list: Held<readonly Job[]> | null;
  readonly details: readonly (Held<Job> & { readonly job: TrueJob })[];
  readonly pending: readonly Date[];
}

/** State of one simulated day: the bot's memory and Azure's failures. */
interface Day {
  readonly random: Random;
  readonly outage: { readonly from: number; readonly to: number };
  /** Azure fails the lists of one status, by which the bot searches for older running jobs. */
  readonly looksFail: boolean;
  readonly running: RunningJobs;
  readonly clock: { second: number };
  last: Held<readonly Job[]> | null;
}

/** Age of a reading in seconds: new, late by some seconds, or cached for minutes. */
function secondsOld(random: Random): number {
  const kind = random.next();
  if (kind < 0.75) return random.between(0, 20);
  return kind < 0.9 ? random.between(20, 40) : random.between(40, 300);
}

/** Wraps `value` as a reading. Some readings are dated after `now`, as by a clock that runs ahead. */
function dated<T>(value: T, second: number, { now, random }: { now: number; random: Random }): Held<T> {
  const ahead = second > now - 5 && random.chance(0.03);
  return { reading: { value, at: at(ahead ? now + random.between(1, 200) : second) }, second };
}

function isOut({ outage, random }: Day, second: number): boolean {
  return (second >= outage.from && second < outage.to) || random.chance(0.02);
}

/** The rows that Azure's list shows: jobs that began in the window, of one state where the filter names one. */
function azureRows(
  jobs: readonly TrueJob[],
  second: number,
  { since, state }: { since: Date; state?: Job['state'] },
): readonly Job[] {
  return jobs
    .flatMap((job) => rowAt(job, second) ?? [])
    .filter((row) => row.startedAt !== null && row.startedAt >= since && (state === undefined || row.state === state));
}

/** The list that the port returns: jobs of the window and older running ones; `problem` where either is missing. */
async function listAt(now: number, jobs: readonly TrueJob[], day: Day): Promise<Held<readonly Job[]> | null> {
  const { random, running, clock } = day;
  const second = now - secondsOld(random);
  clock.second = second;
  await running.look(VAULT, async (status, since) => {
    if (day.looksFail || isOut(day, second)) throw UNREAD;
    return azureRows(jobs, second, { since, state: status === 'InProgress' ? 'inProgress' : 'cancelling' });
  });
  if (isOut(day, second)) {
    if (day.last === null) return null;
    return { ...day.last, reading: { ...day.last.reading, problem: UNREAD } };
  }
  const since = new Date(at(second).getTime() - LISTED_MS);
  const rows = azureRows(jobs, second, { since });
  running.listed(VAULT, rows, { since, at: at(second) });
  const { reading } = dated([NEIGHBOUR, ...rows], second, { now, random });
  const gap = running.whyUnknown(VAULT);
  day.last = { reading: { ...running.mergedWith(VAULT, reading), ...(gap && { problem: gap }) }, second };
  return day.last;
}

async function minuteAt(now: number, jobs: readonly TrueJob[], day: Day): Promise<Minute> {
  const { random } = day;
  const list = await listAt(now, jobs, day);
  const active = activeJobsOf(ITEM, list?.reading.value ?? []);
  const from = Math.min(list?.second ?? now, now);
  const details = jobs.flatMap((job) => {
    const wanted = active.some(({ id }) => id === job.id) ? 0.95 : isOurs(job, now) ? 0.5 : 0.02;
    const reads = [wanted, wanted / 20].filter((share) => random.chance(share));
    return reads.flatMap(() => {
      const second = random.chance(0.8) ? random.between(from, now) : now - secondsOld(random);
      const value = isOut(day, second) ? null : detailAt(job, second);
      if (value === null) return [];
      day.running.read(VAULT, job.id, { job: value, at: at(second) });
      return [{ job, ...dated(value, second, { now, random }) }];
    });
  });
  const shown = new Set(
    [...(list?.reading.value ?? []), ...details.map(({ reading }) => reading.value)].map(({ id }) => id),
  );
  const pending = jobs.flatMap(({ id, trigger }) =>
    trigger !== null && trigger.sent <= now && now < trigger.sent + UNSEEN_S && (now < trigger.named || !shown.has(id))
      ? [at(trigger.sent)]
      : [],
  );
  return { now, nowDate: at(now), list, details, pending };
}

function isOurs(job: TrueJob, now: number): boolean {
  return job.trigger !== null && job.trigger.named <= now && now < job.end;
}

function judge({ nowDate, list, details, pending }: Minute, { verdict }: Rules): Verdict {
  return verdict({
    item: ITEM,
    jobs: list?.reading ?? null,
    details: details.map(({ reading }) => reading),
    pendingTriggers: pending,
    now: nowDate,
  });
}

/**
 * Why a `clear` is false; null where it is true. It is false where a reading is older than 30 s, a newer read failed,
 * or a trigger of the bot is open. It is also false where a snapshot or restore truly ran when Azure last reported its
 * job, even if the bot did not look at that job. A job that no answer shows does not count: the bot cannot know it.
 */
function whyFalse(minute: Minute, verdict: Verdict, jobs: readonly TrueJob[]): string | null {
  const { now, nowDate, list, pending } = minute;
  if (list === null || verdict.at === null) return 'nothing was read';
  const ageMs = nowDate.getTime() - verdict.at.getTime();
  if (!(ageMs >= 0 && ageMs <= FRESH_MS) || now - list.second > 30) return 'the reading is too old';
  if (pending.length > 0) return 'a trigger is open';
  const against = jobs.map((job) => standsAgainst(job, minute)).find((reason) => reason !== null);
  return against ?? (list.reading.problem ? 'a list was wanted in vain' : null);
}

function standsAgainst(job: TrueJob, minute: Minute): string | null {
  const last = lastReported(job, minute);
  if (last === null) return null;
  if (isHazard(job, last.second)) return `${job.id} truly runs`;
  const { state, operation } = last.shows;
  return state === 'cancelling' && operation === 'Backup' ? `${job.id} is being cancelled` : null;
}

/**
 * Azure's last report of the job; the single read, where a list is of the same second. A list has no row of a job that
 * began before its window, so a fresh single read of such a job counts as the last report.
 */
function lastReported(job: TrueJob, { now, list, details }: Minute): { second: number; shows: Job } | null {
  const own = details.filter((detail) => detail.job === job);
  const isReadAlone = isOld(job, now) && own.some(({ second }) => now - second <= 30);
  const row = list && !isReadAlone && (isOld(job, now) ? detailAt : rowAt)(job, list.second);
  let last = row ? { second: list.second, shows: row } : null;
  for (const { second, reading } of own) {
    if (last === null || second >= last.second) last = { second, shows: reading.value };
  }
  return last;
}

/** Whether no job forbids a change, and the bot has read in time all that proves it. */
function isPlainlyClear({ now, nowDate, list, details, pending }: Minute, jobs: readonly TrueJob[]): boolean {
  if (list === null || list.reading.problem || pending.length > 0) return false;
  if (Math.abs(nowDate.getTime() - list.reading.at.getTime()) > FRESH_MS) return false;
  return jobs.every((job) => {
    const row = rowAt(job, list.second);
    const reads = details.filter((detail) => detail.job === job);
    // Lists lag behind for an odd job: one that has ended may still look running.
    const isOddNow = job.odd && (now < job.end || row === null || isActive(row));
    if (isOddNow || isHazard(job, list.second) || isHazard(job, now)) return false;
    const cancelled = [row, ...reads.map(({ reading }) => reading.value)].some((seen) => seen?.state === 'cancelling');
    const fresh = reads.some(({ second, reading }) => second >= list.second && reading.at <= at(now));
    const runs = [row, ...list.reading.value.filter(({ id }) => id === job.id)].some(
      (seen) => seen?.state === 'inProgress',
    );
    return !cancelled && reads.length <= 1 && (!runs || fresh);
  });
}

/** Counts of judged minutes, of verdicts, and of what was true in the simulation. */
export interface JobMinutes {
  /** Counts each running job of each judged minute. */
  jobMinutes: number;
  readonly reasons: Record<string, number>;
  /** Each false `clear`: the day, the time and the reason. */
  readonly falseClears: string[];
  /** Minutes in which no job forbids a change, and the bot has read in time all that proves it. */
  plainlyClear: number;
  plainlyClearSaid: number;
  /** Minutes in which a snapshot or a restore truly runs. */
  hazards: number;
  /** Minutes by circumstance: two or three backups at once, a job without a VM's name, a list with a `problem`, … */
  readonly of: Record<'minutes' | 'two' | 'three' | 'sameSecond' | 'days' | 'nameless' | 'problem' | 'pending', number>;
  /** Verdicts `clear` while a backup that began over a day before runs, past its snapshot. */
  clearBesideOld: number;
}

/** Simulates a day of one VM, and judges each minute in which one of its jobs runs. */
async function live(seed: number, rules: Rules, tally: JobMinutes): Promise<void> {
  const random = randomFrom(seed);
  const all = [...timelineOf(random), ...longRunningOf(random)];
  const from = random.between(0, 6_000);
  const clock = { second: 0 };
  const day: Day = {
    random,
    clock,
    last: null,
    looksFail: random.chance(0.1),
    outage: { from, to: from + (random.chance(0.5) ? random.between(30, 3_000) : 0) },
    running: rules.running({ now: () => at(clock.second), speed: 1, sleep: async () => undefined }),
  };
  const lastSecond = Math.max(...all.map(({ end }) => end));
  for (let second = 0; second < lastSecond; second += 60) {
    const now = second + random.between(0, 59);
    const jobs = all.filter(({ start, trigger }) => (trigger?.sent ?? start) <= now);
    const running = jobs.filter(({ start, end }) => start <= now && now < end);
    if (running.length === 0) continue;
    const minute = await minuteAt(now, jobs, day);
    judgeMinute(minute, { jobs, running }, { rules, tally, seed });
  }
}

function judgeMinute(
  minute: Minute,
  { jobs, running }: { jobs: readonly TrueJob[]; running: readonly TrueJob[] },
  { rules, tally, seed }: { rules: Rules; tally: JobMinutes; seed: number },
): void {
  const verdict = judge(minute, rules);
  const why = verdict.kind === 'clear' ? whyFalse(minute, verdict, jobs) : null;
  if (why !== null) tally.falseClears.push(`seed ${seed}, second ${minute.now}: ${why}`);
  tally.jobMinutes += running.length;
  tally.reasons[verdict.reason] = (tally.reasons[verdict.reason] ?? 0) + 1;
  if (jobs.some((job) => isHazard(job, minute.now))) tally.hazards++;
  count(minute, running, tally);
  if (verdict.kind === 'clear' && running.some((job) => isOld(job, minute.now))) tally.clearBesideOld++;
  if (!isPlainlyClear(minute, jobs)) return;
  tally.plainlyClear++;
  if (verdict.kind === 'clear') tally.plainlyClearSaid++;
}

function isOld({ start }: TrueJob, now: number): boolean {
  return start < now - LISTED_MS / 1_000;
}

function count({ now, list, pending }: Minute, running: readonly TrueJob[], { of }: JobMinutes): void {
  const backups = running.filter((job) => detailAt(job, Math.max(now, job.readable))?.operation === 'Backup');
  const starts = backups.map(({ start }) => start);
  const kinds = {
    minutes: true,
    two: backups.length >= 2,
    three: backups.length >= 3,
    sameSecond: new Set(starts).size < starts.length,
    days: running.some((job) => isOld(job, now)),
    nameless: running.some((job) => job.segments[0]?.row.vmName === ''),
    problem: list?.reading.problem !== undefined,
    pending: pending.length > 0,
  };
  for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) if (kinds[kind]) of[kind] += 1;
}

/** Judges generated days up to `atLeast` job-minutes, or to the first false `clear`. Each run uses the same days. */
export async function judgeJobMinutes(
  atLeast: number,
  rules = RULES,
  { untilFalse = false }: { untilFalse?: boolean } = {},
): Promise<JobMinutes> {
  const tally: JobMinutes = {
    jobMinutes: 0,
    reasons: {},
    falseClears: [],
    plainlyClear: 0,
    plainlyClearSaid: 0,
    hazards: 0,
    of: { minutes: 0, two: 0, three: 0, sameSecond: 0, days: 0, nameless: 0, problem: 0, pending: 0 },
    clearBesideOld: 0,
  };
  const isOver = (): boolean => tally.jobMinutes >= atLeast || (untilFalse && tally.falseClears.length > 0);
  for (let seed = 1; !isOver(); seed++) await live(seed, rules, tally);
  return tally;
}
