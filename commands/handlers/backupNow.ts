import type { BatchedVm, BatchView } from '../../protocol/batchView';
import type { JobView, StartedView } from '../../protocol/jobViews';
import type { MessageView } from '../../protocol/messageView';
import { message } from '../../protocol/messageView';
import type { View } from '../../protocol/view';
import { isActive } from '../../services/backup/phase';
import { isJobOf, type Job, type ProtectedItem } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import { activeJobsOf } from '../../services/backup/verdict';
import type { Ask } from '../../services/conversations/ask';
import { askedVm } from '../../services/conversations/proposals';
import { toldHere } from '../../services/onDemand/jobUpdates';
import type { Begun } from '../../services/onDemand/triggers';
import { DatabaseError, UserError } from '../../services/platform/errors';
import { attempt } from '../../views/attempt';
import { readPast } from '../../views/facts';
import { readAgain } from '../../views/jobDetails';
import { windowOf } from '../../views/jobWindows';
import { keepRefused } from '../../views/notStarted';
import { resumedBackup } from '../../views/resumedBackup';
import type { Services } from '../../views/services';
import { audited } from '../audited';
import type { Outcome, Run } from '../context';
import { failureView } from '../failure';
import { KEEP_DAYS_MAX, KEEP_DAYS_MIN, KEEP_DAYS_UNASKED } from '../keepDays';
import { pressOf, requireRole, withVm } from '../lookup/vm';
import { allItemsOf } from '../lookup/vmJobs';
import { notTooLate } from './askedTooLongAgo';
import { refusedByState } from './protectionStopped';

const DAY_MS = 24 * 60 * 60_000;
/** Azure's default for an on-demand backup is 30 days. */
const KEEP_DAYS = 30;
/** Triggers sent to Azure at the same time. */
const AT_ONCE = 4;

/**
 * One VM is started at once; two or more, and what is kept for long, only after a yes. The recovery point's expiry is
 * stated: it cannot be changed later.
 */
export const backupNow: Run<'backupNow'> = async (command, ask, services) => {
  const keepDays = command.keepDays ?? KEEP_DAYS;
  if (!Number.isInteger(keepDays) || keepDays < KEEP_DAYS_MIN || keepDays > KEEP_DAYS_MAX)
    throw new UserError('retentionRange', { min: KEEP_DAYS_MIN, max: KEEP_DAYS_MAX });
  const retainUntil = new Date(services.clock.now().getTime() + keepDays * DAY_MS);
  return withVms(command.vms, { command, ask, services }, async (items) => {
    const [only] = items;
    for (const item of items) {
      const refusal = await refusedByState(item, { ask, services });
      if (refusal) return { kind: 'view', view: refusal };
    }
    const isLong = keepDays > KEEP_DAYS_UNASKED;
    if (items.length === 1 && only && !isLong)
      return { kind: 'view', view: await startBackup(only, retainUntil, { ask, services }) };
    const asks = {
      kind: 'backup',
      itemIds: items.map((item) => item.id),
      retainUntilMs: retainUntil.getTime(),
    } as const;
    const shows = { kind: 'backup', vms: items.map(askedVm) } as const;
    const { id, until } = await services.proposals.open(ask, asks, shows);
    const view: View = {
      kind: 'confirm',
      proposal: id,
      asks: { kind: 'backup', items, retainUntil, ...(isLong && { longDays: keepDays }) },
      by: ask.person.name,
      until,
    };
    return { kind: 'view', view };
  });
};

interface Context {
  readonly ask: Ask;
  readonly services: Services;
  /** All that are asked for at once, where one card shows them. */
  readonly together?: readonly ProtectedItem[];
}

/** Resolves the names one after the other; the first that is unknown or names several is asked about. */
async function withVms(
  typed: readonly string[],
  context: Context & { readonly command: Parameters<typeof backupNow>[0] },
  then: (items: readonly ProtectedItem[]) => Promise<Outcome>,
): Promise<Outcome> {
  const next = async (index: number, found: readonly ProtectedItem[]): Promise<Outcome> => {
    const name = typed[index];
    if (name === undefined)
      return then(found.filter((item, at) => found.findIndex((other) => other.id === item.id) === at));
    const again = (vm: string): Parameters<typeof backupNow>[0] => ({ ...context.command, vms: typed.with(index, vm) });
    return withVm({ typed: name, role: 'operator', again }, context, (item) => next(index + 1, [...found, item]));
  };
  return next(0, []);
}

