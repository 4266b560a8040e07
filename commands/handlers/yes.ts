import { message } from '../../protocol/messageView';
import type { ProposedChange } from '../../services/conversations/proposals';
import { UserError } from '../../services/platform/errors';
import { withAudit } from '../audited';
import { buttonFor } from '../button';
import type { CommandContext, CommandOutcome, Handler } from '../handler';
import { administersVault } from '../lookup/unread';
import { requireRole } from '../lookup/vm';
import { cancelRefusalView } from './cancel';
import { findProposedItems, takenProposal, whichQuestion } from './confirmation';
import { rejectStaleRequest } from './staleRequest';
import { startBatch } from './startBatch';

/** Carries out a proposal once, for the person who was asked, with the role that the person has now. */
export const yes: Handler<'yes'> = async (command, ask, services) => {
  const result = await services.proposals.take(ask, 'yes', command.proposal);
  if (result.kind === 'unsure') return whichQuestion(result.open);
  const { asks } = takenProposal(result);
  if (asks.kind === 'cancel') return cancelJob(asks, { ask, services });
  const items = await findProposedItems(asks.itemIds, services);
  return { kind: 'view', view: await startBatch(items, new Date(asks.retainUntilMs), { ask, services }) };
};

async function cancelJob(
  { vault, jobId, vmName, itemId }: Extract<ProposedChange, { kind: 'cancel' }>,
  { ask, services }: CommandContext,
): Promise<CommandOutcome> {
  const [item = null] = itemId === null ? [] : await findProposedItems([itemId], services);
  if (item) requireRole('operator', item, ask);
  else if (!administersVault(vault, ask)) throw new UserError('notPermitted', { role: 'operator', vm: vmName });
  rejectStaleRequest(vmName, ask, services);
  const attempt = { command: { kind: 'cancel', target: { job: jobId } }, item } as const;
  try {
    await withAudit(attempt, { ask, services }, async () => {
      await services.vaults.cancel(vault, jobId);
      return { value: null, outcome: { result: 'cancelling', jobId, code: null } };
    });
  } catch (error) {
    const refusal = await cancelRefusalView(error, { vault, id: jobId, vmName }, { ask, services });
    if (refusal === null) throw error;
    return refusal;
  }
  const offers = [buttonFor({ kind: 'job', id: jobId }, ask)];
  return { kind: 'view', view: message('cancelRequested', { facts: { vm: vmName }, offers }) };
}
