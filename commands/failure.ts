import { message, type MessageView } from '../protocol/messageView';
import { AzureError } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import { DatabaseError, UserError } from '../services/platform/errors';
import type { Services } from '../views/services';
import { NotFoundWithUnread } from './lookup/unread';

/**
 * What the chat says of a failure. UserError: in the person's words; AzureError: what it means and who can put it
 * right; DatabaseError: that the operator has to; anything else is our own bug: an apology with the turn's id, the detail only in the log. Never throws.
 * It does not promise that nothing was changed: a call that timed out may have started a backup.
 */
export function failureView(
  error: unknown,
  { turnId }: Pick<Ask, 'turnId'>,
  { log }: Pick<Services, 'log'>,
): MessageView {
  if (error instanceof UserError) {
    const unread = error instanceof NotFoundWithUnread ? { unread: error.unread } : {};
    return message(error.reason, { tone: 'warning', facts: error.facts, ...unread });
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
