import type { Notice } from '../backup/jobEvents';
import type { VaultRef } from '../backup/types';
import type { WatchScope } from '../subscriptions/watch';

/** What one night of a conversation's watches came to, beyond the message that shows it. */
export interface NightTally {
  /** The day on whose noon the night began, `2026-11-22`, in the watch's time zone. */
  readonly night: string;
  readonly failed: number;
  readonly warnings: number;
  /** Failed as they had before, which was told then: not told again. */
  readonly again: number;
  /** Failed this night and succeeded later in it. */
  readonly recovered: number;
}

export interface FailedVm {
  readonly jobKey: string;
  readonly vault: VaultRef;
  readonly itemId: string;
  readonly vmName: string;
  readonly vmResourceGroup: string;
  readonly atMs: number;
  /** When a later backup of the same night succeeded; null while none has. */
  readonly recoveredMs: number | null;
  /** The kinds of watch that it is told for. */
  readonly watches: readonly WatchScope['kind'][];
  /** It failed so before, which was told: how often by now, and since when (epoch ms). */
  readonly again?: { readonly times: number; readonly sinceMs: number };
}

/** One VM that failed or has warnings, or several with one code: a message that changes as more come and as they recover. */
export interface FailureCard {
  /** Azure's error code; its word for the status where it gave no code. */
  readonly code: string;
  /** The end of the first. It may have been left out of `vms`, since the reader may not see it: then draw only what is in `vms`. */
  readonly first: Notice;
  /** In the order they failed. */
  readonly vms: readonly FailedVm[];
  /** How many did not fit into `vms`. */
  readonly more: number;
}
