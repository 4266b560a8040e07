import type { JobKey } from '../backup/ids';
import type { Notice } from '../backup/jobEvents';
import type { VaultRef } from '../backup/types';
import type { WatchScope } from '../subscriptions/watch';

/** What one night of a conversation's watches counted. */
export interface NightTally {
  /** The day at whose noon the night began, such as `2026-11-22`, in the watch's time zone. */
  readonly night: string;
  readonly failed: number;
  readonly warnings: number;
  /** Failures that had been told in an earlier night and are not told again. */
  readonly again: number;
  /** VMs that failed in this night and succeeded later in it. */
  readonly recovered: number;
}

/** One VM in a failure message. */
export interface FailedVm {
  readonly jobKey: JobKey;
  readonly vault: VaultRef;
  readonly itemId: string;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  readonly atMs: number;
  /** When a later backup of the same night succeeded; null: none has. */
  readonly recoveredMs: number | null;
  /** The kinds of watch that it is sent for. */
  readonly watches: readonly WatchScope['kind'][];
  /** The same failure was told before: how often it has occurred, and since when (epoch ms). */
  readonly again?: { readonly times: number; readonly sinceMs: number };
}

/** VMs with one error code that failed or have warnings. Its message changes as VMs fail and recover. */
export interface FailureCard {
  /** Azure's error code; the job's status text where Azure gave no code. */
  readonly code: string;
  /** The end of the first VM's job. Draw only VMs in `vms`: the first may be missing there, hidden from the reader. */
  readonly first: Notice;
  /** In the order they failed. */
  readonly vms: readonly FailedVm[];
  /** How many did not fit into `vms`. */
  readonly more: number;
}
