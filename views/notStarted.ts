import type { UnstartedVm } from '../protocol/batchView';
import { message, type MessageView } from '../protocol/messageView';
import type { Job, ProtectedItem } from '../services/backup/types';
import { AzureError, type AzureProblem } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import { type NotStartedBackup, saveNotStarted } from '../services/onDemand/notStarted';
import type { NotStartedVm } from '../services/subscriptions/jobSubscription';
import { attempt, isRead } from './attempt';
import { jobWindowOf } from './jobWindows';
import type { Services } from './services';

interface BatchRequest {
  readonly items: readonly ProtectedItem[];
  readonly failed: readonly Pick<UnstartedVm, 'item' | 'view'>[];
}

/** Messages after which a backup of the VM may run, although this request did not start it. */
const MAY_RUN: readonly string[] = ['alreadyRunning', 'ranAlready', 'itemBusy', 'wasBusy', 'azure.unconfirmed'];

/** A later card gives the reason in the past tense, because the blocker may have ended. */
const PAST_TENSE: Readonly<Record<string, string>> = {
  alreadyRunning: 'ranAlready',
  alreadyRunningElsewhere: 'ranAlready',
  itemBusy: 'wasBusy',
  'readOnly.environment': 'readOnly.was',
  'readOnly.admin': 'readOnly.was',
  'readOnly.adminWhy': 'readOnly.was',
};

/** The VMs of a batch that were not started, with their blockers. Saves them too, so that later cards show the same. */
export async function readNotStarted(
  { items, failed }: BatchRequest,
  ask: Ask,
  services: Services,
): Promise<readonly UnstartedVm[]> {
  if (failed.length === 0) return [];
  const found = await Promise.all(
    failed.map(async ({ item, view }): Promise<NotStartedBackup> => {
      const blocker = mayRunAnyway(view) ? await readBlocker(item, view, services) : null;
      return { item, why: savedReason(view), blocker };
    }),
  );
  const now = services.clock.now();
  const saved = await services.store.transaction((tables) =>
    saveNotStarted(tables, { items, failed: found }, { ...ask, now }),
  );
  return failed.map(({ item, view }, index): UnstartedVm => {
    const { watched = null, told = null, updatesCard } = saved[index] ?? {};
    if (watched === null)
      return mayRunAnyway(view) ? { item, view, job: null, jobId: null, told: null } : { item, view };
    const { key: jobKey, jobId } = watched;
    const shown = { item, view, job: found[index]?.blocker?.job ?? watched.job, jobId, told };
    if (updatesCard !== true) return shown;
    return { ...shown, live: { kind: 'started', jobKey, item, jobId, askedBy: null, retainUntil: null, at: now } };
  });
}

export function mayRunAnyway(view: MessageView): boolean {
  return MAY_RUN.includes(view.key);
}

/** The message of a saved reason. */
export function reasonView({ why: { key, facts, azure } }: NotStartedVm): MessageView {
  if (azure === null) return message(PAST_TENSE[key] ?? key, { tone: 'warning', facts });
  return message(PAST_TENSE[key] ?? key, { tone: 'error', facts, azure: new AzureError(azure.problem, azure) });
}

/** Omits times: a time to retry has passed when the reason is shown again. */
function savedReason({ key, facts: given, azure }: MessageView): NotStartedVm['why'] {
  const facts: Record<string, string | number> = {};
  for (const [name, fact] of Object.entries(given)) if (!(fact instanceof Date)) facts[name] = fact;
  if (!azure) return { key, facts, azure: null };
  const { code, requestId, says } = azure;
  return { key, facts, azure: { problem: withoutTime(azure.problem), code, requestId, says } };
}

function withoutTime(problem: AzureProblem): AzureProblem {
  if (problem.kind === 'throttled') return { ...problem, until: null };
  return problem.kind === 'unavailable' ? { kind: 'unavailable', status: problem.status } : problem;
}

async function readBlocker(
  item: ProtectedItem,
  view: MessageView,
  { vaults, clock }: Services,
): Promise<{ readonly jobId: string | null; readonly job: Job | null }> {
  const jobId = view.key === 'alreadyRunning' ? String(view.facts['job'] ?? '') : '';
  if (jobId === '') return { jobId: null, job: null };
  const list = await attempt(vaults.jobs(item.ref.vault, jobWindowOf('today', clock)));
  return { jobId, job: (isRead(list) ? list.value.find((job) => job.id === jobId) : undefined) ?? null };
}
