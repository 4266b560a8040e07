import type { Job, VaultRef } from './types';

export type JobEvent =
  /** A backup that somebody waits for, or that a watch found, is running. */
  | 'started'
  /** A task began or ended: only the live card moves. */
  | 'taskChanged'
  | 'snapshotDone'
  | 'ended'
  /** The snapshot takes longer than 30 minutes. */
  | 'snapshotSlow'
  /** The job takes longer than 24 hours, and it is not the first backup. */
  | 'jobSlow'
  /** Azure no longer shows the job. */
  | 'vanished'
  /** A trigger that no job matched within 15 minutes. */
  | 'notStarted'
  /** The recovery point of a job that had ended is listed only now. */
  | 'consistency'
  /** It was not listed within an hour. */
  | 'consistencyUnknown';

/** What happened to one job, in facts. It is drawn when it is sent, for whoever reads it then. */
export interface Notice {
  /** Names the job for ever: `jobKey` of its vault and id, or of the trigger that got none. */
  readonly jobKey: string;
  readonly event: JobEvent;
  readonly vault: VaultRef;
  /** ARM id of the protected item. */
  readonly itemId: string;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  /** As it was read; null for `notStarted`. */
  readonly job: Job | null;
  /** When it happened, by Azure's times where it gives them; epoch ms. */
  readonly atMs: number;
  /** When the reading was taken that showed it; epoch ms. */
  readonly readMs: number;
}

export function jobKey(vaultKey: string, id: string): string {
  return `${vaultKey}/${id}`.toLowerCase();
}
