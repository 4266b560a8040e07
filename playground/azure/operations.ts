import { randomUUID } from 'node:crypto';

/** An asynchronous operation. `jobId`: the job that it started; null for a cancellation. */
export interface Operation {
  readonly id: string;
  readonly startMs: number;
  readonly jobId: string | null;
}

/** Time from the trigger until the operation names its job: the recorded median (docs/azure.md). */
const OPERATION_MS = 1000;
/** Most operations kept; the oldest is dropped first. */
const OPERATIONS_MAX = 10_000;

/** Started operations by id. An operation's id is never the id of its job. */
export class Operations {
  readonly #all = new Map<string, Operation>();

  begin(startMs: number, jobId: string | null): Operation {
    const operation = { id: randomUUID(), startMs, jobId };
    this.#all.set(operation.id, operation);
    const oldest = this.#all.keys().next();
    if (this.#all.size > OPERATIONS_MAX && !oldest.done) this.#all.delete(oldest.value);
    return operation;
  }

  get(id: string): Operation | undefined {
    return this.#all.get(id.toLowerCase());
  }
}

export function isOver({ startMs }: Operation, nowMs: number): boolean {
  return nowMs >= startMs + OPERATION_MS;
}
