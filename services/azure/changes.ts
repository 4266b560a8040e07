import type { Job, ProtectedItem, VaultRef } from '../backup/types';
import { AzureError, type Vaults } from '../backup/vaults';
import type { Clock } from '../platform/clock';
import { DAY_MS } from '../platform/durations';
import type { Log } from '../platform/log';
import type { Share } from '../readBudget/limiter';
import type { CallBase } from './discovery';
import { post } from './http/arm';
import type { ArmExchange } from './http/armExchange';
import { backupSince, runningBackup, startBackup } from './trigger';

export interface ChangeTools {
  readonly arm: ArmExchange;
  readonly clock: Clock;
  readonly log: Log;
  readonly share: Share;
  readonly jobs: Vaults['jobs'];
  /** Readings that were asked for before the change tell nothing of it. */
  readonly outdate: (vault: VaultRef, jobId?: string) => void;
}

/** The port's `trigger`: where the operation names no job, the vault's job list may (one read of jobs). */
export async function triggerBackup(tools: ChangeTools, item: ProtectedItem, retainUntil: Date): Promise<string> {
  const { arm, clock, share, outdate } = tools;
  const { vault } = item.ref;
  const since = clock.now();
  try {
    const named = await startBackup(arm, item, { retainUntil, share });
    if (named !== null) return named;
  } catch (error) {
    throw await withRunningJob(tools, item, error);
  } finally {
    outdate(vault);
  }
  const listed = backupSince(await jobsOfToday(tools, vault), item, since);
  if (!listed) throw new AzureError({ kind: 'unconfirmed' }, { code: 'NoJobNamed' });
  return listed.id;
}

/** What holds the item is a backup where the list shows one that runs; else Azure's words are all that is known of it. */
async function withRunningJob(tools: ChangeTools, item: ProtectedItem, error: unknown): Promise<unknown> {
  if (!(error instanceof AzureError)) return error;
  const { problem, code, requestId, says } = error;
  if (problem.kind !== 'busy' && (problem.kind !== 'alreadyRunning' || problem.job !== null)) return error;
  const running = runningBackup(await jobsOfToday(tools, item.ref.vault), item);
  if (!running) return error;
  return new AzureError({ kind: 'alreadyRunning', job: running.id }, { code, requestId, says, cause: error });
}

/** A help where it can be had: [] where it cannot. */
async function jobsOfToday({ jobs, clock, log }: ChangeTools, vault: VaultRef): Promise<readonly Job[]> {
  try {
    const now = clock.now();
    const { value, at } = await jobs(vault, { since: new Date(now.getTime() - DAY_MS) }, { maxAgeMs: 0 });
    // One that is new, and lacks only jobs of days ago, will do.
    return at < now ? [] : value;
  } catch (error) {
    log.warn({ err: error }, 'The job list could not be read for a trigger');
    return [];
  }
}

/** The port's `cancel`. */
export async function cancelJob(
  { arm, outdate, base }: Pick<ChangeTools, 'arm' | 'outdate'> & { base: CallBase },
  vault: VaultRef,
  jobId: string,
): Promise<void> {
  const call = { ...base, subscription: vault.subscription, action: 'cancel', wanted: 'job' } as const;
  try {
    await post(arm, call, (sdk, options) =>
      sdk.backup(vault.subscription).jobCancellations.trigger(vault.name, vault.resourceGroup, jobId, options),
    );
  } finally {
    outdate(vault, jobId);
  }
}
