import { setTimeout as wait } from 'node:timers/promises';

import { AzureError, retryAfter } from '../../backup/vaults';
import { type ArmCall, type ArmExchange, type Send } from './armExchange';
import { jsonOf } from './errorText';
import { type ArmAnswer, invalidAnswer } from './explainError';
import { objectOf } from './jsonFields';

export interface Page {
  readonly json: unknown;
  readonly answer: ArmAnswer;
}

/**
 * Real time before each repetition of a read. Azure's Retry-After may prolong it. There are as many repetitions as
 * pauses.
 */
const PAUSES_MS = [250, 1_000];

/**
 * Sends a GET and returns the JSON of its answer. Repeats it at most twice, within the deadline and never before
 * Azure's Retry-After. Reads of jobs are never repeated, since each counts against the budget. Rejects with AzureError.
 */
export async function getJson(arm: ArmExchange, call: ArmCall, send: Send): Promise<Page> {
  for (let tries = 0; ; tries++) {
    const { answer, failure } = await arm.exchange(call, 'GET', send);
    if (!failure) {
      const json = jsonOf(answer.body);
      if (typeof json !== 'object' || json === null) throw invalidAnswer(answer, 'UnreadableBody');
      return { json, answer };
    }
    const ownMs = call.action === 'jobs' ? undefined : PAUSES_MS[tries];
    const pauseMs = Math.max(ownMs ?? 0, arm.msUntil(retryAfter(failure)));
    const timeLeft = performance.now() + pauseMs < call.deadlineMs;
    if (ownMs === undefined || !timeLeft || !isTransient(failure)) throw failure;
    await wait(pauseMs);
  }
}

/** Whether the same request may succeed later. A 501, a 505, a redirect or a proxy's page is permanent. */
function isTransient({ problem }: AzureError): boolean {
  if (problem.kind !== 'unavailable') return false;
  const { status } = problem;
  return status === 0 || status === 408 || (status >= 500 && status !== 501 && status !== 505);
}

/**
 * Sends a POST exactly once. Rejects with AzureError; `unconfirmed` if Azure may have carried out the request but did
 * not answer.
 */
export async function sendPost(arm: ArmExchange, call: ArmCall, send: Send): Promise<ArmAnswer> {
  const { answer, failure, sent, requestId } = await arm.exchange(call, 'POST', send);
  if (!failure) return answer;
  if (!sent || !isTransient(failure)) throw failure;
  const { code, says } = failure;
  throw new AzureError({ kind: 'unconfirmed' }, { code, says, requestId, cause: failure });
}

/** The SDK's paged list; `next()` fetches a page. */
interface Pages {
  byPage(settings: { continuationToken?: string }): AsyncIterator<unknown>;
}

const PAGES_MAX = 50;
const ROWS_MAX = 20_000;

/**
 * Every page of a list; `nextLink` is followed as Azure wrote it. Rejects with AzureError `unavailable` if a page is
 * missing or the list has no end. The codes are `PageLoop`, `TooManyPages`, `ForeignHost` and `UnreadableBody`. It
 * never returns a part of the list.
 */
export async function readPages(
  arm: ArmExchange,
  call: ArmCall,
  list: (...args: Parameters<Send>) => Pages,
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const seen = new Set<string>();
  let next: string | undefined;
  do {
    const token = next;
    const { json, answer } = await getJson(arm, call, (sdk, options) =>
      list(sdk, options)
        .byPage(token === undefined ? {} : { continuationToken: token })
        .next(),
    );
    const { value, nextLink } = objectOf(json);
    if (!Array.isArray(value)) throw invalidAnswer(answer, 'UnreadableBody');
    for (const row of value as unknown[]) rows.push(row);
    next = typeof nextLink === 'string' && nextLink !== '' ? nextLink : undefined;
    if (next === undefined) return rows;
    const fault = pagingFault(next, seen, rows.length);
    if (fault) throw invalidAnswer(answer, fault);
    seen.add(next);
  } while (next);
  return rows;
}

function pagingFault(next: string, seen: ReadonlySet<string>, rows: number): string | null {
  if (seen.has(next)) return 'PageLoop';
  return seen.size + 1 >= PAGES_MAX || rows > ROWS_MAX ? 'TooManyPages' : null;
}
