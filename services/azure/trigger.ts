import { setTimeout as wait } from 'node:timers/promises';

import { isJobOf, type Job, type ProtectedItem, type VaultRef } from '../backup/types';
import { AzureError, retryAfter } from '../backup/vaults';
import { MINUTE_MS, SECOND_MS } from '../platform/durations';
import { type Page, post, readJson } from './http/arm';
import type { ArmCall, ArmExchange } from './http/armExchange';
import { type Answer, explainOperation } from './http/explainError';
import { lastOf, objectOf, textOf } from './http/jsonFields';
import { FABRIC } from './singleReads';

/** The whole of a trigger, real time; the job's id came within 13 s always (docs/azure.md). */
const TRIGGER_MS_MAX = 13 * SECOND_MS;
const POLL_PAUSES_MS = [300, 400, 500];
const POLL_PAUSE_MS = SECOND_MS;

/** Where the operation stands; `job` null: not named (yet). */
interface OperationState {
  readonly job: string | null;
  readonly ended: boolean;
}

/**
 * Sends the backup request, once, and asks for its operation until that names the job. null where Azure took the request
 * and named no job in time. Rejects with AzureError: `unconfirmed` where the request's answer was lost.
 */
export async function startBackup(
  arm: ArmExchange,
  { ref }: ProtectedItem,
  { retainUntil, share }: { retainUntil: Date; share: ArmCall['share'] },
): Promise<string | null> {
  const { vault } = ref;
  const base = { subscription: vault.subscription, share, deadlineMs: performance.now() + TRIGGER_MS_MAX };
  const answer = await post(arm, { ...base, action: 'trigger', wanted: 'item' }, (sdk, options) =>
    sdk.backup(vault.subscription).backups.trigger(
      vault.name,
      vault.resourceGroup,
      FABRIC,
      ref.container,
      ref.item,
      {
        properties: { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: retainUntil },
      },
      options,
    ),
  );
  const operation = operationIdOf(answer);
  return operation === null
    ? null
    : awaitJob(arm, { ...base, action: 'operation', wanted: 'job' }, { vault, operation });
}

/** The URLs' last part; `backupOperations` takes the id without their signature (docs/azure.md). */
function operationIdOf({ headers }: Answer): string | null {
  const url = headers['azure-asyncoperation'] ?? headers['location'] ?? '';
  const id = lastOf(url.replace(/[?#].*$/s, '').replace(/(?<!\/)\/+$/, ''), '/');
  return id === '' ? null : id;
}

/** A failed poll is not a failed job: it goes on until the deadline, never before a Retry-After of Azure's. */
async function awaitJob(
  arm: ArmExchange,
  call: ArmCall,
  { vault, operation }: { vault: VaultRef; operation: string },
): Promise<string | null> {
  let heldMs = 0;
  for (let polls = 0; ; polls++) {
    const pauseMs = Math.max(heldMs, POLL_PAUSES_MS[polls] ?? POLL_PAUSE_MS);
    if (performance.now() + pauseMs >= call.deadlineMs) return null;
    await wait(pauseMs);
    const page = await poll(arm, call, { vault, operation });
    if (page instanceof AzureError) {
      if (page.problem.kind === 'notAllowed') return null;
      heldMs = arm.msUntil(retryAfter(page));
      continue;
    }
    const state = stateOf(page.json, page.answer);
    if (state.ended) return state.job;
  }
}

async function poll(
  arm: ArmExchange,
  call: ArmCall,
  { vault, operation }: { vault: VaultRef; operation: string },
): Promise<Page | AzureError> {
  try {
    return await readJson(arm, call, (sdk, options) =>
      sdk.backup(vault.subscription).backupOperationStatuses.get(vault.name, vault.resourceGroup, operation, options),
    );
  } catch (error) {
    if (error instanceof AzureError) return error;
    throw error;
  }
}

/** `Succeeded` means that the job was made; it may name none, and old ones carry an error beside it (docs/azure.md). */
function stateOf(json: unknown, answer: Answer): OperationState {
  const body = objectOf(json);
  const job = textOf(objectOf(body['properties'])['jobId']);
  const status = textOf(body['status']).toLowerCase();
  if (job !== '') return { job, ended: true };
  if (Object.keys(objectOf(body['error'])).length > 0 && status !== 'inprogress') {
    throw explainOperation(body['error'], answer.requestId);
  }
  if (status === 'failed' || status === 'canceled' || status === 'cancelled') {
    throw explainOperation({ code: status, message: '' }, answer.requestId);
  }
  return { job: null, ended: status === 'succeeded' };
}

/** Azure's clock may be behind ours by so much. */
const SKEW_MS = MINUTE_MS;

/** The one backup job of the item that began since `since`; null where the list shows none or several. */
export function backupSince(jobs: readonly Job[], item: ProtectedItem, since: Date): Job | null {
  const from = since.getTime() - SKEW_MS;
  const [job, ...others] = backupsOf(jobs, item).filter(({ startedAt }) => startedAt && startedAt.getTime() >= from);
  return job && others.length === 0 ? job : null;
}

/** The newest backup job of the item that has not ended; `jobs` newest first. */
export function runningBackup(jobs: readonly Job[], item: ProtectedItem): Job | null {
  return backupsOf(jobs, item).find(({ state }) => state === 'inProgress' || state === 'cancelling') ?? null;
}

function backupsOf(jobs: readonly Job[], item: ProtectedItem): readonly Job[] {
  return jobs.filter((job) => job.operation.toLowerCase() === 'backup' && isJobOf(job, item));
}
