import type { ConsistencyFinding } from '../services/backup/findings';
import type { ProtectedItem } from '../services/backup/types';
import type { Clock } from '../services/platform/clock';

/** A consistency older than this is no longer shown in a list (CONTRACT 4, `vms`). */
const SHOWN_MS_MAX = 24 * 60 * 60_000;
const ITEMS_MAX = 20_000;

/** The consistency of each item's newest recovery point, as the bot happened to read it. In memory. */
export class ConsistencySeen {
  readonly #clock: Clock;
  readonly #of = new Map<string, { readonly finding: ConsistencyFinding; readonly at: Date }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(item: ProtectedItem, finding: ConsistencyFinding, at: Date): void {
    const key = item.id.toLowerCase();
    this.#of.delete(key);
    this.#of.set(key, { finding, at });
    const oldest = this.#of.keys().next();
    if (this.#of.size > ITEMS_MAX && !oldest.done) this.#of.delete(oldest.value);
  }

  /** null where it was not read within 24 hours. */
  of(item: ProtectedItem): { readonly finding: ConsistencyFinding; readonly at: Date } | null {
    const seen = this.#of.get(item.id.toLowerCase());
    return seen && this.#clock.now().getTime() - seen.at.getTime() <= SHOWN_MS_MAX ? seen : null;
  }
}
