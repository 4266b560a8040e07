import type { VaultRef } from '../../backup/types';
import type { WatchedJob } from '../track/watchedJob';
import type { ReadBudget } from './readBudget';

/**
 * A watched job and the times of its newest readings in this process. A reading that changed nothing is newer than the
 * stored job says. Epoch ms; 0: never.
 */
export interface KnownJob {
  readonly watched: WatchedJob;
  readonly readMs: number;
  /** When the job itself was read: only then Azure shows its tasks. */
  readonly detailMs: number;
  /** After a failed read the next one waits until then. */
  readonly notBeforeMs: number;
}

export interface KnownVault {
  readonly vault: VaultRef;
  /** When the newest list of its jobs was read, epoch ms. */
  readonly readMs: number;
  /** After a failed read the next one waits until then. */
  readonly notBeforeMs: number;
  /** A conversation watches VMs of this vault: backups that others start are looked for. */
  readonly discovers: boolean;
}

/**
 * All that a plan is made from. One subscription: Azure counts reads per subscription, so each has a budget of its own.
 */
export interface SubscriptionState {
  readonly jobs: readonly KnownJob[];
  /** Holds every vault of `jobs`. */
  readonly vaults: readonly KnownVault[];
  readonly budget: ReadBudget;
}
