import type { JobPlan } from './plans';

interface Failure {
  readonly code: number;
  readonly title: string;
  readonly message: string;
  readonly recommendations: readonly string[];
}

/** Error codes and titles (docs/azure.md). The newest known error of a backup beside a running one is of 2016. */
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

/** The error of a job with this outcome; null where Azure names none, as for a job cancelled in its snapshot (2016). */
export function failureOfPlan({ outcome }: JobPlan, status: string): Failure | null {
  if (status === 'CompletedWithWarnings')
    return FAILURES[outcome === 'transferFailed' ? 'transferFailed' : 'cancelled'];
  if (status !== 'Failed') return null;
  return FAILURES[outcome === 'refused' ? 'refused' : 'snapshotFailed'];
}
