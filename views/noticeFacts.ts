import type { PastLengths } from '../services/backup/durations';
import { indexOf } from '../services/backup/itemIndex';
import type { Notice } from '../services/backup/jobEvents';
import { isActive, snapshotTask } from '../services/backup/phase';
import type { Job, ProtectedItem } from '../services/backup/types';
import { AzureError, type AzureProblem } from '../services/backup/vaults';
import type { FailureCard } from '../services/notify/failureCard';
import type { MessageContent, OutMessage } from '../services/notify/message';
import { type BackupRequest, NOT_REQUESTED } from '../services/onDemand/triggers';
import { MINUTE_MS, SECOND_MS } from '../services/platform/durations';
import { type SubscriptionReason, subscriptionReasonOf } from '../services/subscriptions/subscriptionReason';
import { attempt, isRead } from './attempt';
import { jobsAlreadyRead, readUpcoming, type Upcoming } from './nextStart';
import { NO_PAST, readPastDurations } from './pastDurations';
import type { Services } from './services';
import { NO_POINTS, type PointsReading, readVmPoints } from './vmReadings';

/** Sources of the facts beside a notice. No job is read for them, because Azure limits those reads. */
export type NoticeSources = Pick<Services, 'vaults' | 'lastRead' | 'clock' | 'consistencyCache' | 'store'> & {
  readonly triggers: Pick<Services['triggers'], 'requestOf'>;
};

/** Facts beside the notice, as far as they could be read. */
export interface NoticeFacts extends BackupRequest {
  /** Null if the VM is no longer protected, or nothing could be read in time. */
  readonly item: ProtectedItem | null;
  readonly points: PointsReading;
  /** Null if nothing is known of its schedule. */
  readonly upcoming: Upcoming | null;
  readonly past: PastLengths;
  /** For a live card: why its conversation gets messages about the backup. Null: it gets none; undefined: not read. */
  readonly told: SubscriptionReason | null | undefined;
}

/**
 * How old the recovery points of a running job may be: they seldom change and say little. After the end of the
 * snapshot, and after that of the job, they must be as new as that end.
 */
const RUNNING_POINTS_AGE_MS = 5 * MINUTE_MS;
const POINTS_AGE_MS = MINUTE_MS;
/** Real time that a go-ahead waits for the recovery points. Without them, the end tells the consistency. */
const GO_AHEAD_POINTS_MS = 2 * SECOND_MS;

/** Facts for the case that nothing could be read. `problem` is kept, so that the card does not call them absent. */
export function noFacts(problem: AzureProblem = { kind: 'unavailable', status: 0 }): NoticeFacts {
  const points = { ...NO_POINTS, problem: new AzureError(problem) };
  return { item: null, points, upcoming: null, ...NOT_REQUESTED, past: NO_PAST, told: undefined };
}

/** The notice that the message is about; for a group, its first. */
export function firstNotice(content: MessageContent): Notice {
  return content.kind === 'group' ? content.group.first : content.notice;
}

/** Whether the group holds one VM only, so that its end is all there is to report. */
export function isSingleFailure({ vms, more, first }: FailureCard): boolean {
  return vms.length === 1 && more === 0 && vms[0]?.jobKey === first.jobKey;
}

/** Reads the item from the inventory, its recovery points and its policy. Rejects only with errors of the store. */
export async function readFacts({ content, to, toldMs }: OutMessage, sources: NoticeSources): Promise<NoticeFacts> {
  if (content.kind === 'group' && !isSingleFailure(content.group)) return noFacts();
  const notice = firstNotice(content);
  const { job } = notice;
  const [item, request, past, told] = await Promise.all([
    findItem(notice.itemId, sources),
    job ? sources.triggers.requestOf(job.vault, job.id) : NOT_REQUESTED,
    readPastDurations(notice.itemId, sources),
    content.kind === 'card'
      ? sources.store.transaction((tables) => subscriptionReasonOf(tables, { to, job: notice }))
      : undefined,
  ]);
  if (item instanceof AzureError) return { ...noFacts(item.problem), ...request, past, told };
  if (item === null || job === null)
    return { ...noFacts({ kind: 'notFound', what: 'item' }), item, ...request, past, told };
  const withinMs = notice.event === 'snapshotDone' ? GO_AHEAD_POINTS_MS : Infinity;
  const points = await readVmPoints(item, sources, { maxAgeMs: pointsAgeMs(job, { toldMs, ...notice }), withinMs });
  const known = { policy: points.nextProblem ?? points.policy, jobs: jobsAlreadyRead(item, job, sources) };
  return { item, ...request, past, told, points, upcoming: await readUpcoming(item, known, sources) };
}

function pointsAgeMs(job: Job, { toldMs, readMs }: { readonly toldMs: number; readonly readMs: number }): number {
  if (!isActive(job)) return Math.min(POINTS_AGE_MS, Math.max(0, toldMs - readMs));
  const doneMs = snapshotTask(job)?.endedAt?.getTime() ?? -Infinity;
  return Math.min(RUNNING_POINTS_AGE_MS, Math.max(0, toldMs - doneMs));
}

async function findItem(itemId: string, { vaults }: NoticeSources): Promise<ProtectedItem | null | AzureError> {
  const inventory = vaults.known() ?? (await attempt(vaults.inventory()));
  return isRead(inventory) ? indexOf(inventory.value.items).byId(itemId) : inventory;
}
