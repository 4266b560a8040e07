import type { Watch } from '../../subscriptions/watch';
import type { QueuedMessage } from '../message';
import type { OutRow } from '../repositories';

/** A row of the outbox whose message is being sent. */
export interface TakenRow {
  /**
   * The row as it was before this send. `sending` means that an earlier send has no known result, so the message may
   * have arrived.
   */
  readonly row: OutRow;
  readonly draft: QueuedMessage;
  /** The message that the row updates; null if the row posts a new one. */
  readonly activityId: string | null;
  /** The conversation's watches; empty if none of them decides who may read the message. */
  readonly watches: readonly Watch[];
  /** Whether the person who asked for it has since stopped the subscription. It is then not sent. */
  readonly stopped: boolean;
  /** When the row was taken, in epoch ms of the bot's clock. */
  readonly atMs: number;
}

/** The conversation has nothing to send now. */
export interface NoRowDue {
  /** When the conversation's next new message may be sent; null if only updates of messages wait. */
  readonly untilMs: number | null;
}
