import type { Dialect } from './dialect';
import { failureOfPlan } from './failures';
import type { JobShown, TaskShown } from './jobs';
import { containerShortName } from './names';
import type { JobPlan } from './plans';
import { durationText, timeText, UNSET, usText } from './times';

export interface JobAsked {
  /** Path of the vault, as the request spelled it. */
  readonly vaultPath: string;
  readonly nowMs: number;
  readonly dialect: Dialect;
  /** False for a row of a list: Azure lists jobs without their tasks. */
  readonly detailed: boolean;
}

/** Azure's body of a job. */
export function jobBody(plan: JobPlan, shown: JobShown, asked: JobAsked): Record<string, unknown> {
  const { timeSpan, actionNumbers } = asked.dialect;
  const failure = failureOfPlan(plan, shown.status);
  return {
    id: `${asked.vaultPath}/backupJobs/${plan.id}`,
    name: plan.id,
    type: 'Microsoft.RecoveryServices/vaults/backupJobs',
    properties: {
      jobType: 'AzureIaaSVMJob',
      // Azure reports backups as Cancellable even after their end.
      ...(plan.outcome !== 'configured' && { actionsInfo: actionNumbers ? [1] : ['Cancellable'] }),
      containerName: containerShortName(plan.vm),
      duration: durationText((shown.endMs ?? asked.nowMs) - plan.startMs, timeSpan),
      ...(failure && {
        errorDetails: [
          {
            errorCode: failure.code,
            errorTitle: failure.title,
            errorString: failure.message,
            recommendations: failure.recommendations,
          },
        ],
      }),
      virtualMachineVersion: 'Compute',
      ...(asked.detailed && { extendedInfo: extendedInfo(plan, shown, asked) }),
      entityFriendlyName: plan.vm.name,
      backupManagementType: 'AzureIaasVM',
      operation: plan.outcome === 'configured' ? 'ConfigureBackup' : 'Backup',
      status: shown.status,
      startTime: timeText(plan.startMs),
      ...(shown.endMs !== null && { endTime: timeText(shown.endMs) }),
      activityId: plan.activityId,
    },
  };
}

function extendedInfo(plan: JobPlan, shown: JobShown, { nowMs, dialect }: JobAsked): Record<string, unknown> {
  if (plan.outcome === 'configured') {
    return { tasksList: [], propertyBag: { 'VM Name': plan.vm.name, 'Policy Name': plan.vm.policy.name } };
  }
  const percentage = progress(shown);
  return {
    tasksList: shown.tasks.map((task) => taskBody(task, nowMs, dialect)),
    propertyBag: {
      'VM Name': plan.vm.name,
      ...(plan.expiryMs !== null && { 'Recovery Point Expiry Time in UTC': usText(plan.expiryMs) }),
      ...(shown.endMs !== null && { 'Backup Size': `${shown.status === 'Completed' ? plan.sizeMb : 0} MB` }),
      ...(plan.tasks === 3 && { 'VM Subscription ID': plan.vm.vault.subscription }),
    },
    internalPropertyBag: { IsInstantRpJob: 'True' },
    ...(percentage !== null && { progressPercentage: percentage }),
    ...(conflicted(plan, nowMs) && { dynamicErrorMessage: conflict(plan.vm.name) }),
  };
}

function taskBody(
  { name, status, startMs, endMs }: TaskShown,
  nowMs: number,
  dialect: Dialect,
): Record<string, unknown> {
  return {
    taskId: name,
    startTime: startMs === null ? UNSET : timeText(startMs),
    endTime: endMs === null ? UNSET : timeText(endMs),
    duration: durationText(startMs === null ? 0 : (endMs ?? nowMs) - startMs, dialect.timeSpan),
    status,
    taskType: 'Normal',
  };
}

/** Only vaults with a third task report a percentage. It is already 100 while `Validate Backup` runs. */
function progress({ tasks }: JobShown): number | null {
  const [, transfer, validate] = tasks;
  if (validate === undefined || transfer === undefined) return null;
  if (transfer.status === 'InProgress') return 50;
  return transfer.status === 'Completed' ? 100 : null;
}

/** The message of the first failed snapshot attempt stays on the job, even on a completed one. */
function conflicted(plan: JobPlan, nowMs: number): boolean {
  return plan.retries > 0 && plan.outcome !== 'refused' && nowMs >= plan.startMs + 300_000;
}

function conflict(vm: string): string {
  return `Conflict : Changes were made to the Virtual Machine '${vm}' while the operation 'Create Restore Point' was in progress. Operation Create Restore Point cannot be completed at this time. Please try again later.`;
}
