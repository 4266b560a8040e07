import { setImmediate as turn } from 'node:timers/promises';

interface Member<C> {
  readonly work: (context: C) => Promise<unknown>;
  readonly done: (made: unknown) => void;
  readonly failed: (error: unknown) => void;
}

/** Runs `work` in a transaction of its own. */
type Transact<C> = <T>(work: (context: C) => Promise<T>) => Promise<T>;

/**
 * Lets works that come at the same time share a transaction, one after the other: the disk is waited for once, at its
 * end, and nobody is answered before. Where one of them fails, nothing of all is done, and each is run again by itself.
 * How many may share one is the caller's to limit.
 */
export class GroupCommit<C> {
  readonly #transact: Transact<C>;
  readonly #waiting: Member<C>[] = [];
  #isRunning = false;

  constructor(transact: Transact<C>) {
    this.#transact = transact;
  }

  run<T>(work: (context: C) => Promise<T>): Promise<T> {
    const made = new Promise<T>((done, failed) => {
      this.#waiting.push({ work, done: done as Member<C>['done'], failed });
    });
    if (!this.#isRunning) void this.#runAll();
    return made;
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await this.#runWith(next);
    this.#isRunning = false;
  }

  async #runWith(first: Member<C>): Promise<void> {
    const members: [Member<C>, ...Member<C>[]] = [first];
    try {
      const made = await this.#transact(async (context) => {
        const all: unknown[] = [];
        for (const { work } of members) {
          all.push(await work(context));
          if (this.#waiting.length === 0) await turn();
          const next = this.#waiting.shift();
          if (next) members.push(next); // The loop goes on with it.
        }
        return all;
      });
      for (const [place, { done }] of members.entries()) done(made[place]);
    } catch (error) {
      if (members.length === 1) first.failed(error);
      else for (const { work, done, failed } of members) await this.#transact(work).then(done, failed);
    }
  }
}
