import type { JobView, StartedView } from '../../protocol/jobViews';
import type { MessageView } from '../../protocol/messageView';
import type { JobKey } from '../../services/backup/ids';
import type { ProtectedItem } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import { subscriptionReasonHere } from '../../services/onDemand/runningSubscriptions';
import type { RecordedTrigger } from '../../services/onDemand/triggers';
import { DAY_MS } from '../../services/platform/durations';
import { DatabaseError, UserError } from '../../services/platform/errors';
import { readPastDurations } from '../../views/pastDurations';
import type { Services } from '../../views/services';
import { resumedBackup } from '../../views/started';
import { type AuditedChange, declined, withAudit } from '../audited';
import type { CommandContext } from '../handler';
import { allItemsOf } from '../lookup/vmJobs';
import { alreadyRunningView, findRunningBackup, itemBusyView } from './alreadyRunning';
import { protectionRefusal } from './protectionState';
import { rejectStaleRequest } from './staleRequest';

export interface StartContext extends CommandContext {
  /** All VMs of one request whose backups share one card. */
  readonly batch?: readonly ProtectedItem[];
}

/**
 * Asks Azure for one backup. The first card is drawn from the operation's answer, without a read of the job. A running
 * backup of any item of the VM is shown instead. If that cannot be read, the request goes out, and Azure fails a second
 * job. A turn that resumes after a crash is answered with the backup that it began.
 */
export async function startVmBackup(
  item: ProtectedItem,
  retainUntil: Date,
  context: StartContext,
): Promise<StartedView | JobView | MessageView> {
  const { ask, services, batch } = context;
  const resumed = await findResumed(item, context);
  if (resumed) return resumed;
  rejectStaleRequest(item.vm.name, ask, services);
  const refusal = await protectionRefusal(item, context);
  if (refusal) return declined(attempted(item, retainUntil, context), refusal, context);
  const [own, ...others] = await allItemsOf(item, services);
  const found = await Promise.all([own, ...others].map((one) => findRunningBackup(one, services)));
  const running = found.find((one) => one.running !== null);
  if (running) return declined(attempted(item, retainUntil, context), alreadyRunningView(item, running, ask), context);
  const knownJobs = found.flatMap((one) => one.knownJobs);
  const at = services.clock.now();
  const { snapshot: pastSnapshots } = await readPastDurations(item.id, services);
  const request = { retainUntil, knownJobs, others, ...(batch && { batch }) };
  const trigger = await services.triggers.record(item, request, ask);
  if (trigger === null) {
    const view = alreadyRunningView(item, { item, running: null }, ask);
    return declined(attempted(item, retainUntil, context), view, context);
  }
  const sent = await sendRecorded(item, { trigger, retainUntil }, context);
  if (sent.kind === 'message') return sent;
  const { jobKey, jobId } = sent;
  const askedBy = ask.person.name;
  return { kind: 'started', jobKey, item, jobId, askedBy, retainUntil, at, pastSnapshots, told: 'asked' };
}

/** The backup that this turn began before its process died; null if it began none. */
async function findResumed(
  item: ProtectedItem,
  { ask, services }: StartContext,
): Promise<StartedView | JobView | null> {
  const watched = await services.triggers.ofTurn(item, ask);
  if (watched === null) return null;
  const job = { vault: item.ref.vault, id: watched.jobId ?? '' };
  return { ...resumedBackup(watched, item, ask), told: await subscriptionReasonHere({ job, item }, ask, services) };
}

interface SentTrigger {
  readonly kind: 'sent';
  readonly jobKey: JobKey;
  readonly jobId: string;
}

/** Sends a trigger that is in the store. Its record is removed only if Azure surely started nothing. */
async function sendRecorded(
  item: ProtectedItem,
  { trigger, retainUntil }: { readonly trigger: RecordedTrigger; readonly retainUntil: Date },
  context: StartContext,
): Promise<SentTrigger | MessageView> {
  try {
    const jobId = await sendTrigger(item, retainUntil, context);
    return { kind: 'sent', jobKey: await assignJob(trigger, jobId, context.services), jobId };
  } catch (error) {
    // The audit entry could not be written, a limit is reached, or the bot is read-only, so nothing was sent. If the
    // record stays, it never finds a job.
    if (error instanceof DatabaseError || error instanceof UserError) await trigger.withdraw().catch(() => undefined);
    // Azure may have started a backup. The trigger stays open, and the monitor looks for its job.
    if (!(error instanceof AzureError) || error.problem.kind === 'unconfirmed') throw error;
    await trigger.withdraw();
    return refusalView(item, error, context);
  }
}

/** The backup as the audit log names it. */
function attempted(item: ProtectedItem, retainUntil: Date, { services }: StartContext): AuditedChange {
  const keepDays = Math.round((retainUntil.getTime() - services.clock.now().getTime()) / DAY_MS);
  return { kind: 'trigger', command: { kind: 'backupNow', vms: [item.vm.name], keepDays }, item };
}

async function sendTrigger(item: ProtectedItem, retainUntil: Date, context: StartContext): Promise<string> {
  return withAudit(attempted(item, retainUntil, context), context, async (requestId) => {
    const jobId = await context.services.vaults.trigger(item, { retainUntil, requestId });
    return { value: jobId, outcome: { result: 'started', jobId, code: null } };
  });
}

/**
 * Stores the job's id on its trigger and resolves with the job's key. If the store fails, the trigger stays open, and
 * the monitor finds its job.
 */
async function assignJob(trigger: RecordedTrigger, jobId: string, { log }: Services): Promise<JobKey> {
  try {
    return await trigger.assignJob(jobId);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    log.error({ err: error, jobId }, 'the job of a trigger could not be written down; it is looked for');
    return trigger.key;
  }
}

/** Azure refused clearly, so no backup was started. */
function refusalView(item: ProtectedItem, error: AzureError, { ask }: StartContext): MessageView {
  const { problem } = error;
  if (problem.kind === 'alreadyRunning')
    return alreadyRunningView(item, { item, running: { jobId: problem.job } }, ask);
  if (problem.kind === 'busy') return itemBusyView(item, error, ask);
  throw error;
}
