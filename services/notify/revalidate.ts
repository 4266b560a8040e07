import type { ConversationKey } from '../access/conversation';
import type { Job } from '../backup/types';
import type { Clock } from '../platform/clock';
import { scopeKey, scopeKeysOf, type Watch } from '../subscriptions/watch';
import type { FailedVm } from './failureCard';
import {
  type Draft,
  isBackupMessage,
  type MessageContent,
  type Obstacle,
  type OutgoingMessage,
  type OutMessage,
  type QueuedMessage,
  type Validity,
} from './message';

/** What is true of a go-ahead when it is about to be sent. */
export type Recheck =
  /** `job`: the one that the go-ahead is of. `readMs`: when the oldest reading was taken on which this rests. */
  | { readonly kind: 'stillDone'; readonly job: Job; readonly readMs: number }
  | { readonly kind: 'anotherSnapshot'; readonly job: Job; readonly readMs: number; readonly other: Obstacle }
  /** Not all could be read: no budget, or no answer. */
  | { readonly kind: 'unread' }
  /** It is not worth a read yet: what stands against it is watched, or Azure was asked a moment ago. */
  | { readonly kind: 'notYet' }
  /** Its job failed or was cancelled since: it is not sent, the end says all. */
  | { readonly kind: 'withdrawn' };

/** The VM that a message is about. */
export type MessageVm = Pick<FailedVm, 'vault' | 'itemId' | 'vmName' | 'vmResourceGroup'>;

export interface DeliveryChecks {
  /** Whether the watch's owner may still see this VM. A rejection is no answer: the message waits. */
  readonly mayTell: (watch: Watch, vm: MessageVm) => Promise<boolean>;
  /**
   * Whether the go-ahead of this job may be sent now, by all backups of its VM; settles within 10 s of real time. A rejection
   * is `unread`. `toldInstead`: where something was told in its place, reads are made only as seldom as they are worth it.
   */
  readonly recheck: (jobKey: string, toldInstead: readonly Validity[]) => Promise<Recheck>;
  /** What else of its VM stands against a change, by what was read of late; no read of Azure. null: nothing is known of any. */
  readonly otherOf: (jobKey: string) => Promise<Obstacle | null>;
  readonly clock: Clock;
}

/** Not to be told yet, or once more. */
export interface HeldBack {
  readonly heldUntilMs: number;
}

const FRESH_MS = 30_000;
const FRESH_REAL_MS = 2_000;
const LATE_MS = 120_000;
/** So often a go-ahead that is owed is looked at, mostly without a read. */
const LOOK_MS = 10_000;

/** A reading this young, in ms of the clock, is fresh; at higher speeds at least 2 s of real time. */
export function freshReadingMs({ speed }: Pick<Clock, 'speed'>): number {
  return Math.max(FRESH_MS, FRESH_REAL_MS * speed);
}

export interface MessageToCheck<Kind extends QueuedMessage = QueuedMessage> {
  readonly to: ConversationKey;
  readonly draft: Kind;
  /** Those that the conversation has now. */
  readonly watches: readonly Watch[];
  /** It changes a message that was told. */
  readonly isChange: boolean;
}

/** The message as it is true now; null: nobody may be told, or it is not true any more. */
export async function currentMessage(
  waiting: MessageToCheck<Draft>,
  checks: DeliveryChecks,
): Promise<OutMessage | HeldBack | null>;
export async function currentMessage(
  waiting: MessageToCheck,
  checks: DeliveryChecks,
): Promise<OutgoingMessage | HeldBack | null>;
export async function currentMessage(
  waiting: MessageToCheck,
  checks: DeliveryChecks,
): Promise<OutgoingMessage | HeldBack | null> {
  const { to, draft, watches } = waiting;
  if (!isBackupMessage(draft))
    return { ...draft, to, validity: 'fresh', other: null, late: false, toldMs: checks.clock.now().getTime() };
  const mayTell = (vm: MessageVm, told: readonly string[]): Promise<boolean> =>
    anyMay(
      watches.filter((watch) => told.includes(watch.scope.kind) && holds(watch, vm)),
      vm,
      checks,
    );
  const visible = await seen(draft.content, draft.watches, mayTell);
  if (visible === null) return null;
  const now = await asItStands(visible, { ...waiting, draft }, checks);
  if (now === null || 'heldUntilMs' in now) return now;
  const { content, validity, other } = now;
  const toldMs = checks.clock.now().getTime();
  const { thread, alert, mention, language, timeZone, cardId } = draft;
  const reader = { thread, alert, mention, language, timeZone, cardId };
  return { ...reader, to, content, validity, other, late: toldMs - happenedMs(content) > LATE_MS, toldMs };
}

