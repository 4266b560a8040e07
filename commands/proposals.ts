import { randomUUID } from 'node:crypto';

import type { VaultRef } from '../services/backup/types';
import type { Clock } from '../services/platform/clock';
import type { Ask } from './ask';
import type { CommandStore } from './store';

/** How long a proposal stands, in real time: a person has to read it, however fast the clock runs. */
const PROPOSAL_MS = 5 * 60_000;

/** What a yes does; as text in the store, so ids and epoch ms. */
export type Proposed =
  | { readonly kind: 'backup'; readonly itemIds: readonly string[]; readonly retainUntilMs: number }
  | {
      readonly kind: 'cancel';
      readonly vault: VaultRef;
      readonly jobId: string;
      readonly vmName: string;
      /** null: the job's VM is protected no more. */
      readonly itemId: string | null;
    };

export type Taken =
  | { readonly kind: 'taken'; readonly asks: Proposed }
  | { readonly kind: 'none' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'notYours' }
  /** Accepted or dismissed before: pressed twice. */
  | { readonly kind: 'used' };

export interface ProposalParts {
  readonly store: CommandStore;
  readonly clock: Clock;
}

/** Changes that wait for a yes. What is to be done stays in the store; a button carries only the id. */
export class Proposals {
  readonly #store: CommandStore;
  readonly #clock: Clock;

  constructor({ store, clock }: ProposalParts) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Nobody but the asker may accept it. */
  async open({ person, place }: Ask, asks: Proposed): Promise<{ readonly id: string; readonly until: Date }> {
    const until = new Date(this.#clock.now().getTime() + PROPOSAL_MS * this.#clock.speed);
    const row = { id: randomUUID(), person: person.id, place: place.id, untilMs: until.getTime(), asks };
    await this.#store.transaction(({ proposals }) => proposals.add(row));
    return { id: row.id, until };
  }

  /**
   * Takes it for the person it was made for, in one turn, which may be taken up again after a crash. Without an id: the
   * newest that this person has not taken in this place.
   */
  async take({ person, place, turnId }: Ask, id?: string): Promise<Taken> {
    const nowMs = this.#clock.now().getTime();
    return this.#store.transaction(async ({ proposals }) => {
      const wanted = id ?? (await proposals.newest(person.id, place.id, turnId));
      const found = wanted === null ? null : await proposals.byId(wanted);
      if (found === null) return { kind: id === undefined ? 'none' : 'expired' };
      if (found.person !== person.id) return { kind: 'notYours' };
      if (found.untilMs < nowMs && found.takenBy !== turnId) return { kind: 'expired' };
      if (!(await proposals.take(found.id, turnId))) return { kind: 'used' };
      return { kind: 'taken', asks: found.asks as Proposed }; // Our own JSON: `open` wrote it.
    });
  }
}
