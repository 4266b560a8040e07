import { DAY_MS } from '../../platform/durations';
import { DeliveryError, mayHaveArrived } from '../deliveryError';
import type { Messenger, OutgoingMessage, QueuedMessage } from '../message';
import { DEFERRED_MS_MAX } from '../slots';
import { backoffMs, missingMs, unansweredMs } from './backoff';
import type { OutboxParts } from './outboxParts';
import type { SendOutcome } from './recordOutcome';
import { type HeldBack, revalidateMessage } from './revalidate';
import type { TakenRow } from './takenRow';

/** How long a message is retried: an outage of the channel loses nothing of the last day. */
const AGE_MS_MAX = DAY_MS;
/** A message is dropped after this many answers that the channel failed: the message may be the cause. */
const FAILED_MAX = 5;
/** A message is dropped after this many refusals. */
const REFUSED_MAX = 4;
/** After this many 404s, within three minutes, the message to update counts as deleted. */
const LOST_MAX = 5;

type DropReason = NonNullable<Extract<SendOutcome, { readonly kind: 'dropped' }>['failure']>;

/** Whether the channel's rates allow the request now. If so, it is counted. */
type MayStart = () => Promise<boolean>;

/** Makes a function that tries a message once: it revalidates the message, sends it and decides what follows. */
export function createSend(parts: OutboxParts): (taken: TakenRow, mayStart: MayStart) => Promise<SendOutcome> {
  const { clock, log, metrics, messenger, random } = parts;
  const count = (result: string): void => {
    metrics.count('bot_deliveries_total', { result });
  };
  const drop = (taken: TakenRow, why: DropReason): SendOutcome => {
    count(why);
    log.error({ ...factsOf(taken), why }, 'a message is dropped');
    return { kind: 'dropped', failure: why };
  };
  const again = (taken: TakenRow, error: DeliveryError | null): SendOutcome => {
    const { row, activityId } = taken;
    // The same update of a message may be made twice without harm.
    const mayRepeat = activityId === null && mayHaveArrived(error);
    if (error?.kind === 'refused' && row.failed + 1 >= REFUSED_MAX) return drop(taken, 'refused');
    if (mayRepeat && error?.kind === 'failed' && row.failed + 1 >= FAILED_MAX) return drop(taken, 'failedTooOften');
    return { kind: 'again', dueMs: clock.now().getTime() + waitMs(taken, error, random), error };
  };
  const failed = (taken: TakenRow, caught: unknown): SendOutcome => {
    const error = caught instanceof DeliveryError ? caught : new DeliveryError('unanswered');
    if (!(caught instanceof DeliveryError)) log.error({ err: caught }, 'the channel failed in an unknown way');
    if (error.kind === 'impossible') return drop(taken, 'refused');
    if (error.kind !== 'refused') count(error.kind === 'retry' ? 'repeated' : error.kind);
    if (error.kind === 'gone') return { kind: 'gone' };
    if (error.kind !== 'missing' && error.kind !== 'lost') return again(taken, error);
    if (taken.activityId === null) return { kind: 'missing', chance: random() };
    // A 404 to an update says nothing about the conversation; the next new message will show it.
    return isDeleted(error, taken) ? { kind: 'dropped', failure: null } : again(taken, error);
  };
  const send = async (taken: TakenRow, message: OutgoingMessage): Promise<SendOutcome> => {
    try {
      const activityId = await postOrChange(messenger, message, taken.activityId);
      count('sent');
      noteSent(taken, message, parts);
      return { kind: 'sent', activityId, validity: message.validity };
    } catch (error) {
      if (mustPostAnew(error, taken)) return send({ ...taken, activityId: null }, message);
      return failed(taken, error);
    }
  };

  return async (taken, mayStart) => {
    const { row, draft } = taken;
    if (clock.now().getTime() - row.createdMs > ageMsMax(draft)) return drop(taken, 'tooOld');
    try {
      const message = await revalidated(taken, parts);
      if (message !== null && 'heldUntilMs' in message) return { kind: 'held', dueMs: message.heldUntilMs };
      if (message === null) {
        count('withdrawn');
        return { kind: 'dropped', failure: null };
      }
      if (!(await mayStart())) return { kind: 'untried' };
      if (row.sending) count('resent');
      return await send(taken, message);
    } catch (error) {
      if (isOutOfReach(error, taken)) return failed(taken, error);
      log.warn({ err: error, message: row.id }, 'whether a message may be told could not be found out; it waits');
      return again(taken, null);
    }
  };
}

