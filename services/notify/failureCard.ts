import type { JobKey } from '../backup/ids';
import type { Notice } from '../backup/jobEvents';
import type { VaultRef } from '../backup/types';
import type { WatchScope } from '../subscriptions/watch';

/** Counts of one night, over a conversation's watches. */
export interface NightTally {
  /** The day at whose noon the night began, such as `2026-11-22`, in the watch's time zone. */
  readonly night: string;
  readonly failed: number;
  readonly warnings: number;
  /** Failures that were told in an earlier night and are not told again. */
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
  /** When a later backup of the same night succeeded; null if none has. */
  readonly recoveredMs: number | null;
  /** The kinds of watch for which the VM's failure is sent. */
  readonly watches: readonly WatchScope['kind'][];
  /** Set if the same failure was told before: how often it has occurred, and since when (epoch ms). */
  readonly again?: { readonly times: number; readonly sinceMs: number };
}

/** VMs with one error code that failed or have warnings. Its message is updated as VMs fail and recover. */
export interface FailureCard {
  /** Azure's error code, or the job's status text if Azure gave no code. */
  readonly code: string;
  /**
   * The end of the first VM's job. Show only VMs in `vms`: the first VM may be missing there, because the reader may
   * not see it.
   */
  readonly first: Notice;
  /** The VMs in the order of their failures. */
  readonly vms: readonly FailedVm[];
  /** The number of VMs that did not fit into `vms`. */
  readonly more: number;
}
