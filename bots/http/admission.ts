import { BoundedMap } from '../../services/platform/boundedMap';
import type { Clock } from '../../services/platform/clock';

/** At most so many activities run at once. One more gets 503; the Bot Framework delivers it again by itself. */
const UNDER_WAY_MAX = 200;
/** Requests of one address whose token or body is not there yet, and of all. They hold a socket, no slot. */
const ENTERING_MAX = 500;
const ALL_ENTERING_MAX = 2_000;
/** An address may fail so often at once, and so often a second; beyond that its connection is closed each time. */
const FAILURES_MAX = 50;
const FAILURES_A_SECOND = 1;
/** The address that failed longest ago is forgotten. */
const ADDRESSES_MAX = 10_000;

interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

export interface AdmissionLimits {
  readonly underWayMax?: number;
  readonly enteringMax?: number;
}

/**
 * Who may come in now. The slots are for authenticated work: what is not authenticated takes none, and one address
 * cannot use up the places in which requests wait for that.
 */
export class Admission {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #underWayMax: number;
  readonly #enteringMax: number;
  readonly #entering = new Map<string, number>();
  readonly #failures = new BoundedMap<string, Bucket>(ADDRESSES_MAX);
  #allEntering = 0;
  #underWay = 0;

  constructor({ clock }: { readonly clock: Pick<Clock, 'now'> }, limits: AdmissionLimits = {}) {
    this.#clock = clock;
    this.#underWayMax = limits.underWayMax ?? UNDER_WAY_MAX;
    this.#enteringMax = limits.enteringMax ?? ENTERING_MAX;
  }

  /** While `work` finds out who sends what. null: too many are at it; `work` was not begun. */
  async entering<T>(address: string, work: () => Promise<T>): Promise<T | null> {
    const count = this.#entering.get(address) ?? 0;
    if (count >= this.#enteringMax || this.#allEntering >= ALL_ENTERING_MAX) return null;
    this.#entering.set(address, count + 1);
    this.#allEntering += 1;
    try {
      return await work();
    } finally {
      this.#allEntering -= 1;
      const left = (this.#entering.get(address) ?? 1) - 1;
      if (left > 0) this.#entering.set(address, left);
      else this.#entering.delete(address);
    }
  }

  /** While `work` runs an activity. null: all slots are taken; `work` was not begun. */
  async underWay<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#underWay >= this.#underWayMax) return null;
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Counts a failure to authenticate. false: the address has failed too often. */
  mayFail(address: string): boolean {
    const atMs = this.#clock.now().getTime();
    const before = this.#failures.get(address) ?? { left: FAILURES_MAX, atMs };
    const left = Math.min(FAILURES_MAX, before.left + ((atMs - before.atMs) / 1_000) * FAILURES_A_SECOND);
    this.#failures.set(address, { left: Math.max(0, left - 1), atMs });
    return left >= 1;
  }
}
