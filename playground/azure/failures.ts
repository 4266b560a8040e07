import type { Plan } from './plans';

export interface Failure {
  readonly code: number;
  readonly title: string;
  readonly message: string;
  readonly recommendations: readonly string[];
}

/** Numbers and titles as AZURE.md 3, 6 and 8 have them; that of a backup in progress is the one of 2016, the newest known. */
const FAILURES = {
  snapshotFailed: {
    code: 400196,
    title: 'UserErrorGuestAgentStatusUnavailable',
    message: 'VM agent is unable to communicate with the Azure Backup Service.',
    recommendations: [
      'Make sure that the virtual machine is running and its agent is up to date, and retry the operation.',
    ],
  },
  transferFailed: {
    code: 400309,
    title: 'UserErrorGenericResourceNotFound',
    message: 'Azure resource does not exist.',
    recommendations: ['Please make sure required resources exist. If the issue persists, contact Microsoft support.'],
  },
  refused: {
    code: 400001,
    title: 'UserErrorBackupOperationInProgress',
    message: 'Command execution failed.',
    recommendations: [
      'Another operation is currently in progress on this item. Please wait until the previous operation is completed, and then retry.',
    ],
  },
  cancelled: {
    code: 400158,
    title: 'UserErrorJobSuccessfullyCancelled',
    message: 'Job is cancelled.',
    recommendations: [],
  },
} as const satisfies Record<string, Failure>;

/** Why a job that ended so did; null where Azure names no error. A job Cancelled in its snapshot names none (2016). */
export function failureOf({ outcome }: Plan, status: string): Failure | null {
  if (status === 'CompletedWithWarnings')
    return FAILURES[outcome === 'transferFailed' ? 'transferFailed' : 'cancelled'];
  if (status !== 'Failed') return null;
  return FAILURES[outcome === 'refused' ? 'refused' : 'snapshotFailed'];
}
