import { chooseView } from '../../bots/turn/steps/answer';
import { render } from '../../cards/render';
import { failureView } from '../../commands/failure';
import type { CommandOutcome } from '../../commands/handler';
import { runCommand } from '../../commands/run';
import type { Choice } from '../../dialogs/chooseVmDialog';
import type { Command } from '../../protocol/command';
import type { Rendered } from '../../protocol/rendering';
import type { View } from '../../protocol/view';
import type { Ask } from '../../services/conversations/ask';
import { Proposals } from '../../services/conversations/proposals';
import { NOT_REQUESTED } from '../../services/onDemand/triggers';
import { Triggers } from '../../services/onDemand/triggers';
import { LANGUAGES } from '../../services/platform/language';
import { ConsistencyCache } from '../../views/consistencyCache';
import type { Services } from '../../views/services';
import type { StubAnswer, StubRequest } from './armStub';
import { CHANGES_ALLOWED } from './changesAllowed';
import { anAsk } from './commandBot';
import { aCommandStore } from './commandStore';
import { anItem, vaultId } from './samples';
import type { Json } from './teamsActivities';
import type { VaultsHarness } from './vaultsHarness';

export const JOB = '00000000-0000-4000-8000-0000000000f1';

/** Whole bodies as Azure writes them; `status` of the newest job. */
export interface Bodies {
  readonly item: Json;
  readonly row: Json;
  readonly job: Json;
  readonly point: Json;
  readonly policy: Json;
}
export type Kind = keyof Bodies;
export const KINDS: readonly Kind[] = ['item', 'row', 'job', 'point', 'policy'];

/** `running`: its snapshot is being taken. */
export const SCENES = ['running', 'completed', 'warned', 'failed'] as const;
type Scene = (typeof SCENES)[number];

const STATUS: Readonly<Record<Scene, string>> = {
  running: 'InProgress',
  completed: 'Completed',
  warned: 'CompletedWithWarnings',
  failed: 'Failed',
};
const TASKS: Readonly<Record<Scene, readonly [string, string]>> = {
  running: ['InProgress', 'NotStarted'],
  completed: ['Completed', 'Completed'],
  warned: ['Completed', 'Failed'],
  failed: ['Failed', 'NotStarted'],
};

export function bodiesOf(scene: Scene, now: Date): Bodies {
  const before = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();
  const { id, ref, vm } = anItem();
  const policyId = `${vaultId()}/backupPolicies/Daily`;
  const errors = [{ errorCode: 400_002, errorTitle: 'BackUpOperationFailed', errorString: 'It failed.' }];
  const ended = scene === 'running' ? {} : { endTime: before(10), duration: 'PT50M' };
  const properties = {
    ...{ jobType: 'AzureIaaSVMJob', backupManagementType: 'AzureIaasVM', operation: 'Backup', status: STATUS[scene] },
    ...{ entityFriendlyName: vm.name, containerName: `iaasvmcontainerv2;rg-prod;${vm.name}`, startTime: before(60) },
    ...{ duration: 'PT50M', isUserTriggered: true, ...ended },
    errorDetails: scene === 'warned' || scene === 'failed' ? errors : null,
  };
  const [snapshot, transfer] = TASKS[scene];
  const tasksList = [
    { taskId: 'Take Snapshot', status: snapshot, startTime: before(60), endTime: before(50), duration: 'PT10M' },
    { taskId: 'Transfer data to vault', status: transfer, duration: 'PT0S' },
  ];
  const propertyBag = {
    'VM Name': vm.name,
    'Backup Size': '4096 MB',
    'Recovery Point Expiry Time in UTC': '12/22/2026 5:00:00 PM',
  };
  const jobId = `${vaultId()}/backupJobs/${JOB}`;
  return {
    item: {
      id,
      name: ref.item,
      properties: {
        ...{ friendlyName: vm.name, virtualMachineId: vm.id, protectedItemType: 'Microsoft.Compute/virtualMachines' },
        ...{ backupManagementType: 'AzureIaasVM', workloadType: 'VM', protectionState: 'Protected', policyId },
        ...{
          policyName: 'Daily',
          lastBackupStatus: 'Completed',
          lastBackupTime: before(60),
          lastRecoveryPoint: before(60),
        },
        ...{ containerName: `iaasvmcontainerv2;rg-prod;${vm.name}`, isScheduledForDeferredDelete: false },
      },
    },
    row: { id: jobId, name: JOB, properties },
    job: { id: jobId, name: JOB, properties: { ...properties, extendedInfo: { tasksList, propertyBag } } },
    point: {
      id: `${id}/recoveryPoints/881`,
      name: '881',
      properties: {
        ...{ recoveryPointType: 'AppConsistent', recoveryPointTime: before(59), osType: 'Windows' },
        recoveryPointTierDetails: [{ type: 'InstantRP', status: 'Valid' }],
        recoveryPointProperties: { expiryTime: '2026-12-22T17:00:00Z' },
      },
    },
    policy: {
      id: policyId,
      name: 'Daily',
      properties: {
        ...{ backupManagementType: 'AzureIaasVM', timeZone: 'UTC', policyType: 'V1' },
        schedulePolicy: {
          ...{ schedulePolicyType: 'SimpleSchedulePolicy', scheduleRunFrequency: 'Daily' },
          scheduleRunTimes: ['2026-01-01T22:00:00Z'],
        },
      },
    },
  };
}

