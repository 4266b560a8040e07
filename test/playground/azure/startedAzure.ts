import { SUBSCRIPTION_ID } from '../../../playground/azure/names';
import { startSimulatedAzure } from '../../../playground/azure/server';
import { ManualClock } from '../../support/manualClock';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface Task {
  readonly taskId: string;
  readonly status: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly duration: string;
}

/** Of the properties in Azure's bodies, those that the tests look at. */
export interface Properties {
  readonly friendlyName: string;
  readonly entityFriendlyName: string;
  readonly containerName: string;
  readonly sourceResourceId: string;
  readonly status: string;
  readonly operation: string;
  readonly startTime: string;
  readonly endTime?: string;
  readonly duration: string;
  readonly actionsInfo: unknown;
  readonly errorDetails?: readonly { readonly errorTitle: string }[];
  readonly extendedInfo?: {
    readonly tasksList: readonly Task[];
    readonly propertyBag: Readonly<Record<string, string>>;
    readonly progressPercentage?: number;
    readonly dynamicErrorMessage?: string;
  };
  readonly jobId?: string;
  readonly lastBackupStatus: string;
  readonly lastBackupTime: string;
  readonly lastRecoveryPoint?: string;
  readonly protectionState: string;
  readonly isScheduledForDeferredDelete?: boolean;
  readonly recoveryPointType: string;
  readonly recoveryPointTime: string;
  readonly recoveryPointTierDetails: readonly { readonly type: unknown; readonly status: unknown }[];
}

interface Body {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly properties: Properties;
  readonly value: readonly Body[];
  readonly nextLink?: string;
  readonly error: { readonly code: string; readonly message: string };
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A simulated Azure on a clock that the test moves, and short ways to ask it. */
export async function startedAzure(options: Partial<Parameters<typeof startSimulatedAzure>[0]> = {}) {
  const clock = new ManualClock();
  const azure = await startSimulatedAzure({
    clock,
    fleet: 'small',
    jobReadsPerHour: 0,
    faults: 0,
    points: 'end',
    ...options,
  });
  const vault = (name: string, group = 'rg-backup'): string =>
    `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${group}/providers/Microsoft.RecoveryServices/vaults/${name}`;
  const item = (vm: string, group = 'rg-app', inVault = vault('vault-01')): string =>
    `${inVault}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;${group};${vm}/protectedItems/VM;iaasvmcontainerv2;${group};${vm}`;

  const ask = async (method: string, path: string, sent?: unknown): Promise<Reply> => {
    const query = path.includes('api-version') ? '' : `${path.includes('?') ? '&' : '?'}api-version=2024-04-01`;
    const response = await fetch(path.startsWith('http') ? path : `${azure.url}${path}${query}`, {
      method,
      ...(sent !== undefined && { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
    });
    const text = await response.text();
    const body = (text === '' ? null : JSON.parse(text)) as Body;
    return { status: response.status, headers: response.headers, body };
  };
  const get = (path: string): Promise<Reply> => ask('GET', path);
  const post = (path: string, sent?: unknown): Promise<Reply> => ask('POST', path, sent);

  /** Triggers a backup of an item and answers with the path of its job. */
  const trigger = async (path: string, expiry?: string): Promise<string> => {
    const reply = await post(`${path}/backup`, backupRequest(expiry));
    const id = /operationsStatus\/([^?]+)/.exec(reply.headers.get('azure-asyncoperation') ?? '')?.[1] ?? '';
    const vaultPath = path.slice(0, path.indexOf('/backupFabrics'));
    await clock.advance(1000);
    const { body } = await get(`${vaultPath}/backupOperations/${id}`);
    return `${vaultPath}/backupJobs/${body.properties.jobId ?? ''}`;
  };
  /** Moves the clock minute by minute until the job at `path` fits. */
  const until = async (path: string, fits: (job: Properties) => boolean): Promise<Properties> => {
    for (let minute = 0; minute < 300; minute += 1) {
      const { body } = await get(path);
      if (fits(body.properties)) return body.properties;
      await clock.advance(MINUTE_MS);
    }
    throw new RangeError('The job never came to fit.');
  };
  return { ...azure, clock, vault, item, get, post, trigger, until };
}

export type StartedAzure = Awaited<ReturnType<typeof startedAzure>>;

export function backupRequest(expiry?: string): unknown {
  return {
    properties: { objectType: 'IaasVMBackupRequest', ...(expiry && { recoveryPointExpiryTimeInUTC: expiry }) },
  };
}

/** `Take Snapshot Completed, Transfer data to vault InProgress` */
export function tasksOf(job: Properties): string[] {
  return (job.extendedInfo?.tasksList ?? []).map(({ taskId, status }) => `${taskId} ${status}`);
}
