import { randomUUID } from 'node:crypto';

import type { TokenCredential } from '@azure/identity';

import { idKey } from '../../backup/ids';
import { AzureError, type AzureRole } from '../../backup/vaults';
import type { Clock } from '../../platform/clock';
import { HOUR_MS, SECOND_MS } from '../../platform/durations';
import { FailureStreak, type RecentAnswers } from '../../platform/failureStreak';
import { withTimeout } from '../../platform/timeout';
import { inSpan, noteOnSpan } from '../../platform/trace';
import type { LimiterBudget } from '../../readBudget/counter';
import {
  createReadLimiter,
  type LimiterRegistry,
  type LimiterState,
  type ReadLimiter,
  type ReadShare,
} from '../../readBudget/limiter';
import type { Asked } from './armTransport';
import { type CallName, CALLS } from './calls';
import { type ArmAnswer, explainAnswer, type ResourceKind } from './explainError';
import { objectOf, textOf } from './jsonFields';
import { createSdk, type Sdk, type SdkOptions, sdkOptions } from './sdk';

export interface ArmCall {
  readonly subscription: string;
  readonly action: CallName;
  /** The kind of resource that a 404 reports as missing. */
  readonly resource: ResourceKind;
  readonly share: ReadShare;
  /** When the caller gives up, in real time (`performance.now()`). */
  readonly deadlineMs: number;
  /** The request's `x-ms-client-request-id`, where the caller writes it down before; else a new one. */
  readonly requestId?: string | undefined;
}

export type Send = (sdk: Sdk, options: SdkOptions) => PromiseLike<unknown>;

/** Counts since the start, by Azure's name of the action; limiters by `<subscription> <action>`. */
interface ArmStats {
  readonly requests: Readonly<Record<string, number>>;
  readonly throttled: Readonly<Record<string, number>>;
  readonly limiters: Readonly<Record<string, LimiterState>>;
}

export interface ArmOptions {
  readonly resourceManagerUrl: string;
  /** The credential of the identity that holds a role. Null for an http endpoint, which needs no token. */
  readonly credential: ((role: AzureRole) => Promise<TokenCredential>) | null;
  readonly clock: Clock;
  /** Learns Azure's time from the answers. */
  readonly asked?: Asked;
  /** The setting AZURE_JOB_READS_PER_HOUR. */
  readonly jobReadsPerHour: number | null;
  /** The limit of a subscription's job reads that the checklist found; null if none is relied on. Absent: none is. */
  readonly jobReadLimitOf?: ((subscription: string) => number | null) | undefined;
  /** Called for every request that was sent; status 0 means no answer. */
  readonly onRequest?: (seen: { action: string; method: string; status: number }) => void;
}

/** The result of one request. `sent` means that it may have reached Azure. */
type ArmOutcome = { readonly sent: boolean; readonly requestId: string } & (
  | { readonly answer: ArmAnswer; readonly failure: null }
  | { readonly answer: ArmAnswer | null; readonly failure: AzureError }
);

export interface ArmExchange {
  /** Sends one request, once. Throws only AzureError `throttled`, if the budget forbids the request. */
  exchange(call: ArmCall, method: 'GET' | 'POST', send: Send): Promise<ArmOutcome>;
  stats(): ArmStats;
  /** The latest answers, of all subscriptions, for /readyz. */
  lately(): RecentAnswers;
  /** Real ms until that moment of the bot's clock; 0 if it is past or null. */
  msUntil(moment: Date | null): number;
  /** What the monitor may still spend on reads of jobs in a subscription. */
  monitorBudget(subscription: string): LimiterBudget;
  /** How old each of `count` readings must get so that Azure's limit suffices for all; 0 while none is known. */
  paceMs(call: Pick<ArmCall, 'subscription' | 'action'>, count: number): number;
  /** The budgets of job reads in use, keyed by `<subscription> <action>`. */
  readonly budgets: LimiterRegistry;
  close(): void;
}

const TRY_MS_MAX = 8 * SECOND_MS;
/** The share of a limit that readings which are due at an interval may spend. */
const PACED_SHARE = 0.75;
const REMAINING_HEADER = 'x-ms-ratelimit-remaining-subscription-resource-requests';

/**
 * Sends single requests to Azure Resource Manager through the SDK, with budget, timeout and counting. The first request
 * loads the SDK.
 */