/** Where something stands in a body. */
type Path = readonly (string | number)[];

export function pathsIn(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    ...(at.length > 0 ? [at] : []),
    ...Object.entries(value).flatMap(([name, one]) => pathsIn(one, [...at, name])),
  ];
}
/** What the endpoint answers while Azure holds these bodies. */
export function answering({ item, row, job, point, policy }: Bodies): (request: StubRequest) => StubAnswer {
  const list = (one: Json): StubAnswer => ({ body: { value: [one] } });
  return ({ path }) => {
    if (path.endsWith('/backupProtectedItems')) return list(item);
    if (path.endsWith('/backupJobs')) return list(row);
    if (path.includes('/backupJobs/')) return { body: job };
    if (path.endsWith('/recoveryPoints')) return list(point);
    return path.includes('/backupPolicies') ? list(policy) : { body: item };
  };
}

export function servicesWith(
  { port: vaults, clock }: Pick<VaultsHarness, 'port' | 'clock'>,
  log: Services['log'],
): Services {
  const store = aCommandStore();
  const parts = { store, clock, log, wake: () => undefined };
  // Only what these commands touch of the bot's own memory: it asked for nothing.
  const triggers = Object.assign(new Triggers(parts), {
    pending: async () => [],
    requestOf: async () => NOT_REQUESTED,
    vaultOf: async () => null,
  });
  return {
    ...{ vaults, lastRead: vaults.lastRead, clock, log, store, triggers },
    proposals: new Proposals(parts),
    readOnly: CHANGES_ALLOWED,
    consistencyCache: new ConsistencyCache(clock),
    access: { grantOf: () => ({ role: 'admin', may: () => true }) },
  } as unknown as Services;
}

/** The answer to the command, in each language; a failure's too. */
export async function shown(command: Command, services: Services): Promise<readonly Rendered[]> {
  const ask: Ask = anAsk({ role: 'admin', may: () => true });
  let view: View;
  try {
    const outcome = await runCommand(command, ask, services);
    view = outcome.kind === 'view' ? outcome.view : chooseView(choiceOf(outcome), ask);
  } catch (error) {
    view = failureView(error, ask, services);
  }
  const reader = { timeZone: 'Asia/Tokyo', now: services.clock.now(), cardId: 'card-1' };
  return Promise.all(LANGUAGES.map((language) => render(view, { ...reader, language })));
}

function choiceOf({ typed, candidates, pick, unread }: Extract<CommandOutcome, { kind: 'choose' }>): Choice {
  const choice = { typed, candidates: candidates.map((item) => ({ item, command: pick(item) })) };
  return unread ? { ...choice, unread } : choice;
}