/**
 * Asks Azure for one backup and draws its first card from the operation's answer, without a read of the job. A backup
 * that already runs, as whichever item of the VM, is told instead. Where that cannot be read, Azure decides: a second
 * backup becomes a failed job. A turn that began one before its process died is answered with that one.
 */
export async function startBackup(
  item: ProtectedItem,
  retainUntil: Date,
  context: Context,
): Promise<StartedView | JobView | MessageView> {
  const { ask, services, together } = context;
  const resumed = await resumedOf(item, context);
  if (resumed) return resumed;
  notTooLate(item.vm.name, ask, services);
  const refusal = await refusedByState(item, context);
  if (refusal) return refusal;
  const [own, ...others] = await allItemsOf(item, services);
  const found = await Promise.all([own, ...others].map((one) => runningBackup(one, services)));
  const running = found.find((one) => one.running !== null);
  if (running) return alreadyRunning(item, running, ask);
  const looked = found.flatMap((one) => one.looked);
  const askedBy = ask.person.name;
  const at = services.clock.now();
  const { snapshot: pastSnapshots } = await readPast(item.id, services);
  const trigger = await services.triggers.begin(
    item,
    { retainUntil, looked, others, ...(together && { together }) },
    ask,
  );
  if (trigger === null) return alreadyRunning(item, { item, running: null }, ask);
  try {
    const jobId = await sendTrigger(item, retainUntil, { ask, services });
    return {
      kind: 'started',
      jobKey: await named(trigger, jobId, services),
      item,
      jobId,
      askedBy,
      retainUntil,
      at,
      pastSnapshots,
      told: 'asked',
    } satisfies StartedView;
  } catch (error) {
    // The attempt could not be written down, and was not made. Where it cannot be withdrawn, nobody finds a job of it.
    if (error instanceof DatabaseError) await trigger.withdraw().catch(() => undefined);
    // Anything but Azure's plain refusal leaves the trigger open: the watcher finds out what became of it.
    if (!(error instanceof AzureError) || error.problem.kind === 'unconfirmed') throw error;
    await trigger.withdraw();
    return notStarted(item, error, ask);
  }
}

/** The backup that this turn began before its process died; null where it began none. */
async function resumedOf(item: ProtectedItem, { ask, services }: Context): Promise<StartedView | JobView | null> {
  const before = await services.triggers.ofTurn(item, ask);
  if (before === null) return null;
  const job = { vault: item.ref.vault, id: before.jobId ?? '' };
  return { ...resumedBackup(before, item, ask), told: await toldHere({ job, item }, ask, services) };
}

/** Azure's plain refusal: no backup was started. */
function notStarted(item: ProtectedItem, error: AzureError, ask: Ask): MessageView {
  if (error.problem.kind === 'alreadyRunning')
    return alreadyRunning(item, { item, running: { jobId: error.problem.job } }, ask);
  if (error.problem.kind === 'busy') return itemBusy(item, error, ask);
  throw error;
}

/** The key of what is watched. Where the name cannot be written, the trigger stays open, and the watcher finds its job. */
async function named(trigger: Begun, jobId: string, { log }: Services): Promise<string> {
  try {
    return await trigger.named(jobId);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    log.error({ err: error, jobId }, 'the job of a trigger could not be written down; it is looked for');
    return trigger.key;
  }
}

async function sendTrigger(item: ProtectedItem, retainUntil: Date, context: Context): Promise<string> {
  const keepDays = Math.round((retainUntil.getTime() - context.services.clock.now().getTime()) / DAY_MS);
  const command = { kind: 'backupNow' as const, vms: [item.vm.name], keepDays };
  return audited({ command, item }, context, async () => {
    const jobId = await context.services.vaults.trigger(item, { retainUntil });
    return { value: jobId, outcome: { result: 'started', jobId, code: null } };
  });
}

interface Looked {
  readonly item: ProtectedItem;
  readonly running: { readonly jobId: string | null } | null;
  readonly looked: readonly Job[];
}

