import { asOf } from '../../protocol/asOf';
import type { JobsView } from '../../protocol/jobViews';
import { type IdKey, idKey, isJobOf, vaultsOf } from '../../services/backup/ids';
import { isActive, newestFirst } from '../../services/backup/phase';
import { type NamedSpan, spanOf } from '../../services/backup/schedule/calendar';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { AzureError, type Reading, type Unread } from '../../services/backup/vaults';
import { HOUR_MS } from '../../services/platform/durations';
import { UserError } from '../../services/platform/errors';
import { attempt, isRead } from '../../views/attempt';
import { batchOfJobs } from '../../views/batchJobs';
import { mayBeOutdated, readJobDetails } from '../../views/jobDetails';
import type { Services } from '../../views/services';
import { visibleItems } from '../../views/visibleItems';
import { type CommandOutcome, type Handler, outcome } from '../handler';
import { unreadFor, unreadForJobs } from '../lookup/unread';
import { forVm } from '../lookup/vm';

const LAST_HOURS = 24;
/** Azure keeps the details of jobs for 30 days. */
const LAST_HOURS_MAX = 30 * 24;
/** Maximum number of vaults that one command reads: each one costs a read of jobs, which Azure limits. */
const VAULTS_MAX = 20;

/** Lists the jobs of one VM, or of all VMs that the asker may see. */
export const jobs: Handler<'jobs'> = async (command, context) => {
  const { ask, services } = context;
  const { timeZone } = ask;
  if (command.ids) return outcome(await batchOfJobs(command.ids, ask, services));
  const hours = command.lastHours ?? LAST_HOURS;
  if (!(hours >= 1 && hours <= LAST_HOURS_MAX)) throw new UserError('hoursRange', { min: 1, max: LAST_HOURS_MAX });
  if (command.vm !== undefined)
    return forVm({ typed: command.vm, role: 'viewer', commandFor: (vm) => ({ ...command, vm }) }, context, (item) =>
      listed([item], { command, hours, vmName: item.vm.name, timeZone }, services),
    );
  const items = await visibleItems(ask, services);
  return listed(items, { command, hours, vmName: null, timeZone, unread: unreadFor(ask, services) }, services);
};

interface JobsQuery {
  readonly command: { readonly filter?: JobsView['filter'] | undefined; readonly when?: NamedSpan | undefined };
  readonly hours: number;
  readonly vmName: string | null;
  readonly timeZone: string;
  readonly unread?: Unread | null;
}

/** The named calendar span, or the last hours. A null `until` means up to now. */
function timeSpanOf({ command: { when }, hours, timeZone }: JobsQuery, now: Date): { since: Date; until: Date | null } {
  return when ? spanOf(when, now, timeZone) : { since: new Date(now.getTime() - hours * HOUR_MS), until: null };
}

async function listed(items: readonly ProtectedItem[], query: JobsQuery, services: Services): Promise<CommandOutcome> {
  const { when, filter = 'all' } = query.command;
  const { since, until } = timeSpanOf(query, services.clock.now());
  const vaults = vaultsOf(items);
  const read = await Promise.all(
    vaults.slice(0, VAULTS_MAX).map((vault) => attempt(services.vaults.jobs(vault, { since }))),
  );
  const lists = read.filter(isRead);
  const failed = read.find((list) => list instanceof AzureError);
  if (lists.length === 0 && failed) throw failed;
  const matching = matchingOf(lists, items, { filter, since, until: filter === 'running' ? null : until });
  const { jobs: shown, problems, unsure } = await readOutdated(matching, lists, { filter, services });
  const problem = failed ?? problems[0];
  return outcome({
    kind: 'jobs',
    vmName: query.vmName,
    filter,
    hours: query.hours,
    ...(when && { when }),
    jobs: shown,
    ...(lists.length > 0 ? asOf(...lists) : { at: services.clock.now() }),
    ...(problem && { problem }),
    ...(unsure > 0 && { unsure }),
    unread: unreadForJobs(query.unread ?? null, {
      failed: vaults.filter((_, index) => read[index] instanceof AzureError),
      skipped: vaults.slice(VAULTS_MAX),
      limit: VAULTS_MAX,
    }),
  });
}

/** Reads running jobs that began before the lists do, one by one: lists may show them as running after their end. */
async function readOutdated(
  rows: readonly Job[],
  lists: readonly Reading<readonly Job[]>[],
  { filter, services }: { filter: JobsView['filter']; services: Services },
): Promise<{ jobs: readonly Job[]; problems: readonly AzureError[]; unsure: number }> {
  const oldest = new Date(Math.min(...lists.map(({ at }) => at.getTime())));
  const old = rows.filter((job) => mayBeOutdated(job, oldest));
  const { jobs: read, problems, details } = await readJobDetails(rows, old, services);
  const jobs = filter === 'running' ? read.filter(isActive) : read;
  return { jobs, problems, unsure: old.length - details.length };
}

function matchingOf(
  lists: readonly Reading<readonly Job[]>[],
  items: readonly ProtectedItem[],
  { filter, since, until }: { filter: JobsView['filter']; since: Date; until: Date | null },
): readonly Job[] {
  const byName = new Map<IdKey, ProtectedItem[]>();
  for (const item of items) {
    const key = idKey(item.vm.name);
    byName.set(key, [...(byName.get(key) ?? []), item]);
  }
  const isWanted = (job: Job): boolean => {
    if (filter === 'running') return isActive(job);
    return filter === 'all' || job.state === 'failed' || job.state === 'completedWithWarnings';
  };
  return lists
    .flatMap((list) => list.value)
    .filter((job) => isWanted(job) && (isActive(job) || job.startedAt === null || job.startedAt >= since))
    .filter(({ startedAt }) => until === null || startedAt === null || startedAt < until)
    .filter((job) => (byName.get(idKey(job.vmName)) ?? []).some((item) => isJobOf(job, item)))
    .sort(newestFirst);
}
