import { randomUUID } from 'node:crypto';

import type { TokenCredential } from '@azure/identity';

import { AzureError } from '../../backup/vaults';
import type { Clock } from '../../platform/clock';
import { SECOND_MS } from '../../platform/durations';
import { type Lately, Streak } from '../../platform/streak';
import type { Budget } from '../../readBudget/counter';
import {
  type Budgets,
  createReadLimiter,
  type LimiterState,
  type ReadLimiter,
  type Share,
} from '../../readBudget/limiter';
import { type Answer, explainAnswer, type Wanted } from './explainError';
import { objectOf, textOf } from './jsonFields';
import { createSdk, type Sdk, type SdkOptions, sdkOptions } from './sdk';

/** Azure's names of what we do: those that a role grants, that its 403 and its 429 name. */
export const ACTIONS = {
  subscriptions: 'Microsoft.Resources/subscriptions/read',
  vaults: 'Microsoft.RecoveryServices/vaults/read',
  items: 'Microsoft.RecoveryServices/vaults/backupProtectedItems/read',
  points: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/read',
  policies: 'Microsoft.RecoveryServices/vaults/backupPolicies/read',
  jobs: 'Microsoft.RecoveryServices/vaults/backupJobs/read',
  operation: 'Microsoft.RecoveryServices/vaults/backupOperations/read',
  trigger: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/backup/action',
  cancel: 'Microsoft.RecoveryServices/vaults/backupJobs/cancel/action',
} as const;

export interface ArmCall {
  readonly subscription: string;
  readonly action: keyof typeof ACTIONS;
  /** What a 404 means. */
  readonly wanted: Wanted;
  readonly share: Share;
  /** Until when an answer is of use, in real time: `performance.now()`'s. */
  readonly deadlineMs: number;
}

export type Send = (sdk: Sdk, options: SdkOptions) => PromiseLike<unknown>;

/** Counts since the start, by Azure's name of the action; limiters by `<subscription> <action>`. */
export interface ArmStats {
  readonly requests: Readonly<Record<string, number>>;
  readonly throttled: Readonly<Record<string, number>>;
  readonly limiters: Readonly<Record<string, LimiterState>>;
}

export interface ArmOptions {
  readonly resourceManagerUrl: string;
  /** null: an http endpoint, no token. */
  readonly credential: (() => Promise<TokenCredential>) | null;
  readonly clock: Clock;
  /** AZURE_JOB_READS_PER_HOUR. */
  readonly jobReadsPerHour: number | null;
  /** Told of every request that went out; status 0: no answer. */
  readonly onRequest?: (seen: { action: string; method: string; status: number }) => void;
}

/** What became of one request. `sent`: it may have reached Azure. */
export type Outcome = { readonly sent: boolean; readonly requestId: string } & (
  { readonly answer: Answer; readonly failure: null } | { readonly answer: Answer | null; readonly failure: AzureError }
);

export interface ArmExchange {
  /** Sends one request, once. Throws AzureError `throttled` where it may not go out, and nothing else. */
  exchange(call: ArmCall, method: 'GET' | 'POST', send: Send): Promise<Outcome>;
  stats(): ArmStats;
  /** What requests came to, of whatever subscription. */
  lately(): Lately;
  /** Real time until that moment of the bot's clock; 0 where it is past, or null. */
  msUntil(moment: Date | null): number;
  /** Of the watcher's reads of jobs in a subscription. */
  monitorBudget(subscription: string): Budget;
  /** The budgets in use, by `<subscription> <action>`. */
  readonly budgets: Budgets;
  close(): void;
}

const TRY_MS_MAX = 8 * SECOND_MS;
const REMAINING_HEADER = 'x-ms-ratelimit-remaining-subscription-resource-requests';

/** Single requests to Azure Resource Manager through the SDK: budget, timeout, counting. The SDK is loaded by the first. */
export function createArmExchange(options: ArmOptions): ArmExchange {
  const { clock, onRequest } = options;
  const sdk = lazySdk(options);
  const limiters = createLimiters(options);
  const requests = new Map<string, number>();
  const throttled = new Map<string, number>();
  const streak = new Streak(clock);
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

      const outcome = await attempt(call, () => sdk.get(), send);
      streak.saw(outcome.answer?.status ?? 0);
      if (outcome.sent) count({ action: ACTIONS[call.action], method, status: outcome.answer?.status ?? 0 });
      if (!outcome.answer) return outcome;
      const failure = refusalOf(outcome.answer, call, clock.now());
      heed(limiter, outcome.answer, failure);
      return failure ? { ...outcome, failure } : outcome;
    },
    lately: () => streak.lately(),
    msUntil: (moment) =>
      moment ? Math.max(0, Math.ceil((moment.getTime() - clock.now().getTime()) / clock.speed)) : 0,
    budgets: limiters,
    monitorBudget: (subscription) => limiters.of({ subscription, action: 'jobs' }).budget('watch'),
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

