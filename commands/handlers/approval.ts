import type { Ask } from '../../services/conversations/ask';
import type { Asking, ProposedChange } from '../../services/conversations/proposals';
import { UserError } from '../../services/platform/errors';
import type { CommandContext } from '../handler';
import { requireOperator, requireRole } from '../lookup/vm';
import { findProposedItems } from './confirmation';

/**
 * Who asks, to be kept with a change that a second person must approve. Throws UserError in a personal chat, where
 * there is no second person.
 */
export function askerOf({ person, place, to, thread, language, timeZone }: Ask): Asking {
  if (place.kind === 'personal') throw new UserError('approvalNotHere');
  return { person, place, to, thread, language, timeZone };
}

/** Throws UserError unless the person who answers holds the role over everything that the change touches. */
export async function requireApprover(asks: ProposedChange, { ask, services }: CommandContext): Promise<void> {
  if (asks.kind === 'backup') {
    for (const item of await findProposedItems(asks.itemIds, services)) requireRole('operator', item, ask);
    return;
  }
  const [item = null] = asks.itemId === null ? [] : await findProposedItems([asks.itemId], services);
  requireOperator(item, asks, ask);
}

/** The change is carried out in the asker's name, with the role that the asker has now. */
export function asAsker(asker: Asking, { ask, services }: CommandContext): CommandContext {
  const grant = services.access.grantOf(asker.person, asker.place);
  return { ask: { ...ask, ...asker, grant, approvedBy: ask.person }, services };
}
