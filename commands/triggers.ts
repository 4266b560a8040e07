import { type ProtectedItem, sameId } from '../services/backup/types';
import type { Clock } from '../services/platform/clock';

/** A trigger of ours, from before the request to Azure on. */
export interface Trigger {
  readonly itemId: string;
  readonly at: Date;
  /** Untrusted text: the name of the person. */
  readonly askedBy: string;
  readonly retainUntil: Date;
  /** null until Azure named it. */
  readonly jobId: string | null;
}

/** After this a trigger that got no job id no longer counts as one that may have started (DESIGN.md, AZURE.md 2). */
const PENDING_MS_MAX = 15 * 60_000;
const TRIGGERS_MAX = 10_000;

/** The backups that this bot asked Azure for: who asked, and which have no job id yet. In memory. */
export class Triggers {
  readonly #clock: Clock;
  readonly #all: Trigger[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Records the trigger before it is sent; `named` once Azure gave the job's id, `withdraw` when Azure surely refused. */
  begin(trigger: Omit<Trigger, 'at' | 'jobId'>): { named(jobId: string): void; withdraw(): void } {
    let current: Trigger = { ...trigger, at: this.#clock.now(), jobId: null };
    this.#all.push(current);
    if (this.#all.length > TRIGGERS_MAX) this.#all.shift();
    const replace = (...next: Trigger[]): void => {
      const index = this.#all.indexOf(current);
      if (index >= 0) this.#all.splice(index, 1, ...next);
    };
    return {
      named: (jobId) => {
        const next = { ...current, jobId };
        replace(next);
        current = next;
      },
      withdraw: () => {
        replace();
      },
    };
  }

  /** When the triggers of this item that have no job id yet were sent. */
  pending(item: ProtectedItem): readonly Date[] {
    const since = this.#clock.now().getTime() - PENDING_MS_MAX;
    return this.#all
      .filter((t) => t.jobId === null && t.at.getTime() >= since && sameId(t.itemId, item.id))
      .map((t) => t.at);
  }

  /** The trigger that this job came from; null where somebody else, or the schedule, started it. */
  ofJob(jobId: string): Trigger | null {
    return this.#all.find((t) => t.jobId !== null && sameId(t.jobId, jobId)) ?? null;
  }
}
