import type { ConsistencyFinding } from '../services/backup/findings';
import type { ProtectedItem, RecoveryPoint } from '../services/backup/types';
import { BoundedMap } from '../services/platform/boundedMap';
import type { Clock } from '../services/platform/clock';

/** A consistency older than this is no longer shown in a list (CONTRACT 4, `vms`). */
const SHOWN_MS_MAX = 24 * 60 * 60_000;
const ITEMS_MAX = 20_000;

interface Seen {
  readonly finding: ConsistencyFinding;
  readonly at: Date;
  readonly pointMs: number;
}

/** The consistency of each item's newest recovery point, as the bot happened to read it. In memory. */
export class ConsistencySeen {
  readonly #clock: Clock;
  readonly #of = new BoundedMap<string, Seen>(ITEMS_MAX);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `point`: the item's newest, as a reading of `at` showed it. */
  note(item: ProtectedItem, point: RecoveryPoint, { finding, at }: { finding: ConsistencyFinding; at: Date }): void {
    this.#of.set(item.id.toLowerCase(), { finding, at, pointMs: point.at.getTime() });
  }

  /** null where it was not read within 24 hours, or is not what the item's last backup came to. */
  of(item: ProtectedItem): Seen | null {
    const seen = this.#of.get(item.id.toLowerCase());
    if (seen === undefined || this.#clock.now().getTime() - seen.at.getTime() > SHOWN_MS_MAX) return null;
    return isOfLastBackup(item, seen) ? seen : null;
  }
}

/** A point is younger than the start of its backup (AZURE.md 4); one that failed made none. */
function isOfLastBackup({ lastBackup }: ProtectedItem, { pointMs }: Seen): boolean {
  return lastBackup !== null && lastBackup.status.startsWith('Completed') && lastBackup.at.getTime() <= pointMs;
}
