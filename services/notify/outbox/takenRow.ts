import type { Watch } from '../../subscriptions/watch';
import type { QueuedMessage } from '../message';
import type { OutRow } from '../repositories';

/** A row of the outbox whose message is being sent. */
export interface TakenRow {
  /** As it was before this send. `sending`: an earlier send has no known result, so the message may have arrived. */
  readonly row: OutRow;
  readonly draft: QueuedMessage;
  /** The message that it changes; null: it posts a new one. */
  readonly activityId: string | null;
  /** The conversation's watches; empty where none of them decides who may read the message. */
  readonly watches: readonly Watch[];
  /** The person who asked for it has stopped the subscription since: it is not sent. */
  readonly stopped: boolean;
  /** When it was taken, epoch ms of the bot's clock. */
  readonly atMs: number;
}

/** The conversation has nothing to send now. */
export interface NoRowDue {
  /** When its next new message may be sent; null where only changes of messages wait. */
  readonly untilMs: number | null;
}