type MayTell = (vm: MessageVm, kinds: readonly string[]) => Promise<boolean>;

async function seen(
  content: MessageContent,
  kinds: Draft['watches'],
  mayTell: MayTell,
): Promise<MessageContent | null> {
  if (content.kind !== 'group') return kinds === null || (await mayTell(content.notice, kinds)) ? content : null;
  const { group } = content;
  const vms: FailedVm[] = [];
  for (const vm of group.vms) if (await mayTell(vm, vm.watches)) vms.push(vm);
  if (vms.length === 0) return null;
  // Those that did not fit cannot be asked about: they are counted only for readers who see all the others.
  return { ...content, group: { ...group, vms, more: vms.length === group.vms.length ? group.more : 0 } };
}

async function anyMay(watches: readonly Watch[], vm: MessageVm, { mayTell }: DeliveryChecks): Promise<boolean> {
  for (const watch of watches) if (await mayTell(watch, vm)) return true;
  return false;
}

function holds({ scope }: Watch, vm: MessageVm): boolean {
  return scopeKeysOf(vm).includes(scopeKey(scope));
}

interface Standing {
  readonly content: MessageContent;
  readonly validity: Validity;
  readonly other: Obstacle | null;
}

/** null: it is withdrawn. */
async function asItStands(
  content: MessageContent,
  waiting: MessageToCheck<Draft>,
  checks: DeliveryChecks,
): Promise<Standing | HeldBack | null> {
  if (content.kind !== 'event') return { content, validity: 'fresh', other: null };
  const { event, jobKey } = content.notice;
  // What was told once is changed without a toast: no read is worth that, and nothing is claimed anew.
  if (waiting.isChange) return { content, validity: event === 'snapshotDone' ? 'unread' : 'fresh', other: null };
  if (event === 'snapshotDone') return goAhead(content, waiting, checks);
  const other = event === 'ended' ? await checks.otherOf(jobKey).catch(() => null) : null;
  return { content, validity: 'fresh', other };
}

/**
 * A go-ahead as it stands now, by all backups of its VM. However new the reading is that raised it, it says nothing of others.
 * What is told in its place is told once.
 */
async function goAhead(
  content: MessageContent & { readonly kind: 'event' },
  { draft: { toldInstead = [] } }: MessageToCheck<Draft>,
  { clock, recheck }: DeliveryChecks,
): Promise<Standing | HeldBack | null> {
  const { notice } = content;
  const found = await recheck(notice.jobKey, toldInstead).catch((): Recheck => ({ kind: 'unread' }));
  if (found.kind === 'withdrawn') return null;
  const isTold = found.kind === 'anotherSnapshot' ? toldInstead.includes(found.kind) : toldInstead.length > 0;
  if (found.kind === 'notYet' || (isTold && found.kind !== 'stillDone'))
    return { heldUntilMs: clock.now().getTime() + LOOK_MS };
  if (found.kind === 'unread') return { content, validity: 'unread', other: null };
  const { job, readMs } = found;
  const now = { ...content, notice: { ...notice, job, readMs } };
  return found.kind === 'stillDone'
    ? { content: now, validity: 'fresh', other: null }
    : { content: now, validity: 'anotherSnapshot', other: found.other };
}

function happenedMs(content: MessageContent): number {
  return content.kind === 'group' ? Math.max(...content.group.vms.map(({ atMs }) => atMs)) : content.notice.atMs;
}
