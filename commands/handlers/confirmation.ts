import { message } from '../../protocol/messageView';
import { indexOf } from '../../services/backup/itemIndex';
import type { ProtectedItem } from '../../services/backup/types';
import type { Ask } from '../../services/conversations/ask';
import type { ProposalAnswer, ProposedChange } from '../../services/conversations/proposals';
import type { Question } from '../../services/notify/questionContent';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';
import { withAudit } from '../audited';
import type { CommandOutcome, Handler } from '../handler';
import { buttonFor, requireRole } from '../lookup/vm';
import { rejectStaleRequest } from './staleRequest';
import { startAll } from './backupNow';
import { cancelRefusalView } from './cancel';

/** Carries out what was proposed: once, for the person it was proposed to, with the role that the person has now. */
export const yes: Handler<'yes'> = async (command, ask, services) => {
  const result = await services.proposals.take(ask, 'yes', command.proposal);
  if (result.kind === 'unsure') return whichOf(result.open);
  const { asks } = taken(result);
  if (asks.kind === 'cancel') return cancelJob(asks, { ask, services });
  const items = await itemsOf(asks.itemIds, services);
  return { kind: 'view', view: await startAll(items, new Date(asks.retainUntilMs), { ask, services }) };
};

export const no: Handler<'no'> = async (command, ask, services) => {
  if (ask.closedPick && command.proposal === undefined) return { kind: 'view', view: message('dismissed') };
  const result = await services.proposals.take(ask, 'no', command.proposal);
  if (result.kind === 'unsure') return whichOf(result.open);
  const { question, end } = taken(result);
  // Typed, its card says the same at the same moment.
  if (command.proposal === undefined || question === null) return { kind: 'view', view: message('dismissed') };
  return { kind: 'view', view: { kind: 'closed', by: question.by, asks: question.asks, end } };
};

/** Nothing that changes something runs from a guess: the person says which is meant, by a button of that question. */
function whichOf(open: readonly Question[]): CommandOutcome {
  if (open.length === 0) throw new UserError('nothingOpen');
  return {
    kind: 'view',
    view: { kind: 'which', questions: open.map(({ id, asks }) => ({ proposal: id, asks })) },
  };
}

async function cancelJob(
  { vault, jobId, vmName, itemId }: Extract<ProposedChange, { kind: 'cancel' }>,
  { ask, services }: { ask: Ask; services: Services },
): Promise<CommandOutcome> {
  const [item = null] = itemId === null ? [] : await itemsOf([itemId], services);
  if (item) requireRole('operator', item, ask);
  else if (ask.grant.role !== 'admin') throw new UserError('notPermitted', { role: 'operator', vm: vmName });
  rejectStaleRequest(vmName, ask, services);
  const attempt = { command: { kind: 'cancel', target: { job: jobId } }, item } as const;
  try {
    await withAudit(attempt, { ask, services }, async () => {
      await services.vaults.cancel(vault, jobId);
      return { value: null, outcome: { result: 'cancelling', jobId, code: null } };
    });
  } catch (error) {
    const told = await cancelRefusalView(error, { vault, id: jobId, vmName }, { ask, services });
    if (told === null) throw error;
    return told;
  }
  const offers = [buttonFor({ kind: 'job', id: jobId }, ask)];
  return { kind: 'view', view: message('cancelRequested', { facts: { vm: vmName }, offers }) };
}

/**
 * As they are now. UserError where one is protected no more: what was asked no longer stands. AzureError where its vault
 * could not be read: then it may be.
 */
async function itemsOf(ids: readonly string[], { vaults }: Services): Promise<readonly ProtectedItem[]> {
  const { items, unread } = (await vaults.inventory()).value;
  const index = indexOf(items);
  return ids.map((id) => {
    const item = index.byId(id);
    if (item === null) throw unread[0]?.problem ?? new UserError('proposalExpired');
    return item;
  });
}

function taken(result: Exclude<ProposalAnswer, { kind: 'unsure' }>): Extract<ProposalAnswer, { kind: 'taken' }> {
  switch (result.kind) {
    case 'taken':
      return result;
    case 'none':
      throw new UserError('nothingOpen');
    case 'expired':
      throw new UserError('proposalExpired');
    case 'notYours':
      throw new UserError('proposalNotYours');
    case 'replaced':
      throw new UserError('proposalReplaced');
    case 'used':
      throw new UserError('proposalUsed');
  }
}
