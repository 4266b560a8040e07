import { UserError } from '../services/platform/errors';
import type { Ask, Outcome, Run, Services } from './ask';
import { audited } from './audited';
import { startAll } from './backupNow';
import { message } from './failure';
import type { Proposal, Proposed, Taken } from './proposals';
import { pressOf, requireRole } from './resolve';

/** Carries out what was proposed: once, for the person it was proposed to, with the role that the person has now. */
export const yes: Run<'yes'> = async (command, ask, services) => {
  const { asks } = taken(services.proposals.take(ask.person.id, ask.place.id, command.proposal));
  switch (asks.kind) {
    case 'backup':
      return { kind: 'view', view: await startAll(asks.items, asks.retainUntil, { ask, services }) };
    case 'cancel':
      return cancelJob(asks, { ask, services });
  }
};

export const no: Run<'no'> = async (command, ask, services) => {
  taken(services.proposals.take(ask.person.id, ask.place.id, command.proposal));
  return { kind: 'view', view: message('dismissed') };
};

async function cancelJob(
  { job, item }: Extract<Proposed, { kind: 'cancel' }>,
  { ask, services }: { ask: Ask; services: Services },
): Promise<Outcome> {
  if (item) requireRole('operator', item, ask);
  else if (ask.grant.role !== 'admin') throw new UserError('notPermitted', { role: 'operator', vm: job.vmName });
  const attempt = { command: { kind: 'cancel', target: { job: job.id } }, item } as const;
  await audited(attempt, { ask, services }, async () => {
    await services.vaults.cancel(job.vault, job.id);
    return { value: null, outcome: { result: 'cancelling', jobId: job.id, code: null } };
  });
  const offers = [pressOf({ kind: 'job', id: job.id }, ask)];
  return { kind: 'view', view: message('cancelRequested', { facts: { vm: job.vmName }, offers }) };
}

function taken(result: Taken): Proposal {
  switch (result.kind) {
    case 'taken':
      return result.proposal;
    case 'none':
      throw new UserError('nothingOpen');
    case 'expired':
      throw new UserError('proposalExpired');
    case 'notYours':
      throw new UserError('proposalNotYours');
    case 'used':
      throw new UserError('proposalUsed');
  }
}
