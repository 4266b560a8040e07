import { message } from '../../protocol/messageView';
import { isJobOf } from '../../services/backup/ids';
import { operationOf } from '../../services/backup/operations';
import { newestFirst } from '../../services/backup/phase';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { DAY_MS } from '../../services/platform/durations';
import { readListedDurations } from '../../views/pastDurations';
import { buttonFor } from '../button';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from '../handler';
import { forVm } from '../lookup/vm';
import { findTopic } from '../topics/findTopic';
import { job } from './job';

/** How many days back a failed job is searched. */
const DAYS = 30;

/** Explains a concept or an error code. With a VM: how long its own backups took, or its newest failed job. */
export const explain: Handler<'explain'> = async ({ topic: typed, vm }, context) => {
  const topic = findTopic(typed);
  if (vm === undefined || topic.kind !== 'concept') return outcome({ kind: 'explain', topic });
  return forVm(
    { typed: vm, role: 'viewer', commandFor: (name) => ({ kind: 'explain', topic: typed, vm: name }) },
    context,
    async (item) => {
      if (topic.key === 'failure') return failedJob(item, context);
      if (topic.key !== 'howLong') return outcome({ kind: 'explain', topic });
      const vmDurations = { item, ...(await readListedDurations(item, context.services)) };
      return outcome({ kind: 'explain', topic, vmDurations });
    },
  );
};

/** Shows the job's own card, which says why it failed: code, cause and first step. */
async function failedJob(item: ProtectedItem, context: CommandContext): Promise<CommandOutcome> {
  const { ask, services } = context;
  const since = new Date(services.clock.now().getTime() - DAYS * DAY_MS);
  const { value } = await services.vaults.jobs(item.ref.vault, { since });
  const [newest] = value.filter((one) => isFailedBackup(one) && isJobOf(one, item)).toSorted(newestFirst);
  if (newest) return job({ kind: 'job', id: newest.id }, context);
  const offers = [buttonFor({ kind: 'status', vm: item.id }, ask)];
  return outcome(message('noTrouble', { facts: { vm: item.vm.name, days: DAYS }, offers }));
}

function isFailedBackup(one: Job): boolean {
  return operationOf(one) === 'backup' && (one.state === 'failed' || one.state === 'completedWithWarnings');
}
