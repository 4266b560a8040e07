import { type Job, type ProtectedItem, sameId } from '../services/backup/types';
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

/** After this a trigger that no job shows no longer counts as one that may have started (DESIGN.md, AZURE.md 2). */
const UNSEEN_MS_MAX = 15 * 60_000;
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

  /**
   * When those triggers of this item were sent that `jobs` does not show: Azure has not named a job yet, or its list is
   * older than the trigger. A verdict that ignored them could say `clear` while their snapshot runs.
   */
  unseen(item: ProtectedItem, jobs: readonly Job[]): readonly Date[] {
    return this.#recent(item)
      .filter(({ jobId }) => jobId === null || !jobs.some((job) => sameId(job.id, jobId)))
      .map((trigger) => trigger.at);
  }

  /** The newest trigger of this item of the last 15 minutes. */
  newest(item: ProtectedItem): Trigger | null {
    return this.#recent(item).at(-1) ?? null;
  }

  /** The trigger that this job came from; null where somebody else, or the schedule, started it. */
  ofJob(jobId: string): Trigger | null {
    return this.#all.find((t) => t.jobId !== null && sameId(t.jobId, jobId)) ?? null;
  }

  #recent(item: ProtectedItem): readonly Trigger[] {
    const since = this.#clock.now().getTime() - UNSEEN_MS_MAX;
    return this.#all.filter((t) => t.at.getTime() >= since && sameId(t.itemId, item.id));
  }
}
