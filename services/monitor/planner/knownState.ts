import type { ExpectedStart } from '../../backup/schedule/expectedStarts';
import type { VaultRef } from '../../backup/types';
import type { WatchedJob } from '../track/watchedJob';
import type { LearnedDurations } from './learnedClock';
import type { ReadBudget } from './readBudget';

/**
 * A watched job and the times of its newest readings in this process (epoch ms; 0 means never). A reading that changed
 * nothing may be newer than the stored job.
 */
export interface KnownJob {
  readonly watched: WatchedJob;
  readonly readMs: number;
  /** When the job itself was read; only such a read shows its tasks. */
  readonly detailMs: number;
  /** The earliest time of the next read, after a failed one. */
  readonly notBeforeMs: number;
  /** Until then it ran by Resource Graph's word, right in 95 of 100 cases; epoch ms. Absent: it tells nothing. */
  readonly shownRunningMs?: number;
  /** Whether Resource Graph shows it, and people are told of its end only if it goes wrong. Absent: no. */
  readonly isUntold?: boolean;
}

/**
 * What a row of Resource Graph tells and no reading has shown. `untoldEnd`: the end of a job that nobody is told of
 * unless it went wrong.
 */
export interface HintedEvent {
  readonly kind: 'start' | 'end' | 'untoldEnd';
  readonly atMs: number;
}

export interface KnownVault {
  readonly vault: VaultRef;
  /** When the newest list of the vault's jobs was read, in epoch ms. */
  readonly readMs: number;
  /** The earliest time of the next read, after a failed one. */
  readonly notBeforeMs: number;
  /** Whether a conversation watches VMs of this vault, so that backups started by others are searched. */
  readonly discovers: boolean;
  /** Scheduled backups of watched VMs that no list has shown yet; absent if their policies are not known. */
  readonly starts?: readonly ExpectedStart[];
  readonly hinted?: readonly HintedEvent[];
  /** Until then Resource Graph shows 95 of 100 starts in the vault; epoch ms. Absent: it tells nothing. */
  readonly shownStartsMs?: number;
  /** Whether people are told of its backups only if they go wrong, where Resource Graph shows them. Absent: no. */
  readonly isUntold?: boolean;
}

/**
 * All data of a plan for one subscription. Azure counts reads per subscription, so each subscription has its own
 * budget.
 */
export interface SubscriptionState {
  readonly jobs: readonly KnownJob[];
  /** Holds every vault of `jobs`. */
  readonly vaults: readonly KnownVault[];
  readonly budget: ReadBudget;
  /** What earlier jobs of the subscription showed of Azure's clock; absent: nothing yet. */
  readonly learned?: LearnedDurations | undefined;
}
