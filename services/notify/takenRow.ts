import type { Watch } from '../subscriptions/watch';
import type { QueuedMessage } from './message';
import type { OutRow } from './repositories';

/** One message on its way. */
export interface TakenRow {
  readonly row: OutRow;
  readonly draft: QueuedMessage;
  /** Set: that message is changed. null: it is posted. */
  readonly activityId: string | null;
  /** The conversation's, where the draft is told by watches. */
  readonly watches: readonly Watch[];
  /** It was sent without an answer, or was being sent when a process died: it may be there already. */
  readonly again: boolean;
  /** Whoever asked for it has stopped it since: it is not told. */
  readonly stopped: boolean;
  /** When it was taken. */
  readonly atMs: number;
}

/** Nothing to send now; `untilMs`: when the next of it may be, null where nothing keeps an order. */
export interface NoRowDue {
  readonly untilMs: number | null;
}
