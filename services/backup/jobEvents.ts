import type { JobKey } from './ids';
import type { Job, VaultRef } from './types';

export type JobEvent =
  /** The backup runs. Sent for a job that somebody asked for or that a watch covers. */
  | 'started'
  /** A task began or ended. Only updates the live card. */
  | 'taskChanged'
  | 'snapshotDone'
  | 'ended'
  /** The snapshot has run for more than 30 minutes. */
  | 'snapshotSlow'
  /** The job has run for more than 24 hours, and it is not the VM's first backup. */
  | 'jobSlow'
  /** Azure no longer shows the job. */
  | 'vanished'
  /** 15 minutes after a trigger, Azure still shows no job for it. */
  | 'notStarted'
  /** Azure lists the recovery point of a job that ended earlier, so its consistency is known now. */
  | 'consistency'
  /** An hour after the end of a job, Azure still does not list its recovery point. */
  | 'consistencyUnknown';

/** The facts of one event of one job. They turn into text only when the message is sent. */
export interface Notice {
  /** Identifies the job and never changes: the `jobKey` of its vault and id, or of the trigger that began it. */
  readonly jobKey: JobKey;
  readonly event: JobEvent;
  readonly vault: VaultRef;
  /** ARM id of the protected item. */
  readonly itemId: string;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  /** The job as Azure showed it; null for `notStarted`. */
  readonly job: Job | null;
  /** Time of the event (epoch ms): Azure's time if it gives one, else the bot's. */
  readonly atMs: number;
  /** Time of the reading that showed the event (epoch ms, bot's clock). */
  readonly readMs: number;
}