/** What the operator wants to see of a sent message beside its number. */
function noteSent(
  { draft, activityId }: TakenRow,
  { to, content, validity, mention }: OutgoingMessage,
  { log, metrics, clock }: OutboxParts,
): void {
  if (content.kind === 'heartbeat') log.info({ conversation: to.conversation, day: content.day }, 'heartbeat sent');
  if (content.kind !== 'event' || content.notice.event !== 'snapshotDone') return;
  // A deferred go-ahead waited for another backup, and an update tells nobody.
  if (validity !== 'fresh' || activityId !== null || draft.toldInstead !== undefined) return;
  const lateMs = Math.max(0, clock.now().getTime() - content.notice.atMs);
  metrics.observe('bot_go_ahead_lateness_seconds', lateMs / 1_000, { reason: mention ? 'asked' : 'watched' });
  log.info({ jobKey: content.notice.jobKey, lateS: Math.round(lateMs / 1_000) }, 'go-ahead sent');
}

/** The message as it is true now; null if it must not be sent. */
async function revalidated(
  { row, draft, watches, activityId, stopped }: TakenRow,
  parts: OutboxParts,
): Promise<OutgoingMessage | HeldBack | null> {
  return stopped ? null : revalidateMessage({ to: row.to, draft, watches, isChange: activityId !== null }, parts);
}

/** Fields for the log. */
function factsOf({ row, draft }: TakenRow): object {
  return { message: row.id, conversation: row.to.conversation, kind: draft.content.kind };
}

function ageMsMax({ toldInstead }: QueuedMessage): number {
  return toldInstead === undefined ? AGE_MS_MAX : DEFERRED_MS_MAX;
}

/** Whether the check of the message, which asked the channel, found the conversation out of reach. */
function isOutOfReach(error: unknown, { activityId }: TakenRow): boolean {
  if (!(error instanceof DeliveryError)) return false;
  return error.kind === 'gone' || (error.kind === 'missing' && activityId === null);
}

/** Whether the message to update was deleted and only this update tells its failures. It is then posted again. */
function mustPostAnew(error: unknown, taken: TakenRow): boolean {
  const { activityId, draft } = taken;
  return activityId !== null && draft.content.kind === 'group' && isDeleted(error, taken);
}

/** Whether the message was deleted: the channel says so, or answered 404 to its updates too often. */
function isDeleted(error: unknown, { row }: TakenRow): boolean {
  if (!(error instanceof DeliveryError)) return false;
  return error.kind === 'lost' || (error.kind === 'missing' && row.tries + 1 >= LOST_MAX);
}

/** The wait before the next try, in ms. */
function waitMs({ row, activityId }: TakenRow, error: DeliveryError | null, random: () => number): number {
  if (error?.kind === 'missing') return missingMs(row.tries + 1, random);
  if (error?.kind === 'refused') return unansweredMs(row.failed + 1, random);
  if (activityId === null && mayHaveArrived(error)) return unansweredMs(row.unanswered + 1, random);
  return backoffMs(row.tries, error?.afterMs ?? null, random);
}

/** Resolves with the id of the message; null if the channel named none. */
async function postOrChange(
  messenger: Messenger,
  message: OutgoingMessage,
  activityId: string | null,
): Promise<string | null> {
  if (activityId === null) return (await messenger.post(message)).activityId;
  await messenger.update(message, activityId);
  return activityId;
}
