import type { ReadOnlyMode } from '../services/access/readOnly';
import type { AzureError, VaultRead } from '../services/backup/vaults';

/** "I am here": what the bot last read, and what is wrong now. */
export interface HeartbeatView {
  readonly kind: 'heartbeat';
  /** When this was found out. */
  readonly at: Date;
  /** Vaults that could not be read, then the others; of each those that were read longest ago first. */
  readonly vaults: readonly SeenVault[];
  /** Subscriptions whose vaults could not be listed. */
  readonly subscriptions: readonly string[];
  /** Why no list of vaults could be had; null if one could. */
  readonly problem: AzureError | null;
  /** Messages that have waited for more than 10 minutes; null if none has. */
  readonly waiting: { readonly count: number; readonly since: Date } | null;
  readonly readOnly?: ReadOnlyMode;
  /** Whether the access file has a fault, so that the last good rules hold. */
  readonly hasOldRules: boolean;
}

export interface SeenVault extends VaultRead {
  /** Why the last read failed; null if it did not. */
  readonly problem: AzureError | null;
}
