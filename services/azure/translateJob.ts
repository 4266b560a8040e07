import {
  type Job,
  JOB_STATES,
  type JobError,
  type JobState,
  type RestoreFacts,
  type Task,
  TASK_STATES,
  type TaskState,
  type VaultRef,
} from '../backup/types';
import { durationMsOf, type Json, lastOf, listOf, objectOf, textOf, timeOf, usTimeOf } from './jsonFields';
import { resourceGroupOf } from './translate';

const TASKS_MAX = 50;
const ERRORS_MAX = 20;
const RECOMMENDATIONS_MAX = 10;

/** A job, from a list (no tasks) or its own read (AZURE.md 3). null for a job that is about no Azure VM, or that has no id. */
export function jobOf(raw: unknown, vault: VaultRef): Job | null {
  const row = objectOf(raw);
  const properties = objectOf(row['properties']);
  const id = textOf(row['name']) || lastOf(textOf(row['id']), '/');
  if (id === '' || !isVmJob(properties)) return null;
  const extended = objectOf(properties['extendedInfo']);
  const bag = objectOf(extended['propertyBag']);
  const tasks = extended['tasksList'];
  const statusText = textOf(properties['status']);
  return {
    id,
    vault,
    vmName: textOf(properties['entityFriendlyName']) || textOf(bag['VM Name']),
    vmResourceGroup: resourceGroupOf(textOf(properties['containerName'])),
    operation: textOf(properties['operation']),
    state: stateIn<JobState>(JOB_STATES, statusText),
    statusText,
    startedAt: timeOf(properties['startTime']),
    endedAt: timeOf(properties['endTime']),
    durationMs: durationMsOf(properties['duration']),
    tasks: Array.isArray(tasks) ? listOf(tasks, TASKS_MAX).map(taskOf) : null,
    errors: listOf(properties['errorDetails'], ERRORS_MAX).map(errorOf),
    sizeMb: megabytesOf(bag['Backup Size']),
    retainUntil: usTimeOf(bag['Recovery Point Expiry Time in UTC']),
    restore: restoreOf(bag, objectOf(extended['internalPropertyBag'])),
  };
}

/** Target names are null or missing until the restore has begun to write. */
function restoreOf(bag: Json, internal: Json): RestoreFacts | null {
  const kind = textOf(bag['Job Type']).trim();
  const location = textOf(internal['restoreLocationType']).trim();
  if (kind === '' && location === '') return null;
  const [targetVm, targetResourceGroup] = [textOf(bag['Target VM Name']), textOf(bag['Target resource group'])];
  return { kind, location, targetVm: targetVm.trim(), targetResourceGroup: targetResourceGroup.trim() };
}

/** Whether the row says that it is about something else than an Azure VM: a database, a file share. */
export function isOthersJob(raw: unknown): boolean {
  return !isVmJob(objectOf(objectOf(raw)['properties']));
}

/** jobType is `AzureIaaSVMJob` or `AzureIaaSVMJobV2`. A job that says of neither field what it is stays: leaving it out could hide a snapshot. */
function isVmJob(properties: Json): boolean {
  const type = textOf(properties['jobType']).toLowerCase();
  const management = textOf(properties['backupManagementType']).toLowerCase();
  if (type === '' && management === '') return true;
  return type.startsWith('azureiaasvm') || management === 'azureiaasvm';
}

function stateIn<State extends string>(known: readonly State[], statusText: string): State | 'unknown' {
  const word = statusText.toLowerCase();
  return known.find((state) => state.toLowerCase() === word) ?? 'unknown';
}

function taskOf(raw: unknown): Task {
  const task = objectOf(raw);
  const statusText = textOf(task['status']);
  return {
    name: textOf(task['taskId']),
    state: stateIn<TaskState>(TASK_STATES, statusText),
    statusText,
    startedAt: timeOf(task['startTime']),
    endedAt: timeOf(task['endTime']),
    durationMs: durationMsOf(task['duration']),
  };
}

/** errorTitle is the symbolic name; it was '' in 2015-2016, where only the number tells (AZURE.md 3). */
function errorOf(raw: unknown): JobError {
  const error = objectOf(raw);
  return {
    code: textOf(error['errorTitle']) || textOf(error['errorCode']),
    message: textOf(error['errorString']),
    recommendations: listOf(error['recommendations'], RECOMMENDATIONS_MAX)
      .map(textOf)
      .filter((text) => text !== ''),
  };
}

function megabytesOf(value: unknown): number | null {
  const [, amount] = /^(\d+(?:\.\d+)?) ?MB$/i.exec(textOf(value).trim()) ?? [];
  return amount === undefined ? null : Number(amount);
}
