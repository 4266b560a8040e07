/** Differences between the answers of api-versions (docs/azure.md). */
export interface Dialect {
  /** Durations as TimeSpan. */
  readonly timeSpan: boolean;
  /** `actionsInfo` as numbers. */
  readonly actionNumbers: boolean;
  /** A tier's type and status as numbers. */
  readonly tierNumbers: boolean;
  /** The spelling isInstantILRSessionActive. */
  readonly oldIlr: boolean;
  /** `threatStatus` as a number. */
  readonly threatNumber: boolean;
}

/** `apiVersion`, such as `2023-06-01` or `2026-01-01-preview`, compares as text. */
export function dialectOf(apiVersion: string): Dialect {
  return {
    timeSpan: apiVersion < '2017-07-01',
    actionNumbers: apiVersion < '2023-02-01',
    tierNumbers: apiVersion < '2021-11',
    oldIlr: apiVersion < '2017',
    threatNumber: apiVersion < '2025',
  };
}
