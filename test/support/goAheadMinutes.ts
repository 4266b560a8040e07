import { watchedRun } from '../../bench/nightSimulator';
import { type Random, randomFrom } from '../../bench/random';
import { AzureError, type Reading, type Vaults } from '../../services/backup/vaults';
import type { Draft, OutMessage } from '../../services/notify/message';
import type { Notice } from '../../services/notify/notice';
import { messageNow } from '../../services/notify/truth';
import type { Clock } from '../../services/platform/clock';
import { changesOf } from '../../services/watch/changes';
import { recheckGoAhead } from '../../services/watch/recheck';
import type { WatchedJob } from '../../services/watch/watchedJob';
import { anItem, aReading, at, VAULT } from './samples';
import { detailAt, isHazard, rowAt, timelineOf, type TrueJob } from './timelines';

const ITEM = anItem();
const FRESH_S = 30;

/** What was told of the snapshots of generated days, and what was truly so. */
export interface GoAheadMinutes {
  jobMinutes: number;
  /** By what the message said; `withdrawn`: none was sent. */
  readonly told: Record<OutMessage['truth'] | 'withdrawn', number>;
  /** Told over a minute after the reading that raised them. */
  delayed: number;
  /** Where and why. */
  readonly falseGoAheads: string[];
}

/** Follows at least so many job-minutes of generated days, from readings that come late to messages that do; the same each time. */
export async function followGoAheads(atLeast: number): Promise<GoAheadMinutes> {
  const tally: GoAheadMinutes = {
    ...{ jobMinutes: 0, delayed: 0, falseGoAheads: [] },
    told: { fresh: 0, anotherSnapshot: 0, unread: 0, withdrawn: 0 },
  };
  for (let seed = 1; tally.jobMinutes < atLeast; seed++) {
    const random = randomFrom(seed);
    const day = timelineOf(random);
    for (const job of day) {
      tally.jobMinutes += (job.end - job.start) / 60;
      const raised = raisedOf(job, random);
      if (raised) await tell(raised, { day, random, tally, seed });
    }
  }
  return tally;
}

interface Raised {
  readonly job: TrueJob;
  readonly watched: WatchedJob;
  readonly notice: Notice;
  /** When the reading that shows it was taken, and when it had come. */
  readonly second: number;
  readonly cameAt: number;
}

/** The go-ahead that readings of any kind and delay raise; null where none does. */
function raisedOf(job: TrueJob, random: Random): Raised | null {
  const readings: { readonly second: number; readonly cameAt: number }[] = [];
  for (let second = job.start + 5; second < job.end + 300; second += random.between(5, 300))
    readings.push({ second, cameAt: second + (random.chance(0.3) ? random.between(0, 600) : random.between(0, 2)) });
  let watched: WatchedJob = { ...watchedOf(job), ...{ ref: ITEM.ref, itemId: ITEM.id } };
  for (const { second, cameAt } of readings.sort((a, b) => a.cameAt - b.cameAt)) {
    const shown = random.chance(0.5) ? detailAt(job, second) : rowAt(job, second);
    if (shown === null) continue;
    const seen = { job: shown, readMs: at(second).getTime() };
    const change = changesOf(watched, seen, at(cameAt).getTime());
    watched = change.watched;
    if (change.events.includes('snapshotDone')) return { job, watched, notice: noticeOf(watched), second, cameAt };
  }
  return null;
}

function watchedOf({ id, start }: TrueJob): WatchedJob {
  const run = watchedRun({ id, vault: VAULT, startMs: at(start).getTime(), snapshotEndMs: 0, endMs: 0 });
  return { ...run, vmName: ITEM.vm.name, vmResourceGroup: ITEM.vm.resourceGroup };
}

function noticeOf({ key, itemId, vmName, vmResourceGroup, job, readMs }: WatchedJob): Notice {
  const when = { atMs: readMs, readMs };
  return { ...{ jobKey: key, event: 'snapshotDone', vault: VAULT, itemId, vmName, vmResourceGroup, job }, ...when };
}

interface Telling {
  readonly day: readonly TrueJob[];
  readonly random: Random;
  readonly tally: GoAheadMinutes;
  readonly seed: number;
}

async function tell(raised: Raised, { day, random, tally, seed }: Telling): Promise<void> {
  const delay = random.weighted([
    [3, random.between(0, 5)],
    [2, random.between(0, 600)],
    [1, random.between(600, 3 * 3_600)],
  ]);
  const now = raised.cameAt + delay;
  const clock: Clock = { speed: 1, now: () => at(now), sleep: () => Promise.resolve() };
  const vaults = azureAt(now, raised.job, { day, random });
  const message = await messageNow(
    { to: { tenant: 't', conversation: 'c' }, draft: draftOf(raised.notice), watches: [] },
    { clock, mayTell: async () => true, recheck: async () => recheckGoAhead(raised.watched, { vaults, clock }) },
  );
  tally.told[message?.truth ?? 'withdrawn'] += 1;
  if (now - raised.second > 60) tally.delayed += 1;
  const why = message && whyFalse(message, raised, { day, now });
  if (why) tally.falseGoAheads.push(`seed ${seed}, second ${now}: ${why}`);
}

function draftOf(notice: Notice): Draft {
  return {
    ...{ content: { kind: 'event', notice, night: null }, thread: null, underSlot: null, alert: true, mention: null },
    ...{ language: 'en', timeZone: 'UTC', cardId: 'c', watches: null },
  };
}

/** What Azure answers then: a reading of the last half minute, one that was kept from before, or nothing. */
function azureAt(now: number, own: TrueJob, { day, random }: { day: readonly TrueJob[]; random: Random }): Vaults {
  const reading = <T>(value: (second: number) => T | null): Reading<T> => {
    const problem = new AzureError({ kind: 'unavailable', status: 503 });
    if (random.chance(0.1)) throw problem;
    const isOld = random.chance(0.1);
    const second = now - (isOld ? random.between(60, 3_600) : random.between(0, FRESH_S));
    const found = value(second);
    if (found === null) throw problem;
    return { ...aReading(found, at(second)), ...(isOld && { problem }) };
  };
  // A go-ahead asks for nothing else.
  return {
    job: async () => reading((second) => detailAt(own, second)),
    jobs: async () => reading((second) => day.flatMap((job) => rowAt(job, second) ?? [])),
  } as unknown as Vaults;
}

/**
 * Why "go ahead" is false, null where it is true: the snapshot had not ended when the reading was taken that says so, or
 * what is told as true now is older than half a minute, or another job's snapshot or restore that began after this job's
 * end, and that lists had, truly ran then. While a job runs Azure starts no other backup of its VM.
 */
function whyFalse(
  { truth, content }: OutMessage,
  { job, second }: Raised,
  { day, now }: { day: readonly TrueJob[]; now: number },
): string | null {
  if (truth === 'anotherSnapshot') return null;
  if (job.hazardUntil >= job.end) return `${job.id} never had its snapshot done`;
  if (job.hazardUntil > second) return `${job.id}'s snapshot ran still`;
  if (truth === 'unread' || content.kind !== 'event') return null;
  const readAt = (content.notice.readMs - at(0).getTime()) / 1_000;
  if (now - readAt > FRESH_S) return 'the reading is too old';
  if (readAt < job.end) return null;
  const other = day.find((one) => one.start >= job.end && one.listed + one.lag <= readAt && isHazard(one, readAt));
  return other ? `${other.id} truly runs` : null;
}
