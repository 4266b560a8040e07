import { DAY_MS, HOUR_MS, SECOND_MS } from '../../services/platform/durations';

/** The service of Azure's that ends the phases of a backup. */
export interface Service {
  /** Whether it ends them at any moment, instead of on its grid. */
  readonly scattered: boolean;
  /** Share of the backups whose snapshot is retried. */
  readonly retriedShare: number;
  /** How much later than usual it ends the snapshot of a backup that starts at that moment. */
  readonly shiftMs: (startMs: number) => number;
  /** How far its clock is ahead of everybody else's at that moment. */
  readonly aheadMs: (atMs: number) => number;
}

/** The ways in which Azure may run. `grid` is what recordings show (docs/azure.md); the others try what may come. */
export const WORLDS = ['grid', 'shifted', 'scattered', 'retries', 'skew'] as const;
export type WorldName = (typeof WORLDS)[number];

/** Seven of 243 recorded snapshots were retried. */
const RETRIED = 7 / 243;
const RETRIED_OFTEN = 0.2;
/** Eight of 347, when all years are taken together. */
const RETRIED_SCATTERED = 8 / 347;
const SHIFTS_S = [-150, -60, 37, 90] as const;
/** The shift comes within so much of the start. */
const SHIFT_WITHIN_MS = 3 * HOUR_MS;
const AHEAD_MS = 8 * SECOND_MS;

/** The service as recordings show it. */
export const GRID: Service = {
  scattered: false,
  retriedShare: RETRIED,
  shiftMs: () => 0,
  aheadMs: () => 0,
};

/** The service of a world that begins at `startMs`. `next` yields fractions in [0, 1). */
export function serviceOf(world: WorldName, startMs: number, next: () => number): Service {
  switch (world) {
    case 'grid':
      return GRID;
    case 'shifted': {
      const shiftMs = (SHIFTS_S[Math.floor(next() * SHIFTS_S.length)] ?? 0) * SECOND_MS;
      return shifted(shiftMs, startMs + Math.round(next() * SHIFT_WITHIN_MS));
    }
    case 'scattered':
      return { ...GRID, scattered: true, retriedShare: RETRIED_SCATTERED };
    case 'retries':
      return { ...GRID, retriedShare: RETRIED_OFTEN };
    case 'skew':
      return { ...GRID, aheadMs: drifting(startMs, next() < 0.5 ? AHEAD_MS : -AHEAD_MS) };
  }
}

/** The grid, moved for backups that start from `fromMs` on. */
export function shifted(shiftMs: number, fromMs: number): Service {
  return { ...GRID, shiftMs: (startMs) => (startMs >= fromMs ? shiftMs : 0) };
}

/** A clock that is off by `mostMs` at `startMs`, and by as much on the other side half a day later. */
function drifting(startMs: number, mostMs: number): Service['aheadMs'] {
  return (atMs) => Math.round(mostMs * Math.cos((2 * Math.PI * (atMs - startMs)) / DAY_MS));
}
