import { message, type MessageView } from '../protocol/messageView';
import { AzureError } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import { DatabaseError, UserError } from '../services/platform/errors';
import type { Services } from '../views/services';
import { NotFoundWithUnread } from './lookup/unread';

/**
 * A change that came long after it was sent, and was not made. `view` offers it again. It counts as a failure: the
 * pressed card stays, and its button works when it is pressed again.
 */
export class SentLate extends Error {
  override readonly name = 'SentLate';
  readonly view: MessageView;

  constructor(view: MessageView) {
    super(view.key);
    this.view = view;
  }
}

/**
 * The answer to a command that failed. UserError says what to type instead, AzureError who can repair it, DatabaseError
 * that the operator must act. Any other error is our own bug: the chat gets an apology with the turn's id, the log the
 * details. No answer says that nothing was changed, because a call that timed out may have started a backup. Never
 * throws.
 */
export function failureView(
  error: unknown,
  { turnId }: Pick<Ask, 'turnId'>,
  { log, access }: Pick<Services, 'log' | 'access'>,
): MessageView {
  if (error instanceof SentLate) return error.view;
  if (error instanceof UserError) {
    const unread = error instanceof NotFoundWithUnread ? { unread: error.unread } : {};
    const owner = access.contact();
    const facts = { ...error.facts, ...(owner !== null && { owner }) };
    return message(error.reason, { tone: 'warning', facts, ...unread });
  }
  if (error instanceof AzureError) {
    const { code, requestId, problem, cause } = error;
    log.warn({ turnId, code, requestId, problem, err: cause }, 'Azure refused or failed a call');
    return message(`azure.${problem.kind}`, { tone: 'error', azure: error });
  }
  log.error({ turnId, err: error }, 'a command failed');
  if (error instanceof DatabaseError) return message('databaseDown', { tone: 'error', facts: { id: turnId } });
  return message('apology', { tone: 'error', facts: { id: turnId } });
}
