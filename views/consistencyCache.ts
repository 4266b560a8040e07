import type { ConsistencyFinding } from '../services/backup/findings';
import { type ItemId, itemIdOf } from '../services/backup/ids';
import type { ProtectedItem, RecoveryPoint } from '../services/backup/types';
import { BoundedMap } from '../services/platform/boundedMap';
import type { Clock } from '../services/platform/clock';
import { DAY_MS } from '../services/platform/durations';

/** Lists show no consistency that was read longer ago than this. */
const SHOWN_MS_MAX = DAY_MS;
const ITEMS_MAX = 20_000;

interface CachedConsistency {
  readonly finding: ConsistencyFinding;
  readonly at: Date;
  readonly pointMs: number;
}

/** The consistency of each item's newest recovery point, as commands and messages read it. Kept in memory. */
export class ConsistencyCache {
  readonly #clock: Clock;
  readonly #byItem = new BoundedMap<ItemId, CachedConsistency>(ITEMS_MAX);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `point` is the item's newest recovery point; `at` is when it was read. */
  remember(
    item: ProtectedItem,
    point: RecoveryPoint,
    { finding, at }: { finding: ConsistencyFinding; at: Date },
  ): void {
    this.#byItem.set(itemIdOf(item.id), { finding, at, pointMs: point.at.getTime() });
  }

  /** Null if the consistency was not read within 24 hours, or the recovery point is not of the item's last backup. */
  of(item: ProtectedItem): CachedConsistency | null {
    const cached = this.#byItem.get(itemIdOf(item.id));
    if (cached === undefined || this.#clock.now().getTime() - cached.at.getTime() > SHOWN_MS_MAX) return null;
    return isOfLastBackup(item, cached) ? cached : null;
  }
}

/**
 * Whether the point comes from the item's last backup: it is younger than that backup's start. A failed backup makes no
 * point.
 */
function isOfLastBackup({ lastBackup }: ProtectedItem, { pointMs }: CachedConsistency): boolean {
  return lastBackup !== null && lastBackup.status.startsWith('Completed') && lastBackup.at.getTime() <= pointMs;
}
