import type { AzureError, Reading } from '../services/backup/vaults';

/** When the facts were read, and why not later than that. */
export interface AsOf {
  readonly at: Date;
  readonly problem?: AzureError;
}

/** What several readings say together is as old as the oldest of them. */
export function asOf(...readings: readonly Reading<unknown>[]): AsOf {
  const oldest = readings.reduce((a, b) => (a.at <= b.at ? a : b));
  const problem = readings.find((reading) => reading.problem)?.problem;
  return { at: oldest.at, ...(problem && { problem }) };
}
