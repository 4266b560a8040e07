import type { Job, JobError, Task } from '../../services/backup/types';
import { AzureError } from '../../services/backup/vaults';
import { MINUTE_MS } from '../../services/platform/durations';
import { before, sampleJob, SNAPSHOT, task, TRANSFER, VALIDATE } from './builders';
export const THROTTLED = new AzureError(
  { kind: 'throttled', until: new Date('2026-11-22T17:16:27Z'), own: false },
  { code: 'ResourceRequestsThrottled', requestId: '7f1c0f4e-9f5a-4f6e-8a57-2c6d9e0b1a23' },
);
export const UNAVAILABLE = new AzureError({ kind: 'unavailable', status: 504 }, { code: 'GatewayTimeout' });

export const QUEUED = sampleJob('inProgress', [task(SNAPSHOT, 'notStarted'), task(TRANSFER, 'notStarted')]);
export const IN_SNAPSHOT = sampleJob('inProgress', [task(SNAPSHOT, 'inProgress', [6]), task(TRANSFER, 'notStarted')]);
export const BETWEEN = sampleJob('inProgress', [task(SNAPSHOT, 'completed', [16, 8.3]), task(TRANSFER, 'notStarted')], {
  startedAt: before(16),
});
export const IN_TRANSFER = sampleJob(
  'inProgress',
  [task(SNAPSHOT, 'completed', [49, 41.3]), task(TRANSFER, 'inProgress', [28])],
  {
    startedAt: before(49),
  },
);
export const IN_VALIDATE = sampleJob(
  'inProgress',
  [task(SNAPSHOT, 'completed', [79, 46]), task(TRANSFER, 'completed', [44, 11]), task(VALIDATE, 'inProgress', [10])],
  { startedAt: before(79) },
);
export const DONE: readonly Task[] = [task(SNAPSHOT, 'completed', [78, 70.3]), task(TRANSFER, 'completed', [52, 10])];
export const CANCELLING = sampleJob('cancelling', [task(SNAPSHOT, 'cancelling', [4]), task(TRANSFER, 'notStarted')]);

export function failedRun(
  error: JobError,
  tasks: readonly Task[] = [task(SNAPSHOT, 'failed', [12, 2]), task(TRANSFER, 'notStarted')],
): Job {
  return sampleJob('failed', tasks, { errors: [error], startedAt: before(12), durationMs: 12 * MINUTE_MS, sizeMb: 0 });
}

export const AGENT: JobError = {
  code: 'UserErrorGuestAgentStatusUnavailable',
  message: 'VM Agent unable to communicate with the Azure Backup Service.',
  recommendations: ['Ensure the VM has network connectivity and the VM agent is latest and running.'],
};
export const INTERNAL: JobError = {
  code: 'BackUpOperationFailed',
  message: 'Backup failed with an internal error.',
  recommendations: ['Please retry the operation.'],
};
export const NEWER: JobError = {
  code: 'UserErrorFromTheFuture',
  message: 'A *new* kind of error: see [here](https://example.com) or <b>ask</b> {{DATE(2026-01-01T00:00:00Z)}}.',
  recommendations: ['Wait for the next version.'],
};
const VM_GONE: JobError = {
  code: 'ResourceNotFound',
  message: 'The Resource was not found.',
  recommendations: ['Ensure that the VM exists.'],
};

/** Ended with warnings: without its copy in the vault, and with a VSS writer's complaint. */
export const NOT_COPIED = sampleJob(
  'completedWithWarnings',
  [task(SNAPSHOT, 'completed', [78, 70.3]), task(TRANSFER, 'failed', [52, 20])],
  { errors: [VM_GONE] },
);
export const VSS_WARNING = sampleJob('completedWithWarnings', DONE, {
  errors: [
    {
      code: 'ExtensionFailedVssWriterInBadState',
      message: 'Snapshot operation failed because VSS writers were in a bad state.',
      recommendations: [],
    },
  ],
});
