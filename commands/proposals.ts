import { randomUUID } from 'node:crypto';

import type { Job, ProtectedItem } from '../services/backup/types';
import type { Clock } from '../services/platform/clock';

/** How long a proposal stands, in real time: a person has to read it, however fast the clock runs. */
const PROPOSAL_MS = 5 * 60_000;
/** Kept in memory; beyond it the oldest is forgotten, and its button then says that it has expired. */
const PROPOSALS_MAX = 1_000;

export type Proposed =
  | { readonly kind: 'backup'; readonly items: readonly ProtectedItem[]; readonly retainUntil: Date }
  | { readonly kind: 'cancel'; readonly job: Job; readonly item: ProtectedItem | null };

export interface Proposal {
  readonly id: string;
  /** The person's channel id: nobody else may accept it. */
  readonly by: string;
  readonly place: string;
  readonly asks: Proposed;
  readonly until: Date;
}

export type Taken =
  | { readonly kind: 'taken'; readonly proposal: Proposal }
  | { readonly kind: 'none' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'notYours' }
  /** Accepted or dismissed before: pressed twice. */
  | { readonly kind: 'used' };

/** Changes that wait for a yes. What is to be done stays here; a button carries only the id. */
export class Proposals {
  readonly #clock: Clock;
  readonly #open = new Map<string, Proposal & { used?: true }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(by: string, place: string, asks: Proposed): Proposal {
    const until = new Date(this.#clock.now().getTime() + PROPOSAL_MS * this.#clock.speed);
    const proposal = { id: randomUUID(), by, place, asks, until };
    this.#open.set(proposal.id, proposal);
    const oldest = this.#open.keys().next();
    if (this.#open.size > PROPOSALS_MAX && !oldest.done) this.#open.delete(oldest.value);
    return proposal;
  }

  /** Takes it once, for the person it was made for. Without an id: the newest open one of that person in that place. */
  take(by: string, place: string, id?: string): Taken {
    const wanted = id ?? [...this.#open.values()].findLast((p) => p.by === by && p.place === place && !p.used)?.id;
    const proposal = wanted === undefined ? undefined : this.#open.get(wanted);
    if (proposal === undefined) return { kind: id === undefined ? 'none' : 'expired' };
    if (proposal.by !== by) return { kind: 'notYours' };
    if (proposal.used) return { kind: 'used' };
    if (proposal.until < this.#clock.now()) return { kind: 'expired' };
    proposal.used = true;
    return { kind: 'taken', proposal };
  }
}