/**
 * `running`: a backup of the item that runs, or that we asked for and the reading does not show yet; null where none is
 * known. `looked`: what was read of the item's jobs.
 */
async function runningBackup(item: ProtectedItem, services: Services): Promise<Looked> {
  const unnamed = await services.triggers.newest(item);
  if (unnamed?.jobId === null) return { item, running: unnamed, looked: [] };
  const list = await attempt(services.vaults.jobs(item.ref.vault, windowOf('today', services.clock)));
  const rows = list instanceof AzureError ? [] : list.value.filter((job) => isJobOf(job, item));
  // One that the list shows as it was last seen may have ended: it must not keep a backup from being started.
  const { jobs: looked } = await readAgain(rows, activeJobsOf(item, rows), services);
  const active = looked.find((job) => isActive(job) && /^backup$/i.test(job.operation));
  if (active) return { item, running: { jobId: active.id }, looked };
  const unseen = await services.triggers.unseen(item, looked);
  return { item, running: unseen.length > 0 ? await services.triggers.newest(item) : null, looked };
}

/** A backup that runs as another item of the VM is named to those who may see that item. */
function alreadyRunning(
  { vm, id }: ProtectedItem,
  { item: other, running }: Pick<Looked, 'item' | 'running'>,
  ask: Ask,
): MessageView {
  const isOther = other.id !== id;
  const job = isOther && !ask.grant.may('viewer', other) ? null : (running?.jobId ?? null);
  const offer = job === null ? ({ kind: 'status', vm: id } as const) : ({ kind: 'job', id: job } as const);
  const rest = { tone: 'warning', offers: [pressOf(offer, ask)] } as const;
  return isOther && job !== null
    ? message('alreadyRunningElsewhere', { ...rest, facts: { vm: vm.name, vault: other.ref.vault.name } })
    : message('alreadyRunning', { ...rest, facts: { vm: vm.name, job: job ?? '' } });
}

/** Azure does not say which operation holds the item: the jobs may. */
function itemBusy({ vm, id }: ProtectedItem, azure: AzureError, ask: Ask): MessageView {
  const offers = [pressOf({ kind: 'jobs', vm: id }, ask)];
  return message('itemBusy', { tone: 'warning', facts: { vm: vm.name }, offers, azure });
}

/**
 * Starts what a person has said yes to; one VM has a card of its own. The role is asked again for each VM: it may have
 * changed since.
 */
export async function startAll(items: readonly ProtectedItem[], retainUntil: Date, context: Context): Promise<View> {
  const [only, ...more] = items;
  if (only && more.length === 0) return startOne(only, retainUntil, context);
  let isTold = true;
  const started: (BatchedVm | StartedView)[] = [];
  const failed: { item: ProtectedItem; view: MessageView }[] = [];
  for (let first = 0; first < items.length; first += AT_ONCE)
    await Promise.all(
      items.slice(first, first + AT_ONCE).map(async (item) => {
        const view = await startOne(item, retainUntil, { ...context, together: items });
        if (view.kind === 'started' || view.kind === 'job') isTold &&= !!view.told;
        if (view.kind === 'started') started.push(view);
        else if (view.kind === 'job')
          started.push({ item, jobId: view.job.id, job: view.job }); // Begun before a crash.
        else failed.push({ item, view });
      }),
    );
  return {
    kind: 'batch',
    started,
    failed: await unstarted({ items, failed }, context),
    isTold,
    retainUntil,
    askedBy: context.ask.person.name,
    at: context.services.clock.now(),
  };
}

/** Where it cannot be written down, the card says what was said, and does not move for those. */
async function unstarted(
  together: Parameters<typeof keepRefused>[0],
  { ask, services }: Context,
): Promise<BatchView['failed']> {
  try {
    return await keepRefused(together, ask, services);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    services.log.error({ err: error }, 'which backups were not started could not be written down');
    return together.failed;
  }
}

async function startOne(item: ProtectedItem, retainUntil: Date, context: Context): ReturnType<typeof startBackup> {
  try {
    requireRole('operator', item, context.ask);
    return await startBackup(item, retainUntil, context);
  } catch (error) {
    return failureView(error, context.ask, context.services);
  }
}
