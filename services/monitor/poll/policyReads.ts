import type { IdKey } from '../../backup/ids';
import type { Policy } from '../../backup/types';
import { AzureError } from '../../backup/vaults';
import type { Discovery } from '../track/discover';
import { coveredIn } from './discovery';
import type { MonitorTables } from './parts';
import type { ReadContext } from './readContext';
import { type DuePolicies, POLICIES_MS } from './vaultSchedules';

/** Reads of the due policies of vaults with watched VMs, so that the plan knows when their backups start. */
export function duePolicyReads<T extends MonitorTables>(
  context: ReadContext<T>,
  subscription: IdKey,
  discovery: Discovery,
): readonly (() => Promise<void>)[] {
  const { parts, state } = context;
  const watched = coveredIn(discovery, subscription);
  const due = state.schedules.takeDue(watched, discovery, parts.clock.now().getTime());
  return due.map((one) => () => readPolicies(context, one));
}

/** One request serves all policies of the vault. */
async function readPolicies<T extends MonitorTables>(
  { parts: { vaults, clock, log }, state }: ReadContext<T>,
  { vault, items }: DuePolicies,
): Promise<void> {
  const policies = new Map<IdKey, Policy>();
  try {
    for (const [id, item] of items) {
      const { value } = await vaults.policy(item, { maxAgeMs: POLICIES_MS });
      if (value) policies.set(id, value);
    }
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    state.schedules.failed(vault, clock.now().getTime());
    log.info({ vault: vault.name, code: error.code, problem: error.problem.kind }, 'policies were not read');
    return;
  }
  state.schedules.policiesRead(vault, policies);
}
