import { randomUUID } from 'node:crypto';

import { openAccess } from '../../services/access/accessFile';
import type { AuditEntry, AuditOutcome } from '../../services/access/audit';
import { guardChanges, ReadOnly } from '../../services/access/readOnly';
import { openIdentity } from '../../services/azure/http/tokens';
import { isJobOf } from '../../services/backup/ids';
import { isActive } from '../../services/backup/phase';
import { inactiveOf, itemsOfVm } from '../../services/backup/protection';
import type { Job, ProtectedItem } from '../../services/backup/types';
import { AzureError, type Vaults } from '../../services/backup/vaults';
import { checkStartLimits } from '../../services/onDemand/startLimits';
import { type RecordedTrigger, Triggers } from '../../services/onDemand/triggers';
import type { Clock } from '../../services/platform/clock';
import type { Config } from '../../services/platform/config';
import { DAY_MS } from '../../services/platform/durations';
import { DatabaseError, OperatorError, UserError } from '../../services/platform/errors';
import type { Log } from '../../services/platform/log';
import { openStore, type Store } from '../../services/store/openStore';

interface Parts {
  readonly config: Config;
  readonly vaults: Vaults;
  readonly clock: Clock;
  readonly log: Log;
}

/** How long Azure keeps the recovery point of the run. */
export const KEEP_DAYS = 7;
const NAME = 'npm run checklist';
const REFUSED: Readonly<Record<string, string>> = {
  triggersPerPerson: 'the access file allows no more backups in this hour',
  triggersPerVault: 'the access file allows no more backups of this vault today',
};

/**
 * Asks Azure for one backup, as the bot's command does: the trigger and its audit entry stand in the bot's database
 * before the request, so that neither a second run nor the bot can ask for another one meanwhile; an admin's read-only
 * switch stands there too. Without the database no backup is started. Returns the job's id. Rejects with OperatorError
 * where nothing was started, and says so where that is not known.
 */
export async function startBackup(item: ProtectedItem, parts: Parts): Promise<string> {
  const { config, clock, log } = parts;
  const store = await openStoreOf(item, config, log);
  const access = openAccess(config.accessFile, log);
  try {
    const readOnly = new ReadOnly({ store, clock, byEnvironment: config.readOnly });
    if ((await readOnly.state()).kind !== 'off') throw new OperatorError(READ_ONLY);
    const { others, knownJobs } = await requireIdle(item, parts);
    const retainUntil = new Date(clock.now().getTime() + KEEP_DAYS * DAY_MS);
    const ask = { turnId: randomUUID(), thread: null, language: 'en', timeZone: 'UTC', to: null } as const;
    const triggers = new Triggers({ store, clock, wake: () => undefined });
    const person = { id: '', name: NAME };
    const trigger = await triggers.record(item, { retainUntil, knownJobs, others }, { ...ask, person });
    if (trigger === null)
      throw new OperatorError(`${item.vm.name}: a backup was just asked for; find its job, and give --job <id>.`);
    const send = (requestId: string): Promise<string> =>
      guardChanges(parts.vaults, readOnly).trigger(item, { retainUntil, requestId });
    return await sendWritten(item, { ...parts, store, trigger, send, limits: access.limits() });
  } catch (error) {
    throw explained(error, item);
  } finally {
    access.close();
    await store.close();
  }
}

export const READ_ONLY = 'The bot is read-only (READ_ONLY, or an admin switched it on): no backup is started.';

async function openStoreOf({ vm }: ProtectedItem, config: Config, log: Log): Promise<Store> {
  try {
    return await openStore(config.database.url, { log, postgresToken: openIdentity(config)?.postgresToken });
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    throw new OperatorError(
      `No backup is started, as it could not be written down: ${error.message} Or ask the bot for it ("backup now ${vm.name}"), and run this again with --job <id>.`,
    );
  }
}

