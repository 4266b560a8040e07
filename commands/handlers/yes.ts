import { message } from '../../protocol/messageView';
import type { ProposedChange } from '../../services/conversations/proposals';
import { withAudit } from '../audited';
import { buttonFor } from '../button';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from '../handler';
import { requireOperator } from '../lookup/vm';
import { cancelRefusalView } from './cancel';
import { findProposedItems, recordAnswer, takenProposal, whichQuestion } from './confirmation';
import { switchOff } from './readOnly';
import { rejectStaleRequest } from './staleRequest';
import { startBatch } from './startBatch';

/** Carries out a proposal once, for the person who was asked. The person's present role decides. */
export const yes: Handler<'yes'> = async (command, context) => {
  const { ask, services } = context;
  const result = await services.proposals.take(ask, 'yes', command.proposal);
  if (result.kind === 'unsure') return whichQuestion(result.open);
  const { asks } = takenProposal(result);
  await recordAnswer(command, asks, context);
  if (asks.kind === 'readOnlyOff') return switchOff(asks, context);
  // A turn that is repeated after a crash may have begun the change, so only the check before the request counts.
  if (ask.askedMs === undefined) await services.readOnly.requireChanges();
  if (asks.kind === 'cancel') return cancelJob(asks, context);
  const items = await findProposedItems(asks.itemIds, services);
  return outcome(await startBatch(items, new Date(asks.retainUntilMs), context));
};

async function cancelJob(
  { vault, jobId, vmName, itemId }: Extract<ProposedChange, { kind: 'cancel' }>,
  context: CommandContext,
): Promise<CommandOutcome> {
  const { ask, services } = context;
  const [item = null] = itemId === null ? [] : await findProposedItems([itemId], services);
  requireOperator(item, { vault, vmName }, ask);
  rejectStaleRequest(vmName, ask, services);
  const attempt = { kind: 'cancel', command: { kind: 'cancel', target: { job: jobId } }, item } as const;
  try {
    await withAudit(attempt, context, async (requestId) => {
      await services.vaults.cancel(vault, jobId, requestId);
      return { value: null, outcome: { result: 'cancelling', jobId, code: null } };
    });
  } catch (error) {
    const refusal = await cancelRefusalView(error, { vault, id: jobId, vmName }, context);
    if (refusal === null) throw error;
    return refusal;
  }
  const offers = [buttonFor({ kind: 'job', id: jobId }, ask)];
  return outcome(message('cancelRequested', { facts: { vm: vmName }, offers }));
}
