import { setImmediate as nextTurnOfLoop } from 'node:timers/promises';

interface Member<C> {
  readonly work: (context: C) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Runs `work` in its own transaction. */
type Transact<C> = <T>(work: (context: C) => Promise<T>) => Promise<T>;

/**
 * Group commit: works that come at the same time run one after another in one transaction, so that the disk is flushed
 * once for all. No caller gets its result before that commit. If one work fails, the transaction is rolled back, and
 * each work runs again in its own transaction. The caller limits how many may share one.
 */
export class GroupCommit<C> {
  readonly #transact: Transact<C>;
  readonly #waiting: Member<C>[] = [];
  #isRunning = false;

  constructor(transact: Transact<C>) {
    this.#transact = transact;
  }

  run<T>(work: (context: C) => Promise<T>): Promise<T> {
    const result = new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as Member<C>['resolve'], reject });
    });
    if (!this.#isRunning) void this.#runAll();
    return result;
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await this.#runGroup(next);
    this.#isRunning = false;
  }

  async #runGroup(first: Member<C>): Promise<void> {
    const members: [Member<C>, ...Member<C>[]] = [first];
    try {
      const results = await this.#transact(async (context) => {
        const all: unknown[] = [];
        for (const { work } of members) {
          all.push(await work(context));
          if (this.#waiting.length === 0) await nextTurnOfLoop();
          const next = this.#waiting.shift();
          if (next) members.push(next); // The loop goes on with it.
        }
        return all;
      });
      for (const [index, { resolve }] of members.entries()) resolve(results[index]);
    } catch (error) {
      if (members.length === 1) first.reject(error);
      else for (const { work, resolve, reject } of members) await this.#transact(work).then(resolve, reject);
    }
  }
}
