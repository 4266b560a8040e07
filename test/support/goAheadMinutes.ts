import type { Notice } from '../../services/backup/jobEvents';
import type { Vaults } from '../../services/backup/vaults';
import { recheckGoAhead } from '../../services/monitor/goAhead/recheckGoAhead';
import { advance } from '../../services/monitor/track/stateMachine';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';
import type { Draft, OutMessage } from '../../services/notify/message';
import { type Recheck, revalidateMessage } from '../../services/notify/outbox/revalidate';
import type { Clock } from '../../services/platform/clock';
import { type Random, randomFrom } from '../../simulation/random';
import { watchedRun } from '../../simulation/trueRuns';
import {
  azureAt,
  type BrokenRule,
  DAY_S,
  FRESH_S,
  type GeneratedWorld,
  type GoAheadMinutes,
  type ListTimes,
  vaultOfTrueJob,
  WORLD_ITEM,
  type WorldAtTelling,
} from './goAheadWorld';
import { at, VAULT } from './samples';
import { detailAt, isHazard, longRunningOf, rowAt, timelineOf, type TrueJob } from './timelines';

/** Runs at least so many job-minutes of generated days, with late readings and late messages. Always the same ones. */
export async function followGoAheads(atLeast: number, broken: BrokenRule | null = null): Promise<GoAheadMinutes> {
  const tally: GoAheadMinutes = {
    jobMinutes: 0,
    delayed: 0,
    owed: 0,
    beside: 0,
    besideOld: 0,
    triggers: 0,
    unlisted: 0,
    repeated: [],
    falseGoAheads: [],
    told: { fresh: 0, anotherSnapshot: 0, unread: 0, withdrawn: 0 },
  };
  for (let seed = 1; tally.jobMinutes < atLeast; seed++) {
    const random = randomFrom(seed);
    const day = timelineOf(random);
    const world = [...day, ...longRunningOf(random)];
    for (const job of day) {
      tally.jobMinutes += (job.end - job.start) / 60;
      const raised = raisedOf(job, random);
      if (raised) await tellAll(raised, { world, random, tally, seed, broken });
    }
  }
  return tally;
}

interface Raised {
  readonly job: TrueJob;
  readonly watched: WatchedJob;
  readonly notice: Notice;
  /** When the reading was taken that shows it, and when its answer arrived. */
  readonly second: number;
  readonly cameAt: number;
}

/** The go-ahead that readings of random kind and delay cause; null: none does. */
function raisedOf(job: TrueJob, random: Random): Raised | null {
  const readings: { readonly second: number; readonly cameAt: number }[] = [];
  for (let second = job.start + 5; second < job.end + 300; second += random.between(5, 300))
    readings.push({ second, cameAt: second + (random.chance(0.3) ? random.between(0, 600) : random.between(0, 2)) });
  let watched = watchedOf(job, job.start);
  for (const { second, cameAt } of readings.sort((a, b) => a.cameAt - b.cameAt)) {
    const shown = random.chance(0.5) ? detailAt(job, second) : rowAt(job, second);
    if (shown === null) continue;
    const seen = { job: shown, readMs: at(second).getTime() };
    const change = advance(watched, seen, at(cameAt).getTime());
    watched = change.watched;
    if (change.events.includes('snapshotDone')) return { job, watched, notice: noticeOf(watched), second, cameAt };
  }
  return null;
}

function watchedOf({ id }: TrueJob, startSecond: number): WatchedJob {
  const run = watchedRun({ id, vault: VAULT, startMs: at(startSecond).getTime(), snapshotEndMs: 0, endMs: 0 });
  const { ref, id: itemId, vm } = WORLD_ITEM;
  return { ...run, ref, itemId, vmName: vm.name, vmResourceGroup: vm.resourceGroup };
}

function noticeOf({ key, itemId, vmName, vmResourceGroup, job, readMs }: WatchedJob): Notice {
  const when = { atMs: readMs, readMs };
  return { jobKey: key, event: 'snapshotDone', vault: VAULT, itemId, vmName, vmResourceGroup, job, ...when };
}

const TRIES_MAX = 40;

/** Sends messages about it until the go-ahead itself is sent or withdrawn. */
async function tellAll(raised: Raised, of: GeneratedWorld): Promise<void> {
  const { random, tally, seed } = of;
  let now = raised.cameAt + delayOf(random);
  if (now - raised.second > 60) tally.delayed += 1;
  countWorld(raised, now, of);
  const toldInstead: OutMessage['validity'][] = [];
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const told = await tell(raised, { ...of, now, toldInstead });
    if (told === null) tally.told.withdrawn += 1;
    if (told === null) return;
    if (told !== 'held') {
      tally.told[told] += 1;
      if (toldInstead.includes(told)) tally.repeated.push(`seed ${seed}, second ${now}: ${told}`);
      if (told === 'fresh') tally.owed += Number(toldInstead.length > 0);
      if (told === 'fresh') return;
      toldInstead.push(told);
    }
    now += random.between(10, 300);
  }
}

