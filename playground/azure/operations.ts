import { randomUUID } from 'node:crypto';

import { BoundedMap } from '../../services/platform/boundedMap';

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
  readonly #all = new BoundedMap<string, Operation>(OPERATIONS_MAX);

  begin(startMs: number, jobId: string | null): Operation {
    const operation = { id: randomUUID(), startMs, jobId };
    this.#all.set(operation.id, operation);
    return operation;
  }

  get(id: string): Operation | undefined {
    return this.#all.get(id.toLowerCase());
  }
}

export function isOver({ startMs }: Operation, nowMs: number): boolean {
  return nowMs >= startMs + OPERATION_MS;
}
