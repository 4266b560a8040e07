import type { Job } from './types';
import type { Reading } from './vaults';

/**
 * A backup job as Azure Resource Graph shows it. A row may lag by half an hour, be missing, come twice, or name a job
 * that the bot cannot read (docs/azure.md). So it decides when to read, and never what is said.
 */
export type JobHint = Pick<Job, 'id' | 'vault' | 'vmName' | 'vmResourceGroup' | 'state' | 'startedAt' | 'endedAt'>;

export interface JobHints {
  readonly jobs: readonly JobHint[];
  /** False if there were more rows than are read, or some could not be understood. */
  readonly isWhole: boolean;
}

/** The port to Azure Resource Graph. */
export interface Hints {
  /**
   * The backup jobs in these subscriptions that run, and those that ended since `endedSince`, in any order. This costs
   * no read of jobs. Rejects with AzureError.
   */
  jobs(subscriptions: readonly string[], endedSince: Date): Promise<Reading<JobHints>>;
}
