import { randomUUID } from 'node:crypto';

import { BoundedMap } from '../../services/platform/boundedMap';

/** An asynchronous operation; `jobId` is the job that it started, null for a cancellation. */
export interface Operation {
  readonly id: string;
  readonly startMs: number;
  readonly jobId: string | null;
}

/** From the trigger to the answer that names its job: the recorded median (AZURE.md 2). */
const OPERATION_MS = 1000;
/** Operations kept; beyond it the oldest is forgotten. */
const OPERATIONS_MAX = 10_000;

/** Operations that were started, by id. An operation's id is never its job's (AZURE.md 2). */
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
