import type { AzureError } from '../services/backup/vaults';

/** When the facts of a view were read from Azure. `problem` tells why a newer read failed. */
export interface AsOf {
  readonly at: Date;
  readonly problem?: AzureError;
}

/** Combines readings; the result is as old as the oldest. */
export function asOf(...readings: readonly AsOf[]): AsOf {
  const oldest = readings.reduce((a, b) => (a.at <= b.at ? a : b));
  const problem = readings.find((reading) => reading.problem)?.problem;
  return { at: oldest.at, ...(problem && { problem }) };
}
