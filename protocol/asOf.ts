import type { AzureError } from '../services/backup/vaults';

/** When the facts of a view were read from Azure. `problem`: why they could not be read again since. */
export interface AsOf {
  readonly at: Date;
  readonly problem?: AzureError;
}

/** Facts of one reading, or of several: these are as old as the oldest. */
export function asOf(...readings: readonly AsOf[]): AsOf {
  const oldest = readings.reduce((a, b) => (a.at <= b.at ? a : b));
  const problem = readings.find((reading) => reading.problem)?.problem;
  return { at: oldest.at, ...(problem && { problem }) };
}