/** Throws unless Azure surely runs no backup of the VM, under any of its items. Returns the jobs that show it. */
async function requireIdle(
  item: ProtectedItem,
  { vaults, clock }: Pick<Parts, 'vaults' | 'clock'>,
): Promise<{ readonly others: readonly ProtectedItem[]; readonly knownJobs: readonly Job[] }> {
  const inactive = inactiveOf(item);
  if (inactive !== null) throw new OperatorError(`${item.vm.name}: Azure starts no backup of this item (${inactive}).`);
  const { items } = (await vaults.inventory()).value;
  const all = itemsOfVm(item, items);
  const since = new Date(clock.now().getTime() - DAY_MS);
  const knownJobs: Job[] = [];
  for (const one of all) {
    const { value, problem } = await vaults.jobs(one.ref.vault, { since }, { maxAgeMs: 0 });
    if (problem) throw problem;
    knownJobs.push(...value.filter((job) => isJobOf(job, one)));
  }
  const running = knownJobs.find(isActive);
  if (running)
    throw new OperatorError(
      `${item.vm.name}: ${running.operation} ${running.id} runs; give --job ${running.id} to follow it.`,
    );
  return { others: all.slice(1), knownJobs };
}

interface Sending extends Parts {
  readonly store: Store;
  readonly trigger: RecordedTrigger;
  readonly send: (requestId: string) => Promise<string>;
  readonly limits: ReturnType<ReturnType<typeof openAccess>['limits']>;
}

/** Writes the audit entry, sends, and writes what came of it. The trigger stays unless Azure surely started nothing. */
async function sendWritten(
  item: ProtectedItem,
  { store, trigger, send, limits, clock, log }: Sending,
): Promise<string> {
  const requestId = randomUUID();
  const at = clock.now().getTime();
  const entry: AuditEntry = {
    kind: 'trigger',
    role: 'operator',
    ...{ at, by: { id: '', aadObjectId: null, name: NAME }, tenant: null, conversation: null },
    ...{ command: 'checklist', text: NAME, vm: { name: item.vm.name, itemId: item.id }, rule: NAME, requestId },
  };
  const begun = await inSafety(trigger, () =>
    store.transaction(async (tables) => {
      const id = await tables.audit.begin(entry);
      await checkStartLimits(tables, { by: null, at, item }, limits);
      return id;
    }),
  );
  // Where the database fails after the request, the run goes on, and the bot finds the job by itself.
  const end = async (outcome: AuditOutcome): Promise<void> => {
    try {
      if (outcome.jobId !== null) await trigger.assignJob(outcome.jobId);
      await store.transaction(({ audit }) => audit.end(begun, clock.now().getTime(), outcome));
    } catch (error) {
      log.error({ err: error, ...outcome }, 'what came of the backup could not be written down');
    }
  };
  try {
    const jobId = await inSafety(trigger, () => send(requestId));
    await end({ result: 'started', jobId, code: null });
    return jobId;
  } catch (error) {
    await end(failedOutcome(error));
    throw error;
  }
}

/** Withdraws the trigger where nothing was started for sure. */
async function inSafety<T>(trigger: RecordedTrigger, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const nothing = error instanceof AzureError ? error.problem.kind !== 'unconfirmed' : isOwn(error);
    if (nothing) await trigger.withdraw().catch(() => undefined);
    throw error;
  }
}

/** Both come before the request: a limit or read-only mode, and a database that fails. */
function isOwn(error: unknown): boolean {
  return error instanceof UserError || error instanceof DatabaseError;
}

/** In the words of the bot's own entries: those of a refusal do not count against the limits. */
function failedOutcome(error: unknown): AuditOutcome {
  if (error instanceof UserError) return { result: 'refused', jobId: null, code: error.reason };
  if (!(error instanceof AzureError)) return { result: 'failed', jobId: null, code: null };
  const result = error.problem.kind === 'unconfirmed' ? 'unconfirmed' : 'azureRefused';
  return { result, jobId: null, code: error.code === '' ? null : error.code };
}

/** Says in words what failed and whether a backup may run. */
function explained(error: unknown, { vm }: ProtectedItem): unknown {
  if (error instanceof UserError) return new OperatorError(`${vm.name}: ${REFUSED[error.reason] ?? READ_ONLY}`);
  if (!(error instanceof AzureError)) return error;
  const mayRun = error.problem.kind === 'unconfirmed';
  const says = `${error.message}${error.says === '' ? '' : `: ${error.says}`}`;
  return new OperatorError(
    mayRun
      ? `${vm.name}: Azure's answer is lost (${says}): a backup may run. Do not ask again; find its job, and give --job <id>.`
      : `${vm.name}: Azure started no backup (${says}).`,
  );
}