function refusalOf(answer: Answer, { wanted }: ArmCall, now: Date): AzureError | null {
  return answer.status >= 200 && answer.status < 300 ? null : explainAnswer(answer, wanted, now);
}

/** What an answer says about further requests of its kind. */
function heed(limiter: ReadLimiter, { headers }: Answer, failure: AzureError | null): void {
  const remaining = headers[REMAINING_HEADER] ?? '';
  if (remaining !== '') limiter.learn(Number(remaining));
  if (failure?.problem.kind === 'throttled' && failure.problem.until) limiter.block(failure.problem.until);
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

interface Limiters extends Budgets {
  of(call: Pick<ArmCall, 'subscription' | 'action'>): ReadLimiter;
  states(): Record<string, LimiterState>;
}

function createLimiters({ clock, jobReadsPerHour: watchMax }: ArmOptions): Limiters {
  const limiters = new Map<string, ReadLimiter>();
  const limiterOf = (key: string): ReadLimiter => {
    const known = limiters.get(key) ?? createReadLimiter({ clock, budgeted: isBudgeted(key), watchMax });
    limiters.set(key, known);
    return known;
  };
  return {
    of: ({ subscription, action }) => limiterOf(`${subscription.toLowerCase()} ${ACTIONS[action]}`),
    named: (key) => (isBudgeted(key) ? limiterOf(key) : null),
    all: () => new Map([...limiters].filter(([key]) => isBudgeted(key))),
    states: () => Object.fromEntries([...limiters].map(([key, limiter]) => [key, limiter.state()])),
  };
}

function isBudgeted(key: string): boolean {
  return key.endsWith(` ${ACTIONS.jobs}`);
}

function lazySdk({ resourceManagerUrl, credential }: ArmOptions): { get(): Promise<Sdk>; close(): void } {
  const endpoint = resourceManagerUrl.replace(/(?<!\/)\/+$/, '');
  let loading: Promise<Sdk> | undefined;
  const load = async (): Promise<Sdk> => createSdk(endpoint, credential ? await credential() : null);
  return {
    async get() {
      loading ??= load();
      try {
        return await loading;
      } catch (error) {
        loading = undefined;
        throw error;
      }
    },
    close() {
      void loading?.then(
        (sdk) => {
          sdk.transport.close();
        },
        () => undefined,
      );
    },
  };
}

/** The timeout is ours and holds for all of it, the token too: what the credential waits for, the SDK does not bound. */
async function attempt(call: ArmCall, sdkOf: () => Promise<Sdk>, send: Send): Promise<Outcome> {
  const requestId = randomUUID();
  const abort = new AbortController();
  const timeoutMs = Math.max(0, Math.min(TRY_MS_MAX, call.deadlineMs - performance.now()));
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      abort.abort();
      reject(new AzureError({ kind: 'unavailable', status: 0 }, { code: 'Timeout', requestId }));
    }, timeoutMs);
  });
  let sdk: Sdk | undefined;
  let exchange: ReturnType<Sdk['transport']['follow']> | undefined;
  const run = async (): Promise<void> => {
    sdk = await sdkOf();
    abort.signal.throwIfAborted();
    exchange = sdk.transport.follow(requestId);
    await send(sdk, sdkOptions(requestId, abort.signal));
  };
  try {
    await Promise.race([run(), timeout]);
  } catch (error) {
    const answer = exchange?.answer ?? null;
    if (!answer) return { sent: exchange?.sent ?? false, requestId, answer, failure: failureOf(error, requestId) };
  } finally {
    clearTimeout(timer);
    sdk?.transport.forget(requestId);
  }
  return exchange?.answer
    ? { sent: true, requestId, answer: exchange.answer, failure: null }
    : { sent: false, requestId, answer: null, failure: failureOf(undefined, requestId) };
}

/** Of @azure/identity: Entra refused the sign-in, or there is nothing to sign in with. */
const CREDENTIAL_ERRORS = new Set([
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
  'AggregateAuthenticationError',
]);

/** What kept a request from being answered: our transport's AzureError, the credential's refusal, or a fault inside the SDK. */
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
