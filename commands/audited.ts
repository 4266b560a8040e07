import type { Command } from '../protocol/command';
import type { AuditEntry, AuditOutcome } from '../services/access/audit';
import type { Person } from '../services/access/roles';
import type { ProtectedItem } from '../services/backup/types';
import { AzureError } from '../services/backup/vaults';
import { checkStartLimits } from '../services/onDemand/startLimits';
import type { CommandContext } from './handler';
import { usageOf } from './usage';

/** A change in Azure that a person asked for, as the audit log records it. */
export interface AuditedChange {
  readonly command: Command;
  /** Null if the VM is no longer protected. */
  readonly item: ProtectedItem | null;
}

/**
 * Writes the attempt to the audit log, runs `work`, then writes the outcome. If the process dies in between, the entry
 * has no outcome. If the attempt cannot be written, `work` does not run. If the outcome cannot be written, the log
 * reports it. Rejects as `work` does, and with UserError when the limits on backups are reached.
 */
export async function withAudit<T>(
  { command, item }: AuditedChange,
  { ask, services }: CommandContext,
  work: () => Promise<{ readonly value: T; readonly outcome: AuditOutcome }>,
): Promise<T> {
  const { store, clock, log } = services;
  const { person, approvedBy, to, grant, language } = ask;
  const at = clock.now().getTime();
  const by = namedIn(person);
  const id = await store.transaction(async (tables) => {
    const begun = await tables.audit.begin({
      at,
      by,
      ...(approvedBy && { approvedBy: namedIn(approvedBy) }),
      ...to,
      command: command.kind,
      text: usageOf(command, language),
      vm: item && { name: item.vm.name, itemId: item.id },
      role: grant.role,
    });
    if (command.kind === 'backupNow' && item && ask.grant.may('operator', item))
      await checkStartLimits(tables, { by, at, item }, services.access.limits());
    return begun;
  });
  const end = async (outcome: AuditOutcome): Promise<void> => {
    try {
      await store.transaction(({ audit }) => audit.end(id, outcome));
    } catch (error) {
      log.error({ turnId: ask.turnId, err: error, ...outcome }, 'what came of an attempt could not be written down');
    }
  };
  try {
    const { value, outcome } = await work();
    await end(outcome);
    return value;
  } catch (error) {
    await end(failedOutcome(error));
    throw error;
  }
}

function namedIn({ id, aadObjectId, name }: Person): AuditEntry['by'] {
  return { id, aadObjectId, name };
}

function failedOutcome(error: unknown): AuditOutcome {
  if (!(error instanceof AzureError)) return { result: 'failed', jobId: null, code: null };
  const result = error.problem.kind === 'unconfirmed' ? 'unconfirmed' : 'azureRefused';
  return { result, jobId: null, code: error.code === '' ? null : error.code };
}
