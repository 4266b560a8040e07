import type { ConversationKey } from '../../access/conversation';
import type { JobKey } from '../../backup/ids';
import type { Job } from '../../backup/types';
import type { Clock } from '../../platform/clock';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { scopeKey, scopeKeysOf, type Watch } from '../../subscriptions/watch';
import type { FailedVm } from '../failureCard';
import {
  type Draft,
  isBackupMessage,
  type MessageContent,
  type Obstacle,
  type OutgoingMessage,
  type OutMessage,
  type QueuedMessage,
  type Validity,
} from '../message';

/** What Azure's readings say about a go-ahead that is about to be sent. */
export type Recheck =
  /** `job` is the go-ahead's job. `readMs` is when the oldest of the readings behind this was taken. */
  | { readonly kind: 'stillDone'; readonly job: Job; readonly readMs: number }
  | { readonly kind: 'anotherSnapshot'; readonly job: Job; readonly readMs: number; readonly other: Obstacle }
  /** Some backups of the VM could not be read: no budget is left, or no answer came. */
  | { readonly kind: 'unread' }
  /** Nothing was read, because the monitor watches the other backup until it ends, or Azure was read a moment ago. */
  | { readonly kind: 'notYet' }
  /** The go-ahead's job has failed or was cancelled. Only the message of the end is sent. */
  | { readonly kind: 'withdrawn' };

/** The VM that a message is about. */
export type MessageVm = Pick<FailedVm, 'vault' | 'itemId' | 'vmName' | 'vmResourceGroup'>;

/** What the delivery of a message must know at the moment of sending. The monitor answers. */
export interface DeliveryChecks {
  /**
   * Whether the watch's owner may still see this VM. If it rejects, the message waits; with a DeliveryError `gone`, the
   * conversation rests.
   */
  readonly mayTell: (watch: Watch, vm: MessageVm) => Promise<boolean>;
  /**
   * Whether all backups of the job's VM allow its go-ahead now; settles within 10 s of real time. A rejection counts as
   * `unread`. `toldInstead` is what was sent in place of a deferred go-ahead, which is worth fewer reads of Azure.
   */
  readonly recheck: (jobKey: JobKey, toldInstead: readonly Validity[]) => Promise<Recheck>;
  /** Another backup of the job's VM that blocks changes, by recent readings only; null if none is known. */
  readonly otherOf: (jobKey: JobKey) => Promise<Obstacle | null>;
  readonly clock: Clock;
}

/** The message is not sent yet; it is checked again at `heldUntilMs`. */
export interface HeldBack {
  readonly heldUntilMs: number;
}

const FRESH_MS = 30 * SECOND_MS;
const FRESH_REAL_MS = 2 * SECOND_MS;
const LATE_MS = 2 * MINUTE_MS;
/** The interval of checks of a deferred go-ahead, mostly without a read of Azure. */
const CHECK_EVERY_MS = 10 * SECOND_MS;

/**
 * The age below which a reading counts as fresh, in ms of the bot's clock. On a fast clock that is at least 2 s of real
 * time.
 */
export function freshReadingMs({ speed }: Pick<Clock, 'speed'>): number {
  return Math.max(FRESH_MS, FRESH_REAL_MS * speed);
}

/** A message that is about to be sent. */
interface MessageToCheck<Kind extends QueuedMessage = QueuedMessage> {
  readonly to: ConversationKey;
  readonly draft: Kind;
  /** The conversation's present watches. */
  readonly watches: readonly Watch[];
  /** Whether this message updates one that was sent before. */
  readonly isChange: boolean;
}