export function createArmExchange(options: ArmOptions): ArmExchange {
  const { clock, onRequest } = options;
  const sdk = lazySdk(options);
  const limiters = createLimiters(options);
  const requests = new Map<string, number>();
  const throttled = new Map<string, number>();
  const streak = new FailureStreak(clock);
  const count = (seen: { action: string; method: string; status: number }): void => {
    increment(requests, seen.action);
    if (seen.status === 429) increment(throttled, seen.action);
    onRequest?.(seen);
  };
  return {
    async exchange(call, method, send) {
      const limiter = limiters.of(call);
      const refusal = limiter.take(call.share);
      if (refusal) throw new AzureError({ kind: 'throttled', ...refusal });

      const outcome = await inAzureSpan(call, method, () =>
        requestOnce(call, () => sdk.get(CALLS[call.action].role ?? 'reader'), send),
      );
      const status = outcome.answer?.status ?? 0;
      limiter.answered(remainingIn(method, outcome.answer));
      // The bot works without hints, so their failures leave it ready.
      if (call.action !== 'graph') streak.record(status);
      if (outcome.sent) count({ action: CALLS[call.action].action, method, status });
      if (!outcome.answer) return outcome;
      const failure = refusalOf(outcome.answer, call, clock.now());
      blockIfThrottled(limiter, failure);
      return failure ? { ...outcome, failure } : outcome;
    },
    lately: () => streak.lately(),
    msUntil: (moment) =>
      moment ? Math.max(0, Math.ceil((moment.getTime() - clock.now().getTime()) / clock.speed)) : 0,
    budgets: limiters,
    monitorBudget: (subscription) => limiters.of({ subscription, action: 'jobs' }).budget('watch'),
    paceMs: (call, count) => {
      const { limit } = limiters.of(call).state();
      return limit === null ? 0 : (HOUR_MS * count) / (limit * PACED_SHARE);
    },
    stats: () => ({
      requests: Object.fromEntries(requests),
      throttled: Object.fromEntries(throttled),
      limiters: limiters.states(),
    }),
    close: () => {
      sdk.close();
    },
  };
}

/** The span names Azure's action and no address: an address names subscriptions, groups and VMs. */
function inAzureSpan(call: ArmCall, method: string, work: () => Promise<ArmOutcome>): Promise<ArmOutcome> {
  const { action, kind } = { action: CALLS[call.action].action, kind: 'client' } as const;
  const facts = { 'azure.action': action, 'http.request.method': method, 'bot.read_share': call.share };
  return inSpan({ name: `azure ${call.action}`, kind, facts }, async () => {
    const outcome = await work();
    const status = outcome.answer?.status ?? 0;
    noteOnSpan({
      'http.response.status_code': status,
      'azure.throttled': status === 429,
      'azure.client_request_id': outcome.requestId,
    });
    return outcome;
  });
}

function refusalOf(answer: ArmAnswer, { resource: wanted, action }: ArmCall, now: Date): AzureError | null {
  return answer.status >= 200 && answer.status < 300 ? null : explainAnswer(answer, { wanted, call: action }, now);
}

/** What the answer tells of the limit on reads. A change is never refused for such a limit. */
function remainingIn(method: 'GET' | 'POST', answer: ArmAnswer | null): number | null {
  const remaining = answer?.headers[REMAINING_HEADER] ?? '';
  return method === 'GET' && remaining !== '' ? Number(remaining) : null;
}

