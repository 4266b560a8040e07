import type { Command } from '../protocol/command';
import type { AuditOutcome } from '../services/access/audit';
import type { ProtectedItem } from '../services/backup/types';
import { AzureError } from '../services/backup/vaults';
import { UserError } from '../services/platform/errors';
import type { CommandContext } from './handler';
import { usageOf } from './usage';

/** A change in Azure that a person asked for, as the audit log records it. */
export interface AuditedChange {
  readonly command: Command;
  /** Null if the VM is no longer protected, or if the change concerns no VM. */
  readonly item: ProtectedItem | null;
}

/**
 * Writes the attempt to the audit log, runs `work`, then writes the outcome. If the process dies in between, the entry
 * has no outcome. If the attempt cannot be written, `work` does not run. If the outcome cannot be written, the log
 * reports it. Rejects as `work` does.
 */
export async function withAudit<T>(
  { command, item }: AuditedChange,
  { ask, services }: CommandContext,
  work: () => Promise<{ readonly value: T; readonly outcome: AuditOutcome }>,
): Promise<T> {
  const { store, clock, log } = services;
  const { person, to, grant, language } = ask;
  const id = await store.transaction(({ audit }) =>
    audit.begin({
      at: clock.now().getTime(),
      by: { id: person.id, aadObjectId: person.aadObjectId, name: person.name },
      ...to,
      command: command.kind,
      text: usageOf(command, language),
      vm: item && { name: item.vm.name, itemId: item.id },
      role: grant.role,
    }),
  );
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

function failedOutcome(error: unknown): AuditOutcome {
  if (error instanceof UserError) return { result: 'refused', jobId: null, code: null };
  if (!(error instanceof AzureError)) return { result: 'failed', jobId: null, code: null };
  const result = error.problem.kind === 'unconfirmed' ? 'unconfirmed' : 'azureRefused';
  return { result, jobId: null, code: error.code === '' ? null : error.code };
}