/** The message as it is true now. Null if its readers may not see any of it, or if it is no longer true. */
export async function revalidateMessage(
  waiting: MessageToCheck<Draft>,
  checks: DeliveryChecks,
): Promise<OutMessage | HeldBack | null>;
export async function revalidateMessage(
  waiting: MessageToCheck,
  checks: DeliveryChecks,
): Promise<OutgoingMessage | HeldBack | null>;
export async function revalidateMessage(
  waiting: MessageToCheck,
  checks: DeliveryChecks,
): Promise<OutgoingMessage | HeldBack | null> {
  const { to, draft, watches } = waiting;
  if (!isBackupMessage(draft)) {
    const now = { validity: 'fresh', other: null, late: false, toldMs: checks.clock.now().getTime() } as const;
    return { ...draft, to, ...now } as OutgoingMessage;
  }
  const mayTell = (vm: MessageVm, kinds: readonly string[]): Promise<boolean> =>
    anyMay(
      watches.filter((watch) => kinds.includes(watch.scope.kind) && covers(watch, vm)),
      vm,
      checks,
    );
  const visible = await visibleContent(draft.content, draft.watches, mayTell);
  if (visible === null) return null;
  const now = await currentContent(visible, { ...waiting, draft }, checks);
  if (now === null || 'heldUntilMs' in now) return now;
  const { content, validity, other } = now;
  const toldMs = checks.clock.now().getTime();
  const { thread, alert, mention, language, timeZone, cardId } = draft;
  const reader = { thread, alert, mention, language, timeZone, cardId };
  return { ...reader, to, content, validity, other, late: toldMs - happenedMs(content) > LATE_MS, toldMs };
}

type MayTell = (vm: MessageVm, kinds: readonly string[]) => Promise<boolean>;

async function visibleContent(
  content: MessageContent,
  kinds: Draft['watches'],
  mayTell: MayTell,
): Promise<MessageContent | null> {
  if (content.kind !== 'group') return kinds === null || (await mayTell(content.notice, kinds)) ? content : null;
  const { group } = content;
  const vms: FailedVm[] = [];
  for (const vm of group.vms) if (await mayTell(vm, vm.watches)) vms.push(vm);
  if (vms.length === 0) return null;
  // Access to VMs that did not fit cannot be checked. They are counted only for readers who see all others.
  return { ...content, group: { ...group, vms, more: vms.length === group.vms.length ? group.more : 0 } };
}

/** Rejects only if no owner is known to be allowed and some owner could not be checked. */
async function anyMay(watches: readonly Watch[], vm: MessageVm, { mayTell }: DeliveryChecks): Promise<boolean> {
  const failures: unknown[] = [];
  for (const watch of watches) {
    try {
      if (await mayTell(watch, vm)) return true;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return false;
}

function covers({ scope }: Watch, vm: MessageVm): boolean {
  return scopeKeysOf(vm).includes(scopeKey(scope));
}

interface CurrentContent {
  readonly content: MessageContent;
  readonly validity: Validity;
  readonly other: Obstacle | null;
}

/** Null if the content is no longer true. */
async function currentContent(
  content: MessageContent,
  waiting: MessageToCheck<Draft>,
  checks: DeliveryChecks,
): Promise<CurrentContent | HeldBack | null> {
  if (content.kind !== 'event') return { content, validity: 'fresh', other: null };
  const { event, jobKey } = content.notice;
  // An update makes no toast, so it is not worth a read of Azure. It also claims nothing new.
  if (waiting.isChange) return { content, validity: event === 'snapshotDone' ? 'unread' : 'fresh', other: null };
  if (event === 'snapshotDone') return currentGoAhead(content, waiting, checks);
  const other = event === 'ended' ? await checks.otherOf(jobKey).catch(() => null) : null;
  return { content, validity: 'fresh', other };
}

/**
 * A go-ahead, as all backups of its VM allow it now. The reading that raised it, however new, covers one job only. The
 * message in its place is sent once.
 */
async function currentGoAhead(
  content: MessageContent & { readonly kind: 'event' },
  { draft: { toldInstead = [] } }: MessageToCheck<Draft>,
  { clock, recheck }: DeliveryChecks,
): Promise<CurrentContent | HeldBack | null> {
  const { notice } = content;
  const found = await recheck(notice.jobKey, toldInstead).catch((): Recheck => ({ kind: 'unread' }));
  if (found.kind === 'withdrawn') return null;
  const isTold = found.kind === 'anotherSnapshot' ? toldInstead.includes(found.kind) : toldInstead.length > 0;
  if (found.kind === 'notYet' || (isTold && found.kind !== 'stillDone'))
    return { heldUntilMs: clock.now().getTime() + CHECK_EVERY_MS };
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
