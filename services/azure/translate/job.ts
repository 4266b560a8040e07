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
} from '../../backup/types';
import { durationMsOf, isoTimeOf, type Json, lastPart, listOf, objectOf, textOf, usTimeOf } from '../http/jsonFields';
import { resourceGroupOf } from './items';

const TASKS_MAX = 50;
const ERRORS_MAX = 20;
/** What a button of a card can carry. */
const CODE_MAX = 200;
const RECOMMENDATIONS_MAX = 10;

/**
 * A job, from a list (no tasks) or from its own read, which was requested by `askedId`. Null for a job that is about no
 * Azure VM, or that has no id.
 */
export function jobOf(raw: unknown, vault: VaultRef, askedId = ''): Job | null {
  const row = objectOf(raw);
  const properties = objectOf(row['properties']);
  const id = textOf(row['name']) || lastPart(textOf(row['id']), '/') || askedId;
  if (id === '' || !isVmJob(properties)) return null;
  const extended = objectOf(properties['extendedInfo']);
  const bag = objectOf(extended['propertyBag']);
  const tasks = extended['tasksList'];
  const container = textOf(properties['containerName']);
  const statusText = textOf(properties['status']);
  return {
    id,
    vault,
    vmName: nameOf(properties['entityFriendlyName']) || nameOf(bag['VM Name']) || vmIn(container),
    vmResourceGroup: resourceGroupOf(container),
    operation: textOf(properties['operation']),
    state: stateIn<JobState>(JOB_STATES, statusText),
    statusText,
    startedAt: isoTimeOf(properties['startTime']),
    endedAt: isoTimeOf(properties['endTime']),
    durationMs: durationMsOf(properties['duration']),
    tasks: Array.isArray(tasks) ? listOf(tasks, TASKS_MAX).map(taskOf) : null,
    errors: listOf(properties['errorDetails'], ERRORS_MAX).map(errorOf).filter(hasContent),
    sizeMb: megabytesOf(bag['Backup Size']),
    retainUntil: usTimeOf(bag['Recovery Point Expiry Time in UTC']),
    restore: restoreOf(bag, objectOf(extended['internalPropertyBag'])),
  };
}

/** Only a text is a name. A number that passed as one would hide the job from every VM. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? textOf(value).trim() : '';
}

/** The VM in a container's name `iaasvmcontainerv2;{resource group};{vm}`; '' for any other name. */
function vmIn(container: string): string {
  return resourceGroupOf(container) === null ? '' : lastPart(container, ';');
}

/** Azure's word for the job's workload; '' if it gives none. */
export function workloadOf(raw: unknown): string {
  const properties = objectOf(objectOf(raw)['properties']);
  return textOf(properties['backupManagementType']) || textOf(properties['jobType']);
}

/** Target names are null or missing until the restore has begun to write. */
function restoreOf(bag: Json, internal: Json): RestoreFacts | null {
  const kind = textOf(bag['Job Type']).trim();
  const location = textOf(internal['restoreLocationType']).trim();
  if (kind === '' && location === '') return null;
  const [targetVm, targetResourceGroup] = [textOf(bag['Target VM Name']), textOf(bag['Target resource group'])];
  return { kind, location, targetVm: targetVm.trim(), targetResourceGroup: targetResourceGroup.trim() };
}

/** Whether the row names another workload than an Azure VM: a database, a file share. */
export function isOtherWorkloadJob(raw: unknown): boolean {
  return !isVmJob(objectOf(objectOf(raw)['properties']));
}

const VM_JOB = /^AzureIaaSVM/i;
/** Management types and job types that are no Azure VM. */
const OTHER_WORKLOADS = /^(?:MAB|DPM|AzureBackupServer|AzureSql|AzureStorage|AzureWorkload|DefaultBackup)/i;

/** Only a word that names another workload excludes a job. Excluding an unclear job could hide a snapshot. */
function isVmJob(properties: Json): boolean {
  const words = [textOf(properties['jobType']), textOf(properties['backupManagementType'])];
  return words.some((word) => VM_JOB.test(word)) || !words.some((word) => OTHER_WORKLOADS.test(word));
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
    startedAt: isoTimeOf(task['startTime']),
    endedAt: isoTimeOf(task['endTime']),
    durationMs: durationMsOf(task['duration']),
  };
}

/**
 * errorTitle is the symbolic name; it was '' in 2015-2016, when only the number was given. The number 0 is no error.
 */
function errorOf(raw: unknown): JobError {
  const error = objectOf(raw);
  const number = textOf(error['errorCode']).trim();
  return {
    code: textOf(error['errorTitle']).trim().slice(0, CODE_MAX) || (number === '0' ? '' : number),
    message: textOf(error['errorString']),
    recommendations: listOf(error['recommendations'], RECOMMENDATIONS_MAX)
      .map(textOf)
      .filter((text) => text !== ''),
  };
}

/** Azure's list of errors may hold rows that are null or empty. */
function hasContent({ code, message, recommendations }: JobError): boolean {
  return code !== '' || message.trim() !== '' || recommendations.length > 0;
}

function megabytesOf(value: unknown): number | null {
  const [, amount] = /^(\d+(?:\.\d+)?) ?MB$/i.exec(textOf(value).trim()) ?? [];
  return amount === undefined ? null : Number(amount);
}
