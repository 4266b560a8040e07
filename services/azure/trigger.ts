import { setTimeout as wait } from 'node:timers/promises';

import { isJobOf } from '../backup/ids';
import { operationOf } from '../backup/operations';
import type { Job, ProtectedItem, VaultRef } from '../backup/types';
import { AzureError, retryAfter } from '../backup/vaults';
import { MINUTE_MS, SECOND_MS } from '../platform/durations';
import { getJson, type Page, sendPost } from './http/arm';
import type { ArmCall, ArmExchange } from './http/armExchange';
import { type ArmAnswer, explainOperation } from './http/explainError';
import { lastPart, objectOf, textOf } from './http/jsonFields';
import { FABRIC } from './singleReads';

/** Real time of a whole trigger. Recorded operations named their job within 13 s (docs/azure.md). */
const TRIGGER_MS_MAX = 13 * SECOND_MS;
const POLL_PAUSES_MS = [300, 400, 500];
const POLL_PAUSE_MS = SECOND_MS;

/** The state of the operation; `job` is null if the operation names no job (yet). */
interface OperationState {
  readonly job: string | null;
  readonly ended: boolean;
}

/**
 * Sends the backup request once, then polls its operation until it names the job. Null means that Azure accepted the
 * request but named no job in time; an AzureError, that the bot may not read the operation. Rejects with AzureError;
 * `unconfirmed` if the request's answer was lost.
 */
export async function sendTrigger(
  arm: ArmExchange,
  { ref }: ProtectedItem,
  { retainUntil, share, requestId }: Pick<ArmCall, 'share' | 'requestId'> & { retainUntil: Date },
): Promise<string | AzureError | null> {
  const { vault } = ref;
  const base = { subscription: vault.subscription, share, deadlineMs: performance.now() + TRIGGER_MS_MAX };
  const answer = await sendPost(arm, { ...base, requestId, action: 'trigger', resource: 'item' }, (sdk, options) =>
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
    : awaitJob(arm, { ...base, action: 'operation', resource: 'job' }, { vault, operation });
}

/** The last part of the 202's URL. `backupOperations` takes this id without the URL's signature. */
function operationIdOf({ headers }: ArmAnswer): string | null {
  const url = headers['azure-asyncoperation'] ?? headers['location'] ?? '';
  const id = lastPart(url.replace(/[?#].*$/s, '').replace(/(?<!\/)\/+$/, ''), '/');
  return id === '' ? null : id;
}

/** Polls until the deadline, never before Azure's Retry-After. A failed poll does not mean a failed job. */
async function awaitJob(
  arm: ArmExchange,
  call: ArmCall,
  { vault, operation }: { vault: VaultRef; operation: string },
): Promise<string | AzureError | null> {
  let heldMs = 0;
  for (let polls = 0; ; polls++) {
    const pauseMs = Math.max(heldMs, POLL_PAUSES_MS[polls] ?? POLL_PAUSE_MS);
    if (performance.now() + pauseMs >= call.deadlineMs) return null;
    await wait(pauseMs);
    const page = await poll(arm, call, { vault, operation });
    if (page instanceof AzureError) {
      if (page.problem.kind === 'notAllowed') return page;
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
    return await getJson(arm, call, (sdk, options) =>
      sdk.backup(vault.subscription).backupOperationStatuses.get(vault.name, vault.resourceGroup, operation, options),
    );
  } catch (error) {
    if (error instanceof AzureError) return error;
    throw error;
  }
}

/** `Succeeded` means that the job was created. It may name no job, and old answers carry an error beside it. */
function stateOf(json: unknown, answer: ArmAnswer): OperationState {
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

/** How far Azure's clock may be behind the bot's. */
const SKEW_MS = MINUTE_MS;

/** The one backup job of the item that began since `since`; null if the list shows none or several. */
export function backupSince(jobs: readonly Job[], item: ProtectedItem, since: Date): Job | null {
  const from = since.getTime() - SKEW_MS;
  const [job, ...others] = backupsOf(jobs, item).filter(({ startedAt }) => startedAt && startedAt.getTime() >= from);
  return job && others.length === 0 ? job : null;
}

/** The newest backup job of the item that has not ended. `jobs` must be newest first. */
export function runningBackup(jobs: readonly Job[], item: ProtectedItem): Job | null {
  return backupsOf(jobs, item).find(({ state }) => state === 'inProgress' || state === 'cancelling') ?? null;
}

function backupsOf(jobs: readonly Job[], item: ProtectedItem): readonly Job[] {
  return jobs.filter((job) => operationOf(job) === 'backup' && isJobOf(job, item));
}
