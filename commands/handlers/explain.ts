import { message } from '../../protocol/messageView';
import { operationOf } from '../../services/backup/operations';
import { isJobOf, type Job, type ProtectedItem } from '../../services/backup/types';
import type { Ask } from '../../services/conversations/ask';
import type { Services } from '../../views/services';
import type { Outcome, Run } from '../context';
import { pressOf, withVm } from '../lookup/vm';
import { findTopic } from '../topics/findTopic';
import { job, lengthsOf } from './job';

/** How far back a failed job is looked for. */
const DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

/** What a concept or a code means. Of a VM: how long its own backups took, or its newest failed job. */
export const explain: Run<'explain'> = async ({ topic: typed, vm }, ask, services) => {
  const topic = findTopic(typed);
  if (vm === undefined || topic.kind !== 'concept') return { kind: 'view', view: { kind: 'explain', topic } };
  return withVm(
    { typed: vm, role: 'viewer', again: (name) => ({ kind: 'explain', topic: typed, vm: name }) },
    { ask, services },
    async (item) => {
      if (topic.key === 'failure') return failedJob(item, ask, services);
      const past = topic.key === 'howLong' ? { item, ...(await lengthsOf(item, services)) } : null;
      return { kind: 'view', view: { kind: 'explain', topic, ...(past && { past }) } };
    },
  );
};

/** Why it failed stands on the job's own card: code, cause and what to do first. */
async function failedJob(item: ProtectedItem, ask: Ask, services: Services): Promise<Outcome> {
  const since = new Date(services.clock.now().getTime() - DAYS * DAY_MS);
  const { value } = await services.vaults.jobs(item.ref.vault, { since });
  const [newest] = value.filter((one) => isTrouble(one) && isJobOf(one, item)).toSorted(byStart);
  if (newest) return job({ kind: 'job', id: newest.id }, ask, services);
  const offers = [pressOf({ kind: 'status', vm: item.id }, ask)];
  return { kind: 'view', view: message('noTrouble', { facts: { vm: item.vm.name, days: DAYS }, offers }) };
}

function isTrouble(one: Job): boolean {
  return operationOf(one) === 'backup' && (one.state === 'failed' || one.state === 'completedWithWarnings');
}

function byStart(a: Job, b: Job): number {
  return (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0);
}
