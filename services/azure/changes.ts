import type { Job, ProtectedItem, VaultRef } from '../backup/types';
import { AzureError, type TriggerOptions, type Vaults } from '../backup/vaults';
import type { Clock } from '../platform/clock';
import { DAY_MS } from '../platform/durations';
import type { Log } from '../platform/log';
import type { ReadShare } from '../readBudget/limiter';
import type { CallBase } from './discovery';
import { sendPost } from './http/arm';
import type { ArmExchange } from './http/armExchange';
import { backupSince, runningBackup, sendTrigger } from './trigger';

interface ChangeParts {
  readonly arm: ArmExchange;
  readonly clock: Clock;
  readonly log: Log;
  readonly share: ReadShare;
  readonly jobs: Vaults['jobs'];
  /** Marks readings that were requested before the change as outdated. */
  readonly outdate: (vault: VaultRef, jobId?: string) => void;
}

/** The port's `trigger`. Where the operation names no job, one read of the vault's job list looks for it. */
export async function triggerJob(
  tools: ChangeParts,
  item: ProtectedItem,
  { retainUntil, requestId }: TriggerOptions,
): Promise<string> {
  const { arm, clock, log, share, outdate } = tools;
  const { vault } = item.ref;
  const since = clock.now();
  let named: string | AzureError | null;
  try {
    named = await sendTrigger(arm, item, { retainUntil, share, requestId });
  } catch (error) {
    throw await namingRunningJob(tools, item, error);
  } finally {
    outdate(vault);
  }
  if (typeof named === 'string') return named;
  if (named) {
    const { problem, code, cause, requestId: refused } = named;
    log.warn(
      { problem, code, requestId: refused, err: cause },
      'The operation of a trigger may not be read; the list is searched',
    );
  }
  const listed = backupSince(await jobsOfToday(tools, vault), item, since);
  if (listed) return listed.id;
  const told = { says: named?.says ?? '', requestId: named?.requestId ?? '' };
  throw new AzureError({ kind: 'unconfirmed' }, { code: 'NoJobNamed', ...told });
}

/** Adds the running backup that holds the item, if the job list shows one; otherwise returns the error unchanged. */
async function namingRunningJob(tools: ChangeParts, item: ProtectedItem, error: unknown): Promise<unknown> {
  if (!(error instanceof AzureError)) return error;
  const { problem, code, requestId, says } = error;
  if (problem.kind !== 'busy' && (problem.kind !== 'alreadyRunning' || problem.job !== null)) return error;
  const running = runningBackup(await jobsOfToday(tools, item.ref.vault), item);
  if (!running) return error;
  return new AzureError({ kind: 'alreadyRunning', job: running.id }, { code, requestId, says, cause: error });
}

/** Jobs of the last day; [] if the list cannot be read, because the trigger's result does not depend on it. */
async function jobsOfToday({ jobs, clock, log }: ChangeParts, vault: VaultRef): Promise<readonly Job[]> {
  try {
    const now = clock.now();
    const { value, at } = await jobs(vault, { since: new Date(now.getTime() - DAY_MS) }, { maxAgeMs: 0 });
    // A new list serves even with a `problem`, because it can lack only jobs that began days ago.
    return at < now ? [] : value;
  } catch (error) {
    log.warn({ err: error }, 'The job list could not be read for a trigger');
    return [];
  }
}

/** The port's `cancel`. */
export async function requestCancel(
  { arm, outdate, base }: Pick<ChangeParts, 'arm' | 'outdate'> & { base: CallBase },
  vault: VaultRef,
  jobId: string,
): Promise<void> {
  const call = { ...base, subscription: vault.subscription, action: 'cancel', resource: 'job' } as const;
  try {
    await sendPost(arm, call, (sdk, options) =>
      sdk.backup(vault.subscription).jobCancellations.trigger(vault.name, vault.resourceGroup, jobId, options),
    );
  } finally {
    outdate(vault, jobId);
  }
}
