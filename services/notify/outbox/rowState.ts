import type { OutboxRows, OutRow } from '../repositories';

/**
 * The states of an outbox row after `put` has created it as `waiting`, with the transitions that lead to each. No
 * column holds the state: `changeRow` writes it as `sending`, `tries`, `unanswered`, `failed` and `dueMs`.
 *
 * Two kinds of row wait for a later time. A deferred go-ahead (see `deferGoAhead`) waits until nothing blocks changes.
 * The update of a question's card waits until the question lapses or is answered (`bringForward`).
 */
type RowState =
  /** Any state that is not final → sending. Written before the request, so that a crash during it leaves a trace. */
  | { readonly state: 'sending' }
  /** sending → waiting: no request was made. waiting → waiting: a card changed too recently, or has no message yet. */
  | { readonly state: 'waiting'; readonly dueMs: number }
  /**
   * sending → retry: the channel did not take the message, and another try may succeed. `isRefused`: the answer was 400
   * or alike.
   */
  | { readonly state: 'retry'; readonly dueMs: number; readonly isRefused: boolean }
  /** sending → unanswered: the message may have arrived. `hasFailed`: the channel answered that it failed. */
  | { readonly state: 'unanswered'; readonly dueMs: number; readonly hasFailed: boolean }
  /** sending → gone: the conversation is out of reach; none of its rows is sent until somebody speaks there. */
  | { readonly state: 'gone'; readonly dueMs: number }
  /**
   * sending → delivered, final. If the body was replaced during the send, the new body waits from `againMs` on, as an
   * update.
   */
  | { readonly state: 'delivered'; readonly againMs: number }
  /**
   * Any → dropped, final: refused for good, untrue, too old, or hidden from its readers. `againMs`: as for `delivered`.
   */
  | { readonly state: 'dropped'; readonly againMs: number };

/**
 * The only place where a row changes its state. `row` is the row as it was read before this send began. Resolves with
 * false if a final state was not reached, because the row's body was replaced meanwhile.
 */
export async function changeRow(outbox: OutboxRows, row: OutRow, next: RowState): Promise<boolean> {
  if (next.state !== 'delivered' && next.state !== 'dropped') {
    await outbox.mark(row.id, fieldsOf(row, next));
    return true;
  }
  if (await outbox.remove(row.id, row.version)) return true;
  const untried = { sending: false, tries: 0, unanswered: 0, failed: 0, dueMs: next.againMs };
  await outbox.mark(row.id, next.state === 'delivered' ? { ...untried, update: true } : untried);
  return false;
}

type OpenState = Exclude<RowState, { readonly state: 'delivered' | 'dropped' }>;

function fieldsOf(row: OutRow, next: OpenState): Parameters<OutboxRows['mark']>[1] {
  switch (next.state) {
    case 'sending':
      return { sending: true };
    case 'waiting':
    case 'gone':
      return { sending: row.sending, dueMs: next.dueMs };
    case 'retry':
      return {
        sending: row.sending,
        dueMs: next.dueMs,
        tries: row.tries + 1,
        failed: row.failed + Number(next.isRefused),
      };
    case 'unanswered':
      return {
        sending: true,
        dueMs: next.dueMs,
        tries: row.tries + 1,
        unanswered: row.unanswered + 1,
        failed: row.failed + Number(next.hasFailed),
      };
  }
}
