import type { JobView, StartedView } from '../protocol/jobViews';
import type { FailuresView, NoticeView } from '../protocol/noticeViews';
import type { View } from '../protocol/view';
import { adviceFor, adviceOf } from '../services/backup/advice';
import { comparedWithBefore } from '../services/backup/comparison';
import { finding } from '../services/backup/consistency';
import type { PastLengths } from '../services/backup/durations';
import { indexOf } from '../services/backup/itemIndex';
import type { Notice } from '../services/backup/jobEvents';
import { isActive } from '../services/backup/phase';
import { newestPoint, pointOf } from '../services/backup/points';
import type { Job, ProtectedItem, RecoveryPoint } from '../services/backup/types';
import { AzureError, type AzureProblem } from '../services/backup/vaults';
import { SNAPSHOT_SLOW_MS } from '../services/monitor/track/changes';
import type { Content, FailureCard, OutMessage } from '../services/notify/message';
import { freshMs } from '../services/notify/revalidate';
import { type SubscriptionReason, subscriptionReasonOf } from '../services/subscriptions/subscriptionReason';
import { attempt, isRead } from './attempt';
import { type Points, readPast, readPoints } from './facts';
import { jobsAlreadyRead, type Upcoming, upcoming } from './nextStart';
import type { Services } from './services';

/** What the facts beside the notice come from. No job is read for a message: those reads are for finding out what happened. */
export type NoticeSources = Pick<Services, 'vaults' | 'lastRead' | 'clock' | 'seen' | 'store'> & {
  readonly triggers: Pick<Services['triggers'], 'askedBy'>;
};

/** What is read beside the notice, as far as it could be. */
export interface NoticeFacts {
  /** null where the VM is no longer protected, or nothing could be read in time. */
  readonly item: ProtectedItem | null;
  readonly points: Points;
  /** null where nothing is known of its schedule. */
  readonly upcoming: Upcoming | null;
  readonly askedBy: string | null;
  readonly past: PastLengths;
  /** Of a live card: why its conversation is told of the backup; null: it is not; left out: not read. */
  readonly told?: SubscriptionReason | null | undefined;
}

/** Nothing beside the notice could be read, and why not: what is not known is not said to be absent. */
export function noFacts(problem: AzureProblem = { kind: 'unavailable', status: 0 }): NoticeFacts {
  const points = { all: [], newest: null, policy: null, problem: new AzureError(problem) };
  return { item: null, points, upcoming: null, askedBy: null, past: { whole: null, snapshot: null } };
}

/** Points of a running job change seldom and say little; those of one that has ended must be as new as its end. */
const RUNNING_POINTS_AGE_MS = 5 * 60_000;
const POINTS_AGE_MS = 60_000;

/** The notice that the message is about, its first where it is about several. */
export function noticeOf(content: Content): Notice {
  return content.kind === 'group' ? content.group.first : content.notice;
}

/** Reads what belongs to the notice: the item from the inventory, its recovery points and policy. Rejects only where the store does. */
export async function readFacts({ content, to, toldMs }: OutMessage, sources: NoticeSources): Promise<NoticeFacts> {
  if (content.kind === 'group' && !isSingle(content.group)) return noFacts();
  const notice = noticeOf(content);
  const { job } = notice;
  const [item, askedBy, past, told] = await Promise.all([
    itemOf(notice.itemId, sources),
    job && sources.triggers.askedBy(job.vault, job.id),
    readPast(notice.itemId, sources),
    content.kind === 'card'
      ? sources.store.transaction((tables) => subscriptionReasonOf(tables, { to, job: notice }))
      : undefined,
  ]);
  if (item instanceof AzureError) return { ...noFacts(item.problem), askedBy, past, told };
  if (item === null || job === null)
    return { ...noFacts({ kind: 'notFound', what: 'item' }), item, askedBy, past, told };
  const ageMs = Math.max(0, toldMs - notice.readMs);
  const maxAgeMs = isActive(job) ? RUNNING_POINTS_AGE_MS : Math.min(POINTS_AGE_MS, ageMs);
  const points = await readPoints(item, sources, { maxAgeMs });
  const policy = points.nextProblem ? 'unread' : points.policy;
  const known = { policy, jobs: jobsAlreadyRead(item, job, sources) } as const;
  return { item, askedBy, past, told, points, upcoming: await upcoming(item, known, sources) };
}

async function itemOf(itemId: string, { vaults }: NoticeSources): Promise<ProtectedItem | null | AzureError> {
  const inventory = vaults.known() ?? (await attempt(vaults.inventory()));
  return isRead(inventory) ? indexOf(inventory.value.items).byId(itemId) : inventory;
}

