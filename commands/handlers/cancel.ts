import { message, type MessageView } from '../../protocol/messageView';
import { isCancelRefusal } from '../../services/backup/cancelRefusal';
import type { VerdictReason } from '../../services/backup/findings';
import { operationOf } from '../../services/backup/operations';
import { isActive, phaseOf, snapshotTask } from '../../services/backup/phase';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { AzureError, type Reading } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { questionVm } from '../../services/notify/questionContent';
import { UserError } from '../../services/platform/errors';
import { attempt, isRead } from '../../views/attempt';
import { declined, recordChanges, refusing } from '../audited';
import { buttonFor } from '../button';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from '../handler';
import { cancelConditions } from '../lookup/conditions';
import { findJob } from '../lookup/job';
import { isStartedHere } from '../lookup/startedLately';
import { forVm, requireOperator, requireRole } from '../lookup/vm';
import { readVmJobs } from '../lookup/vmJobs';
import { askerOf } from './approval';

/** Asks for confirmation. Azure cancels a backup only before its data transfer begins. */
export const cancel: Handler<'cancel'> = async ({ target }, context) => {
  const { ask } = context;
  if ('job' in target) {
    const { reading, item } = await findJob(target.job, ask, context.services);
    requireOperator(item, reading.value, ask);
    return propose(reading, item, context);
  }
  return forVm(
    { typed: target.vm, role: 'operator', commandFor: (vm) => ({ kind: 'cancel', target: { vm } }) },
    context,
    async (item) => {
      const { jobs, itemOf, verdict, ...seen } = await readVmJobs(item, context);
      const running = jobs.filter((job) => isActive(job) && operationOf(job) === 'backup');
      const [job] = [...running.filter((one) => refusalReason(one) === null), ...running];
      if (!job && seen.problem) throw seen.problem;
      if (!job && BACKUP_RUNS.includes(verdict.reason))
        throw refusing(new UserError('notPermitted', { role: 'operator', vm: item.vm.name }), item);
      if (!job) {
        const attempted = { kind: 'cancel', command: { kind: 'cancel', target: { vm: item.vm.name } }, item } as const;
        const why = cannotCancel('noneRunning', { vmName: item.vm.name }, { ask });
        return outcome(await declined(attempted, why, context));
      }
      const jobItem = itemOf(job) ?? item;
      requireRole('operator', jobItem, ask);
      return propose({ value: job, ...seen }, jobItem, context);
    },
  );
};

/** Reasons of a verdict while a backup runs. A verdict without a job concerns an item that the asker may not see. */
const BACKUP_RUNS: readonly VerdictReason[] = ['snapshotRunning', 'snapshotDone', 'tasksUnknown', 'cancelling'];

async function propose(
  { value: job, ...seen }: Reading<Job>,
  item: ProtectedItem | null,
  context: CommandContext,
): Promise<CommandOutcome> {
  const { ask, services } = context;
  const why = refusalReason(job);
  const { vault, id: jobId, vmName } = job;
  const command = { kind: 'cancel', target: { job: jobId } } as const;
  if (why !== null)
    return outcome(await declined({ kind: 'cancel', command, item }, cannotCancel(why, job, { ask }), context));
  const { approve, role } = cancelConditions(item, { job, isOurs: await isStartedHere(job, services) }, ask);
  const asker = approve && { asker: askerOf(ask) };
  const asks = { kind: 'cancel', vault, jobId, vmName, itemId: item?.id ?? null, role, ...asker } as const;
  const shows = { kind: 'cancel', vmName, vms: item ? [questionVm(item)] : [] } as const;
  await recordChanges({ kind: 'proposal', command, items: [item], role }, 'asked', context);
  const { id, until } = await services.proposals.open(ask, asks, shows);
  const snapshot = snapshotTask(job);
  const snapshotDone = snapshot ? snapshot.state === 'completed' : null;
  return outcome({
    kind: 'confirm',
    proposal: id,
    asks: { kind: 'cancel', job, item, snapshotDone, seen },
    by: ask.person.name,
    until,
    ...(approve && { approval: true }),
  });
}

/**
 * Why Azure would refuse to cancel; null if it may accept. Azure's `actionsInfo` says Cancellable even for ended jobs.
 */
function refusalReason(job: Job): 'ended' | 'cancelling' | 'transfer' | 'notBackup' | null {
  if (!isActive(job)) return 'ended';
  if (job.state === 'cancelling') return 'cancelling';
  if (operationOf(job) !== 'backup') return 'notBackup';
  return ['transfer', 'validate'].includes(phaseOf(job)) ? 'transfer' : null;
}

/**
 * Azure's refusal of a cancel in our words, by the job's present state. The snapshot or the job may have ended between
 * the question and the yes. Null if Azure refused for another reason.
 */
export async function cancelRefusalView(
  error: unknown,
  job: Pick<Job, 'vault' | 'id' | 'vmName'>,
  { ask, services }: CommandContext,
): Promise<CommandOutcome | null> {
  if (!(error instanceof AzureError) || error.problem.kind !== 'refused') return null;
  const read = await attempt(services.vaults.job(job.vault, job.id, { maxAgeMs: 0 }));
  const byState = isRead(read) && !read.problem ? refusalReason(read.value) : null;
  const why = byState ?? (isCancelRefusal(error) ? 'state' : null);
  const { problem, code, requestId } = error;
  return why && outcome(cannotCancel(why, job, { ask, azure: new AzureError(problem, { code, requestId }) }));
}

function cannotCancel(
  why: string,
  { vmName, id }: { readonly vmName: string; readonly id?: string },
  { ask, azure }: { readonly ask: Ask; readonly azure?: AzureError },
): MessageView {
  const offers = id === undefined ? [] : [buttonFor({ kind: 'job', id }, ask)];
  const rest = { tone: 'warning', facts: { vm: vmName }, offers, ...(azure && { azure }) } as const;
  return message(`cannotCancel.${why}`, rest);
}
