import { type Random, randomFrom } from '../../bench/random';
import type { Verdict } from '../../services/backup/findings';
import type { Job } from '../../services/backup/types';
import type { Reading } from '../../services/backup/vaults';
import { activeJobsOf, FRESH_MS, verdictOf } from '../../services/backup/verdict';
import { aJob, anItem, at, tasksOf } from './samples';
import { detailAt, isHazard, rowAt, timelineOf, type TrueJob } from './timelines';

const ITEM = anItem();
/** Another VM of the vault, whose snapshot never ends. */
const NEIGHBOUR = aJob({ id: 'neighbour', vmName: 'vm-02', tasks: tasksOf('inProgress', 'notStarted') });

/** A reading, and the second at which Azure truly answered it. */
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

/** Asked now, delivered late or kept for minutes. */
function secondsOld(random: Random): number {
  const kind = random.next();
  if (kind < 0.75) return random.between(0, 20);
  return kind < 0.9 ? random.between(20, 40) : random.between(40, 300);
}

/** At times dated after now, by a clock ahead of ours. */
function dated<T>(value: T, second: number, { now, random }: { now: number; random: Random }): Held<T> {
  const ahead = second > now - 5 && random.chance(0.03);
  return { reading: { value, at: at(ahead ? now + random.between(1, 200) : second) }, second };
}

function minuteAt(now: number, jobs: readonly TrueJob[], random: Random): Minute {
  const listSecond = now - secondsOld(random);
  const rows = jobs.flatMap((job) => rowAt(job, listSecond) ?? []);
  const list = random.chance(0.98) ? dated([NEIGHBOUR, ...rows], listSecond, { now, random }) : null;
  const active = activeJobsOf(ITEM, list?.reading.value ?? []);

  const details = jobs.flatMap((job) => {
    const wanted = active.some(({ id }) => id === job.id) ? 0.95 : isOurs(job, now) ? 0.5 : 0.02;
    const reads = [wanted, wanted / 20].filter((share) => random.chance(share));
    return reads.flatMap(() => {
      const second = random.chance(0.8) ? random.between(listSecond, now) : now - secondsOld(random);
      const value = detailAt(job, second);
      return value === null ? [] : [{ job, ...dated(value, second, { now, random }) }];
    });
  });
  const pending = jobs.flatMap(({ trigger }) =>
    trigger !== null && trigger.sent <= now && now < trigger.named ? [at(trigger.sent)] : [],
  );
  return { now, nowDate: at(now), list, details, pending };
}

function isOurs(job: TrueJob, now: number): boolean {
  return job.trigger !== null && job.trigger.named <= now && now < job.end;
}

function judge({ nowDate, list, details, pending }: Minute): Verdict {
  return verdictOf({
    item: ITEM,
    jobs: list?.reading ?? null,
    details: details.map(({ reading }) => reading),
    pendingTriggers: pending,
    now: nowDate,
  });
}

/**
 * Why a `clear` is false, null where it is true. It may only be said when its readings are at most 30 s old, no trigger
 * of ours is open, and no job that Azure showed in any of them had its snapshot (or restore) truly running when Azure
 * last showed it. Jobs that Azure showed in none of them have begun since, or are not listed yet: nobody could know.
 */
function whyFalse(minute: Minute, verdict: Verdict, jobs: readonly TrueJob[]): string | null {
  const { now, nowDate, list, pending } = minute;
  if (list === null || verdict.at === null) return 'nothing was read';
  const ageMs = nowDate.getTime() - verdict.at.getTime();
  if (!(ageMs >= 0 && ageMs <= FRESH_MS) || now - list.second > 30) return 'the reading is too old';
  if (pending.length > 0) return 'a trigger is open';
  for (const job of jobs) {
    const last = lastShown(job, minute);
    if (last === null) continue;
    if (isHazard(job, last.second)) return `${job.id} truly runs`;
    if (last.shows.state === 'cancelling' && last.shows.operation === 'Backup') return `${job.id} is being cancelled`;
  }
  return null;
}

/** What Azure showed of the job in the last reading that it stands in; of two at the same second, the single read. */
function lastShown(job: TrueJob, { list, details }: Minute): { second: number; shows: Job } | null {
  const row = list && rowAt(job, list.second);
  let last = row && { second: list.second, shows: row };
  for (const { second, reading, job: read } of details) {
    if (read === job && (last === null || second >= last.second)) last = { second, shows: reading.value };
  }
  return last;
}

/** Whether nothing stands against a change, and everything that is needed to know so was read in time. */
function isPlainlyClear({ now, nowDate, list, details, pending }: Minute, jobs: readonly TrueJob[]): boolean {
  if (list === null || pending.length > 0 || Math.abs(nowDate.getTime() - list.reading.at.getTime()) > FRESH_MS)
    return false;
  return jobs.every((job) => {
    const row = rowAt(job, list.second);
    const reads = details.filter((detail) => detail.job === job);
    if (job.odd || isHazard(job, list.second) || isHazard(job, now)) return false;
    const cancelled = [row, ...reads.map(({ reading }) => reading.value)].some((seen) => seen?.state === 'cancelling');
    const fresh = reads.some(({ second, reading }) => second >= list.second && reading.at <= at(now));
    return !cancelled && reads.length <= 1 && (row?.state !== 'inProgress' || fresh);
  });
}

/** What was judged, and what was truly so. */
export interface JobMinutes {
  /** Judged: one for each job that runs in a minute. */
  jobMinutes: number;
  readonly reasons: Record<string, number>;
  /** Where and why. */
  readonly falseClears: string[];
  /** Minutes in which nothing stands against a change, and all that is needed to know so was read in time. */
  plainlyClear: number;
  plainlyClearSaid: number;
  /** Minutes in which a snapshot or a restore truly runs. */
  hazards: number;
}

/** Judges each minute of a VM's day in which one of its jobs runs. */
function live(seed: number, tally: JobMinutes): void {
  const random = randomFrom(seed);
  const day = timelineOf(random);
  const lastSecond = Math.max(...day.map(({ end }) => end));
  for (let second = 0; second < lastSecond; second += 60) {
    const now = second + random.between(0, 59);
    const jobs = day.filter(({ start, trigger }) => (trigger?.sent ?? start) <= now);
    const running = jobs.filter(({ start, end }) => start <= now && now < end).length;
    if (running === 0) continue;
    const minute = minuteAt(now, jobs, random);
    const verdict = judge(minute);
    const why = verdict.kind === 'clear' ? whyFalse(minute, verdict, jobs) : null;
    if (why !== null) tally.falseClears.push(`seed ${seed}, second ${minute.now}: ${why}`);
    tally.jobMinutes += running;
    tally.reasons[verdict.reason] = (tally.reasons[verdict.reason] ?? 0) + 1;
    if (jobs.some((job) => isHazard(job, minute.now))) tally.hazards++;
    if (!isPlainlyClear(minute, jobs)) continue;
    tally.plainlyClear++;
    if (verdict.kind === 'clear') tally.plainlyClearSaid++;
  }
}

/** Judges at least so many job-minutes of generated days; the same each time. */
export function judgeJobMinutes(atLeast: number): JobMinutes {
  const tally: JobMinutes = {
    jobMinutes: 0,
    reasons: {},
    falseClears: [],
    plainlyClear: 0,
    plainlyClearSaid: 0,
    hazards: 0,
  };
  for (let seed = 1; tally.jobMinutes < atLeast; seed++) live(seed, tally);
  return tally;
}
