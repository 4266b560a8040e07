/** Seeds of nights. The planner's weights were tuned on the first kind; figures are reported of the second alone. */
const FIRST = { tuning: 0, reported: 9_700_000 } as const;
/** Nights of one size have so many seeds for themselves. */
const OF_A_SIZE = 1_000;

export type SeedKind = keyof typeof FIRST;

/** The seed of the night `night` (below 1,000) with `jobs` backups (at most 1,000). */
export function nightSeed(kind: SeedKind, jobs: number, night: number): number {
  return FIRST[kind] + OF_A_SIZE * jobs + night;
}