function delayOf(random: Random): number {
  return random.weighted([
    [3, random.between(0, 5)],
    [2, random.between(0, 600)],
    [1, random.between(600, 3 * 3_600)],
  ]);
}

function countWorld({ job }: Raised, now: number, { world, tally }: GeneratedWorld): void {
  const running = world.filter((one) => one !== job && isHazard(one, now));
  tally.beside += Number(running.length > 0);
  tally.besideOld += Number(running.some(({ start }) => start < now - DAY_S));
  tally.triggers += Number(world.some((one) => one !== job && isOpen(one, now)));
}

/** Whether we sent a trigger for which Azure has named no job yet. */
function isOpen({ trigger }: TrueJob, now: number): boolean {
  return trigger !== null && trigger.sent <= now && now < trigger.named;
}

async function tell(raised: Raised, telling: WorldAtTelling): Promise<OutMessage['validity'] | 'held' | null> {
  const { now, tally, seed, toldInstead } = telling;
  const clock: Clock = { speed: 1, now: () => at(now), sleep: () => Promise.resolve() };
  const azure = azureAt(raised.job, telling);
  const instead = toldInstead.filter((truth) => truth !== 'fresh');
  const draft = { ...draftOf(raised.notice), ...(instead.length > 0 && { toldInstead: instead }) };
  const message = await revalidateMessage(
    { to: { tenant: 't', conversation: 'c' }, draft, watches: [], isChange: false },
    {
      clock,
      mayTell: async () => true,
      otherOf: async () => null,
      recheck: () => recheckBy(raised, { ...telling, vaults: azure.vaults, clock }),
    },
  );
  tally.unlisted += Number(azure.lists.size === 0);
  if (message === null) return null;
  if ('heldUntilMs' in message) return 'held';
  const why = message.validity === 'fresh' ? whyFalse(message, raised, { ...telling, lists: azure.lists }) : null;
  if (why) tally.falseGoAheads.push(`seed ${seed}, second ${now}: ${why}`);
  return message.validity;
}

async function recheckBy(
  { job, watched, notice }: Raised,
  { now, world, broken, vaults, clock }: WorldAtTelling & { readonly vaults: Vaults; readonly clock: Clock },
): Promise<Recheck> {
  const isFresh = at(now).getTime() - notice.readMs <= FRESH_S * 1_000;
  if (broken === 'checkSkipped' && isFresh && notice.job)
    return { kind: 'stillDone', job: notice.job, readMs: notice.readMs };
  const ours = world.filter((one) => one !== job && one.trigger !== null && one.trigger.sent <= now && now < one.end);
  const others = ours.map((one) => {
    const { sent, named } = one.trigger ?? { sent: 0, named: 0 };
    return { ...watchedOf(one, sent), jobId: named <= now ? one.id : null };
  });
  const vmJobs = { own: watched, others: broken === 'triggersIgnored' ? [] : others };
  return (await recheckGoAhead(vmJobs, { vaults, clock })).recheck;
}

function draftOf(notice: Notice): Draft {
  return {
    content: { kind: 'event', notice, night: null },
    thread: null,
    underSlot: null,
    alert: true,
    mention: null,
    language: 'en',
    timeZone: 'UTC',
    cardId: 'c',
    watches: null,
  };
}

/**
 * Why a go-ahead is false; null: it is true. It is false where the snapshot had not ended when it was read as done,
 * where the reading is over 30 s old, or where a trigger of ours is open. It is false too where another job of the VM,
 * of any age, is in the list, and its snapshot or restore ran when the list was read and when the message was sent.
 */
function whyFalse(
  { content }: OutMessage,
  { job, second }: Raised,
  { world, now, lists, seed }: WorldAtTelling & { readonly lists: ListTimes },
): string | null {
  if (job.hazardUntil >= job.end) return `${job.id} never had its snapshot done`;
  if (job.hazardUntil > second) return `${job.id}'s snapshot ran still`;
  if (content.kind !== 'event') return 'it is no event';
  const readAt = (content.notice.readMs - at(0).getTime()) / 1_000;
  if (now - readAt > FRESH_S) return 'the reading is too old';
  const open = world.find((one) => one !== job && isOpen(one, now));
  if (open) return `the trigger of ${open.id} is open`;
  const listed = (one: TrueJob): number => lists.get(vaultOfTrueJob(one, seed).name) ?? now;
  const others = world.filter((one) => one !== job && rowAt(one, listed(one)) !== null);
  const other = others.find((one) => isHazard(one, listed(one)) && isHazard(one, now));
  if (other) return `${other.id} truly runs`;
  const cancelled = others.find(
    (one) => rowAt(one, listed(one))?.state === 'cancelling' && detailAt(one, now)?.state === 'cancelling',
  );
  if (cancelled) return `${cancelled.id} is being cancelled`;
  return [...lists.values()].some((second) => now - second > FRESH_S) ? 'a list is too old' : null;
}
