import type { Command } from '../protocol/command';
import type { AuditOutcome } from '../services/access/audit';
import type { ProtectedItem } from '../services/backup/types';
import { AzureError } from '../services/backup/vaults';
import type { Ask } from '../services/conversations/ask';
import type { Services } from '../views/services';
import { usageOf } from './usage';

/** An attempt to change something in Azure, as the audit keeps it. */
export interface AuditedChange {
  readonly command: Command;
  /** null where the VM is no longer protected. */
  readonly item: ProtectedItem | null;
}

/**
 * Writes the attempt down before `work` makes it, and what came of it after: an attempt whose process died in between
 * stands there without an outcome. Rejects as `work` does; where the attempt cannot be written, it is not made; an
 * outcome that cannot be written stands in the log.
 */
export async function withAudit<T>(
  { command, item }: AuditedChange,
  { ask, services }: { readonly ask: Ask; readonly services: Services },
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
    await end(failed(error));
    throw error;
  }
}

function failed(error: unknown): AuditOutcome {
  if (!(error instanceof AzureError)) return { result: 'failed', jobId: null, code: null };
  const result = error.problem.kind === 'unconfirmed' ? 'unconfirmed' : 'azureRefused';
  return { result, jobId: null, code: error.code === '' ? null : error.code };
}