/** What the message says, with the facts that could be read. `speed` is the clock's. */
export function viewOf(message: OutMessage, facts: NoticeFacts, speed: number): View {
  const { content } = message;
  if (content.kind === 'group' && !isSingle(content.group)) return failuresView(content.group, content.night);
  const notice = noticeOf(content);
  const { event, job } = notice;
  const moves = content.kind === 'card' && event !== 'vanished' && event !== 'notStarted';
  if (job !== null && (moves || event === 'started' || event === 'taskChanged'))
    return cardView(message, { notice, facts, job }, speed);
  const told = event === 'started' || event === 'taskChanged' ? 'notStarted' : event; // Both come with a job.
  return noticeView(message, { notice, facts }, told);
}

/** Shows one VM, whose end is all there is to tell. */
function isSingle({ vms, more, first }: FailureCard): boolean {
  return vms.length === 1 && more === 0 && vms[0]?.jobKey === first.jobKey;
}

function cardView(message: OutMessage, about: AboutJob, speed: number): View {
  const { notice, facts, job } = about;
  const { item } = facts;
  if (item !== null && job.state === 'inProgress' && job.tasks === null && isYoung(job, notice))
    return startedView(notice, job, { ...facts, item });
  const stale = message.toldMs - notice.readMs > freshMs({ speed });
  return { ...jobView(message, about), stale };
}

/** Of an older one whose tasks could not be read, it is not known that its snapshot is still to come. */
function isYoung({ startedAt }: Job, { readMs }: Notice): boolean {
  return startedAt === null || readMs - startedAt.getTime() <= SNAPSHOT_SLOW_MS;
}

function startedView({ jobKey, readMs }: Notice, job: Job, facts: NoticeFacts & { item: ProtectedItem }): StartedView {
  const { item, askedBy, past, told } = facts;
  const at = new Date(readMs);
  const { id: jobId, retainUntil } = job;
  return {
    kind: 'started',
    jobKey,
    item,
    jobId,
    askedBy,
    retainUntil,
    at,
    pastSnapshots: past.snapshot,
    ...(told !== undefined && { told }),
  };
}

interface About {
  readonly notice: Notice;
  readonly facts: NoticeFacts;
}
interface AboutJob extends About {
  readonly job: Job;
}

function noticeView(message: OutMessage, { notice, facts }: About, event: NoticeView['event']): NoticeView {
  const { vmName, vmResourceGroup, vault, job, atMs, readMs } = notice;
  const { content, late, truth, other, mention, toldMs } = message;
  const told = content.kind === 'group' ? content.group.vms[0] : undefined;
  const recoveredMs = told?.recoveredMs ?? null;
  const own = job && ownPoint(job, facts, toldMs);
  return {
    kind: 'notice',
    event,
    vmName,
    vmResourceGroup,
    vault,
    item: facts.item,
    seen: job && jobView(message, { notice, facts, job }),
    happenedAt: new Date(atMs),
    toldAt: new Date(toldMs),
    late,
    truth,
    other,
    mention,
    comparison: own && comparedWithBefore(own, facts.points.all, facts.points.policy),
    recoveredAt: recoveredMs === null ? null : new Date(recoveredMs),
    again: told?.again ?? null,
    night: content.kind === 'card' ? null : content.night,
    at: new Date(readMs),
  };
}

function jobView({ toldMs }: OutMessage, { notice, facts, job }: AboutJob): JobView {
  const { item, points, askedBy, past, told } = facts;
  const own = ownPoint(job, facts, toldMs);
  const before = newestPoint(points.all.filter((point) => point !== own));
  return {
    kind: 'job',
    job,
    item,
    askedBy,
    point: own && finding(own, points.policy),
    lastGood: before && finding(before, points.policy),
    pointsProblem: points.problem,
    advice: adviceOf(job),
    next: facts.upcoming?.next ?? null,
    ...(facts.upcoming && { schedule: facts.upcoming.schedule }),
    pastJobs: past.whole,
    pastSnapshots: past.snapshot,
    ...(told !== undefined && { told }),
    mayOperate: item !== null, // Whoever presses is asked for their own role.
    at: new Date(notice.readMs),
  };
}

function ownPoint(job: Job, { points }: NoticeFacts, nowMs: number): RecoveryPoint | null {
  return pointOf(job, points.all, new Date(nowMs));
}

function failuresView({ code, vms, more, first }: FailureCard, night: FailuresView['night']): FailuresView {
  return {
    kind: 'failures',
    failures: { code, vms, more },
    state: first.job?.state === 'completedWithWarnings' ? 'completedWithWarnings' : 'failed',
    advice: adviceFor(code),
    night,
    at: new Date(Math.max(...vms.map(({ atMs, recoveredMs }) => recoveredMs ?? atMs))),
  };
}
