import { message } from '../../protocol/messageView';
import type { ProposedChange } from '../../services/conversations/proposals';
import { UserError } from '../../services/platform/errors';
import { withAudit } from '../audited';
import { buttonFor } from '../button';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from '../handler';
import { backupConditions } from '../lookup/conditions';
import { isBegun } from '../lookup/startedLately';
import { asAsker, isAsker, keepDaysOf, requireApprover, requireCancel } from './approval';
import { cancelRefusalView } from './cancel';
import { findProposedItems, recordAnswer, takenProposal, whichQuestion } from './confirmation';
import { switchOff } from './readOnly';
import { rejectStaleRequest } from './staleRequest';
import { startBatch } from './startBatch';

/**
 * Carries out a proposal once. It does so for the person who was asked, or for the asker if a second person approves.
 * Their present roles decide.
 */
export const yes: Handler<'yes'> = async (command, context) => {
  const { ask, services } = context;
  const { proposal } = command;
  const awaits = proposal === undefined ? null : await services.proposals.approvalOf(proposal, ask);
  const forAsker = awaits && (await approved(awaits, context));
  const result = await services.proposals.take(ask, 'yes', proposal);
  if (result.kind === 'unsure') return whichQuestion(result.open);
  const { asks } = takenProposal(result);
  await recordAnswer(command, asks, context);
  if (asks.kind === 'readOnlyOff') return switchOff(asks, context);
  // A turn that is repeated after a crash may have begun the change, so only the check before the request counts.
  if (ask.askedMs === undefined) await services.readOnly.requireChanges();
  const changes = forAsker ?? context;
  return asks.kind === 'cancel' ? cancelJob(asks, changes) : startBackups(asks, changes);
};

/** Checks both persons, the approver first. An asker is refused by `take`, which knows the asker by the proposal. */
async function approved(asks: ProposedChange, context: CommandContext): Promise<CommandContext> {
  await requireApprover(asks, context);
  return asks.asker && !isAsker(asks, context.ask) ? asAsker(asks, asks.asker, context) : context;
}

async function startBackups(
  asks: Extract<ProposedChange, { kind: 'backup' }>,
  context: CommandContext,
): Promise<CommandOutcome> {
  const { ask, services } = context;
  const items = await findProposedItems(asks.itemIds, services);
  const permitted = items.filter((item) => ask.grant.may('operator', item)); // The others are told one by one.
  if (!(await isBegun(items, context)))
    requireApproved(backupConditions(permitted, keepDaysOf(asks, context), ask), ask);
  return outcome(await startBatch(items, new Date(asks.retainUntilMs), context));
}

/** Throws UserError where a rule has come to ask for a second person since the question. */
function requireApproved({ approve }: { readonly approve: boolean }, { approvedBy }: CommandContext['ask']): void {
  if (approve && !approvedBy) throw new UserError('approvalNeeded');
}

async function cancelJob(
  asks: Extract<ProposedChange, { kind: 'cancel' }>,
  context: CommandContext,
): Promise<CommandOutcome> {
  const { ask, services } = context;
  const { vault, jobId, vmName, itemId } = asks;
  const job = { vault, id: jobId, vmName };
  const [item = null] = itemId === null ? [] : await findProposedItems([itemId], services);
  const { role, ...consent } = await requireCancel(asks, context);
  requireApproved(consent, ask);
  rejectStaleRequest(vmName, ask, services);
  const attempt = { kind: 'cancel', command: { kind: 'cancel', target: { job: jobId } }, item, role } as const;
  try {
    await withAudit(attempt, context, async (requestId) => {
      await services.vaults.cancel(vault, jobId, requestId);
      return { value: null, outcome: { result: 'cancelling', jobId, code: null } };
    });
  } catch (error) {
    const refusal = await cancelRefusalView(error, job, context);
    if (refusal === null) throw error;
    return refusal;
  }
  const offers = [buttonFor({ kind: 'job', id: jobId }, ask)];
  return outcome(message('cancelRequested', { facts: { vm: vmName }, offers }));
}
