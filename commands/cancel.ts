import { isActive, phaseOf, snapshotTask } from '../services/backup/phase';
import type { Job, ProtectedItem } from '../services/backup/types';
import type { Reading } from '../services/backup/vaults';
import { UserError } from '../services/platform/errors';
import type { Ask, Outcome, Run, Services } from './ask';
import { readRecentJobs } from './facts';
import { message } from './failure';
import { findJob } from './findJob';
import { askedVm } from './proposals';
import { requireRole, withVm } from './resolve';

/** Asks first; Azure cancels a backup only before its transfer begins (AZURE.md 3). */
export const cancel: Run<'cancel'> = async (command, ask, services) => {
  const { target } = command;
  if ('job' in target) {
    const { reading, item } = await findJob(target.job, ask, services);
    if (item) requireRole('operator', item, ask);
    else if (ask.grant.role !== 'admin')
      throw new UserError('notPermitted', { role: 'operator', vm: reading.value.vmName });
    return propose(reading, item, { ask, services });
  }
  return withVm(
    { typed: target.vm, role: 'operator', again: (vm) => ({ kind: 'cancel', target: { vm } }) },
    { ask, services },
    async (item) => {
      const { jobs, at, problem } = await readRecentJobs(item, services);
      const running = jobs.find((job) => isActive(job) && /^backup$/i.test(job.operation));
      if (!running && problem) throw problem;
      if (!running) return refused('noneRunning', item.vm.name);
      return propose({ value: running, at, ...(problem && { problem }) }, item, { ask, services });
    },
  );
};

async function propose(
  { value: job, ...seen }: Reading<Job>,
  item: ProtectedItem | null,
  { ask, services }: { ask: Ask; services: Services },
): Promise<Outcome> {
  const why = whyNot(job);
  if (why !== null) return refused(why, job.vmName);
  const { vault, id: jobId, vmName } = job;
  const asks = { kind: 'cancel', vault, jobId, vmName, itemId: item?.id ?? null } as const;
  const shows = { kind: 'cancel', vmName, vms: item ? [askedVm(item)] : [] } as const;
  const { id, until } = await services.proposals.open(ask, asks, shows);
  const snapshot = snapshotTask(job);
  const snapshotDone = snapshot ? snapshot.state === 'completed' : null;
  const view = {
    kind: 'confirm',
    proposal: id,
    asks: { kind: 'cancel', job, item, snapshotDone, seen },
    by: ask.person.name,
    until,
  } as const;
  return { kind: 'view', view };
}

/** Why Azure would refuse; null where it may still cancel. Not from `actionsInfo`, which says Cancellable of finished jobs too. */
function whyNot(job: Job): 'ended' | 'cancelling' | 'transfer' | 'notBackup' | null {
  if (!isActive(job)) return 'ended';
  if (job.state === 'cancelling') return 'cancelling';
  if (!/^backup$/i.test(job.operation)) return 'notBackup';
  return ['transfer', 'validate'].includes(phaseOf(job)) ? 'transfer' : null;
}

function refused(why: string, vm: string): Outcome {
  return { kind: 'view', view: message(`cannotCancel.${why}`, { tone: 'warning', facts: { vm } }) };
}
