import { message } from '../../protocol/messageView';
import { isJobOf } from '../../services/backup/ids';
import { operationOf } from '../../services/backup/operations';
import type { Job, ProtectedItem } from '../../services/backup/types';
import type { Ask } from '../../services/conversations/ask';
import { readListedDurations } from '../../views/pastDurations';
import type { Services } from '../../views/services';
import { buttonFor } from '../button';
import type { CommandOutcome, Handler } from '../handler';
import { forVm } from '../lookup/vm';
import { findTopic } from '../topics/findTopic';
import { job } from './job';

/** Age of the oldest failed job that is looked for. */
const DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

/** Explains a concept or an error code. With a VM: how long its own backups took, or its newest failed job. */
export const explain: Handler<'explain'> = async ({ topic: typed, vm }, ask, services) => {
  const topic = findTopic(typed);
  if (vm === undefined || topic.kind !== 'concept') return { kind: 'view', view: { kind: 'explain', topic } };
  return forVm(
    { typed: vm, role: 'viewer', commandFor: (name) => ({ kind: 'explain', topic: typed, vm: name }) },
    { ask, services },
    async (item) => {
      if (topic.key === 'failure') return failedJob(item, ask, services);
      const past = topic.key === 'howLong' ? { item, ...(await readListedDurations(item, services)) } : null;
      return { kind: 'view', view: { kind: 'explain', topic, ...(past && { past }) } };
    },
  );
};

/** Shows the job's own card, which says why it failed: code, cause and first step. */
async function failedJob(item: ProtectedItem, ask: Ask, services: Services): Promise<CommandOutcome> {
  const since = new Date(services.clock.now().getTime() - DAYS * DAY_MS);
  const { value } = await services.vaults.jobs(item.ref.vault, { since });
  const [newest] = value.filter((one) => isFailedBackup(one) && isJobOf(one, item)).toSorted(byStart);
  if (newest) return job({ kind: 'job', id: newest.id }, ask, services);
  const offers = [buttonFor({ kind: 'status', vm: item.id }, ask)];
  return { kind: 'view', view: message('noTrouble', { facts: { vm: item.vm.name, days: DAYS }, offers }) };
}

function isFailedBackup(one: Job): boolean {
  return operationOf(one) === 'backup' && (one.state === 'failed' || one.state === 'completedWithWarnings');
}

function byStart(a: Job, b: Job): number {
  return (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0);
}
