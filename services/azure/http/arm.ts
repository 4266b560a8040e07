import { setTimeout as wait } from 'node:timers/promises';

import { AzureError, retryAfter } from '../../backup/vaults';
import { type ArmCall, type ArmExchange, type Send } from './armExchange';
import { jsonOf } from './azureWords';
import { type Answer, strangeAnswer } from './explainError';
import { objectOf } from './jsonFields';

export interface Page {
  readonly json: unknown;
  readonly answer: Answer;
}

/** Pauses before a read is repeated, real time; longer where Azure asks to wait. There are no more repetitions than pauses. */
const PAUSES_MS = [250, 1_000];

/**
 * Sends a GET and returns the JSON of its answer. Repeats it at most twice, within the deadline and never before Azure's
 * Retry-After; reads of jobs never: they are counted, and a failed one only moves the next. Rejects with AzureError.
 */
export async function readJson(arm: ArmExchange, call: ArmCall, send: Send): Promise<Page> {
  for (let tries = 0; ; tries++) {
    const { answer, failure } = await arm.exchange(call, 'GET', send);
    if (!failure) {
      const json = jsonOf(answer.body);
      if (typeof json !== 'object' || json === null) throw strangeAnswer(answer, 'UnreadableBody');
      return { json, answer };
    }
    const ownMs = call.action === 'jobs' ? undefined : PAUSES_MS[tries];
    const pauseMs = Math.max(ownMs ?? 0, arm.msUntil(retryAfter(failure)));
    const timeLeft = performance.now() + pauseMs < call.deadlineMs;
    if (ownMs === undefined || !timeLeft || !mayPass(failure)) throw failure;
    await wait(pauseMs);
  }
}

/** Azure's 501 and 505 stay; a redirect or a foreign page too. */
function mayPass({ problem }: AzureError): boolean {
  if (problem.kind !== 'unavailable') return false;
  const { status } = problem;
  return status === 0 || status === 408 || (status >= 500 && status !== 501 && status !== 505);
}

/** Sends a POST, once in any case. Rejects with AzureError: `unconfirmed` where it may have been carried out although no answer says so. */
export async function post(arm: ArmExchange, call: ArmCall, send: Send): Promise<Answer> {
  const { answer, failure, sent, requestId } = await arm.exchange(call, 'POST', send);
  if (!failure) return answer;
  if (!sent || !mayPass(failure)) throw failure;
  const { code, says } = failure;
  throw new AzureError({ kind: 'unconfirmed' }, { code, says, requestId, cause: failure });
}

/** The SDK's paged list; a page is fetched by `next()`. */
interface Pages {
  byPage(settings: { continuationToken?: string }): AsyncIterator<unknown>;
}

const PAGES_MAX = 50;
const ROWS_MAX = 20_000;

/**
 * Every page of a list, `nextLink` followed as Azure wrote it. Rejects with AzureError `unavailable` (code `PageLoop`,
 * `TooManyPages`, `ForeignHost`, `UnreadableBody`) where the list has no end or no list: half of one is never returned.
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
    const { json, answer } = await readJson(arm, call, (sdk, options) =>
      list(sdk, options)
        .byPage(token === undefined ? {} : { continuationToken: token })
        .next(),
    );
    const { value, nextLink } = objectOf(json);
    if (!Array.isArray(value)) throw strangeAnswer(answer, 'UnreadableBody');
    for (const row of value as unknown[]) rows.push(row);
    next = typeof nextLink === 'string' && nextLink !== '' ? nextLink : undefined;
    if (next === undefined) return rows;
    const fault = faultOf(next, seen, rows.length);
    if (fault) throw strangeAnswer(answer, fault);
    seen.add(next);
  } while (next);
  return rows;
}

function faultOf(next: string, seen: ReadonlySet<string>, rows: number): string | null {
  if (seen.has(next)) return 'PageLoop';
  return seen.size + 1 >= PAGES_MAX || rows > ROWS_MAX ? 'TooManyPages' : null;
}
