import type { ConsistencyFinding } from '../services/backup/findings';
import type { ProtectedItem, RecoveryPoint } from '../services/backup/types';
import { BoundedMap } from '../services/platform/boundedMap';
import type { Clock } from '../services/platform/clock';

/** Lists show no consistency that was read longer ago than this. */
const SHOWN_MS_MAX = 24 * 60 * 60_000;
const ITEMS_MAX = 20_000;

interface CachedConsistency {
  readonly finding: ConsistencyFinding;
  readonly at: Date;
  readonly pointMs: number;
}

/** In memory: the consistency of each item's newest recovery point, as commands and messages read it. */
export class ConsistencyCache {
  readonly #clock: Clock;
  readonly #byItem = new BoundedMap<string, CachedConsistency>(ITEMS_MAX);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `point`: the item's newest. `at`: when it was read. */
  remember(
    item: ProtectedItem,
    point: RecoveryPoint,
    { finding, at }: { finding: ConsistencyFinding; at: Date },
  ): void {
    this.#byItem.set(item.id.toLowerCase(), { finding, at, pointMs: point.at.getTime() });
  }

  /** null: not read within 24 hours, or the recovery point is not of the item's last backup. */
  of(item: ProtectedItem): CachedConsistency | null {
    const cached = this.#byItem.get(item.id.toLowerCase());
    if (cached === undefined || this.#clock.now().getTime() - cached.at.getTime() > SHOWN_MS_MAX) return null;
    return isOfLastBackup(item, cached) ? cached : null;
  }
}

/** A recovery point is younger than the start of its backup. A failed backup makes none. */
function isOfLastBackup({ lastBackup }: ProtectedItem, { pointMs }: CachedConsistency): boolean {
  return lastBackup !== null && lastBackup.status.startsWith('Completed') && lastBackup.at.getTime() <= pointMs;
}