function blockIfThrottled(limiter: ReadLimiter, failure: AzureError | null): void {
  if (failure?.problem.kind === 'throttled' && failure.problem.until) limiter.block(failure.problem.until);
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

interface Limiters extends LimiterRegistry {
  of(call: Pick<ArmCall, 'subscription' | 'action'>): ReadLimiter;
  states(): Record<string, LimiterState>;
}

function createLimiters({ clock, jobReadsPerHour: watchMax, jobReadLimitOf }: ArmOptions): Limiters {
  const limiters = new Map<string, ReadLimiter>();
  const create = (key: string): ReadLimiter => {
    if (!isOfJobs(key)) return createReadLimiter({ clock, assumed: false, watchMax: null });
    const limitBefore = (): number | null => jobReadLimitOf?.(key.slice(0, key.indexOf(' '))) ?? null;
    return createReadLimiter({ clock, assumed: true, watchMax, limitBefore });
  };
  const limiterOf = (key: string): ReadLimiter => {
    const known = limiters.get(key) ?? create(key);
    limiters.set(key, known);
    return known;
  };
  return {
    of: ({ subscription, action }) => limiterOf(`${idKey(subscription)} ${CALLS[action].action}`),
    named: (key) => (isOfJobs(key) ? limiterOf(key) : null),
    all: () => new Map([...limiters].filter(([key]) => isOfJobs(key))),
    states: () => Object.fromEntries([...limiters].map(([key, limiter]) => [key, limiter.state()])),
  };
}

function isOfJobs(key: string): boolean {
  return key.endsWith(` ${CALLS.jobs.action}`);
}

/** The SDK for each credential, so that no client ever sends another identity's token. */
export function lazySdk({
  resourceManagerUrl,
  credential,
  asked,
}: Pick<ArmOptions, 'resourceManagerUrl' | 'credential' | 'asked'>): {
  get(role: AzureRole): Promise<Sdk>;
  close(): void;
} {
  const endpoint = resourceManagerUrl.replace(/(?<!\/)\/+$/, '');
  const sdks = new Map<TokenCredential | null, Sdk>();
  return {
    async get(role) {
      const own = credential ? await credential(role) : null;
      const sdk = sdks.get(own) ?? createSdk(endpoint, own, asked);
      sdks.set(own, sdk);
      return sdk;
    },
    close() {
      for (const { transport } of sdks.values()) transport.close();
    },
  };
}

/**
 * Sends one request, without a budget; an answer of any status is no failure. One timeout bounds all of it, including
 * the token, because the SDK does not bound the credential's wait.
 */
export async function requestOnce(
  call: Pick<ArmCall, 'requestId' | 'deadlineMs'>,
  sdkOf: () => Promise<Sdk>,
  send: Send,
): Promise<ArmOutcome> {
  const requestId = call.requestId ?? randomUUID();
  const abort = new AbortController();
  const timeoutMs = Math.max(0, Math.min(TRY_MS_MAX, call.deadlineMs - performance.now()));
  const giveUp = (): never => {
    abort.abort();
    throw new AzureError({ kind: 'unavailable', status: 0 }, { code: 'Timeout', requestId });
  };
  let sdk: Sdk | undefined;
  let exchange: ReturnType<Sdk['transport']['track']> | undefined;
  const run = async (): Promise<void> => {
    sdk = await sdkOf();
    abort.signal.throwIfAborted();
    exchange = sdk.transport.track(requestId);
    await send(sdk, sdkOptions(requestId, abort.signal));
  };
  try {
    await withTimeout(run(), timeoutMs, giveUp);
  } catch (error) {
    const answer = exchange?.answer ?? null;
    if (!answer) return { sent: exchange?.sent ?? false, requestId, answer, failure: failureOf(error, requestId) };
  } finally {
    sdk?.transport.untrack(requestId);
  }
  return exchange?.answer
    ? { sent: true, requestId, answer: exchange.answer, failure: null }
    : { sent: false, requestId, answer: null, failure: failureOf(undefined, requestId) };
}

/** Errors of @azure/identity: Entra refused the sign-in, or no credential is available. */
const CREDENTIAL_ERRORS = new Set([
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
  'AggregateAuthenticationError',
]);

/** Why a request has no answer: the transport's AzureError, the credential's refusal, or a fault in the SDK. */
function failureOf(error: unknown, requestId: string): AzureError {
  if (error instanceof AzureError) return error;
  const { name, message, errorResponse } = objectOf(error);
  if (typeof name === 'string' && CREDENTIAL_ERRORS.has(name)) {
    const refusal = objectOf(errorResponse);
    const says = (textOf(refusal['errorDescription']) || textOf(message)).split(/\r?\n|Trace ID:/)[0]?.trim() ?? '';
    return new AzureError(
      { kind: 'notAllowed', by: 'credential', action: '', policy: '' },
      { code: textOf(refusal['error']) || name, requestId, says, cause: error },
    );
  }
  const code = typeof name === 'string' ? name : 'NoAnswer';
  return new AzureError({ kind: 'unavailable', status: 0 }, { code, requestId, cause: error });
}
