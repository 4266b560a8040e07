import { AzureError, type AzureProblem, type Barrier } from '../../backup/vaults';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { type CallName, CALLS, roleGranting } from './calls';
import { type ErrorText, errorTextIn, errorTextOf, isForeign } from './errorText';

/** Azure's answer to one request. Header names are lower case. */
export interface ArmAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The request's `x-ms-client-request-id`. */
  readonly requestId: string;
}

/** The kind of the requested resource, used for a 404 that does not name what is missing. */
export type ResourceKind = (AzureProblem & { kind: 'notFound' })['what'];

const GUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/i;
/** The wait if Azure throttles and names no time. */
const RETRY_AFTER_MS = MINUTE_MS;
const RETRY_AFTER_MS_MAX = 2 * HOUR_MS;

/** What was asked for. A 403 for a lack of rights lacks the one permission of the call, also if it does not name it. */
interface Asked {
  readonly wanted: ResourceKind;
  readonly call: CallName;
}

/** Maps Azure's refusal to an AzureError. `now` is the bot's clock, from which a Retry-After counts. */
export function explainAnswer(answer: ArmAnswer, asked: Asked, now: Date): AzureError {
  const { status, headers, requestId } = answer;
  const words = withChallenge(errorTextOf(answer.body), headers);
  const { code, message } = words;
  return new AzureError(problemOf(answer, { words, asked, now }), {
    code,
    requestId,
    says: message,
    cause: `${status} ${message}`.trim(),
  });
}

/**
 * Adds the texts of a 401's challenge, which may be the only ones: `Bearer error="insufficient_claims",
 * error_description="…"`.
 */
function withChallenge(words: ErrorText, headers: ArmAnswer['headers']): ErrorText {
  const challenge = headers['www-authenticate'] ?? '';
  const part = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(challenge)?.[1] ?? '';
  const code = part('error');
  return {
    ...words,
    code: words.code || code,
    message: words.message || part('error_description'),
    codes: `${words.codes}\n${code}`.trim(),
  };
}

function problemOf(
  answer: ArmAnswer,
  { words, asked, now }: { words: ErrorText; asked: Asked; now: Date },
): AzureProblem {
  const { status, body } = answer;
  const waitMs = retryAfterMsOf(answer, now);
  if (status === 429)
    return { kind: 'throttled', own: false, until: new Date(now.getTime() + (waitMs ?? RETRY_AFTER_MS)) };
  if (status >= 400 && status < 500 && status !== 408 && !isForeign(body)) return refusalOf(status, words, asked);
  return { kind: 'unavailable', status, ...(waitMs !== null && { until: new Date(now.getTime() + waitMs) }) };
}

function refusalOf(status: number, words: ErrorText, { wanted, call }: Asked): AzureProblem {
  const { message } = words;
  const by = barrierOf(status, words);
  if (by !== null) return notAllowed(by, words, CALLS[call].action);
  if (status === 404) return { kind: 'notFound', what: missingOf(words) ?? wanted };
  return conflictOf(words) ?? { kind: 'refused', message: message || `HTTP ${status}` };
}

function notAllowed(by: Barrier, { message, policy }: ErrorText, needed: string): AzureProblem {
  const action = by === 'role' ? missingActionOf(message) || needed : '';
  const role = roleGranting(action);
  return { kind: 'notAllowed', by, action, policy, ...(role && { role }) };
}

/** The error in the body of a 200: an operation that ended without its job. `error` is {code, message}. */
export function explainOperation(error: unknown, requestId: string): AzureError {
  const words = errorTextIn(error);
  const { code, message } = words;
  const by = barrierOf(200, words);
  const problem: AzureProblem =
    by === null ? (conflictOf(words) ?? { kind: 'refused', message: message || code }) : notAllowed(by, words, '');
  return new AzureError(problem, { code, requestId, says: message });
}

/** The error for an answer that Azure did not make: HTML, empty, cut or endless. `code`, the bot's own, says which. */
export function invalidAnswer(answer: ArmAnswer, code: string): AzureError {
  return new AzureError({ kind: 'unavailable', status: answer.status }, { code, requestId: answer.requestId });
}

/** Signs of each barrier in Azure's codes. A general code leaves it to Azure's sentence. The first match decides. */
const SIGNS: readonly (readonly [by: Barrier, codes: RegExp, message: RegExp | null])[] = [
  ['policy', /RequestDisallowedByPolicy|PolicyViolation/i, /disallowed by (?:azure )?policy/i],
  ['lock', /ScopeLocked/i, /scope\(s\) are locked/i],
  ['registration', /MissingSubscriptionRegistration|SubscriptionNotRegistered/i, null],
  ['subscription', /DisabledSubscription|Subscription(?:Is)?(?:Disabled|Suspended|Deleted|Warned)/i, null],
  ['linked', /LinkedAuthorizationFailed|LinkedAccessCheckFailed/i, null],
  [
    'credential',
    /AuthenticationToken|AuthenticationFailed|insufficient_claims|ConditionalAccess|AADSTS|invalid_(?:client|token|grant)/i,
    /\bAADSTS\d+|conditional access/i,
  ],
  [
    'network',
    /PublicNetworkAccess|Firewall|PrivateEndpoint|PrivateLink|NetworkAcl|DisallowedByNetwork/i,
    /public network access|private (?:endpoint|link)|\bfirewall/i,
  ],
];

/** The barrier that somebody must remove first; null if there is none. */
function barrierOf(status: number, { codes, message }: ErrorText): Barrier | null {
  const byCode = SIGNS.find(([, sign]) => sign.test(codes));
  if (byCode) return byCode[0];
  if (status === 401) return 'credential';
  if (missingActionOf(message) !== '' || /^AuthorizationFailed$/im.test(codes)) return 'role';
  const bySentence = SIGNS.find(([, , sign]) => sign?.test(message))?.[0] ?? null;
  if (status === 403) return bySentence ?? (message === '' ? 'unsaid' : 'other');
  return bySentence === 'policy' || bySentence === 'lock' ? bySentence : null;
}

/**
 * "… does not have authorization to perform action 'Microsoft.RecoveryServices/…' over scope …"; also "permission to
 * perform action(s)".
 */
function missingActionOf(message: string): string {
  const sentence = /does not have (?:authorization|permission) to perform action(?:\(s\)|s)?\s*'([^'\s]+)'/i;
  return sentence.exec(message)?.[1] ?? '';
}

/**
 * The missing parent of the requested resource, by Azure's code. ResourceNotFound gives null, since it may also mean a
 * deleted VM.
 */
function missingOf({ code, message }: ErrorText): ResourceKind | null {
  if (code === 'SubscriptionNotFound' || code === 'InvalidSubscriptionId') return 'subscription';
  if (code === 'ResourceGroupNotFound') return 'vault';
  return code === 'ResourceNotFound' && /'Microsoft\.RecoveryServices\/vaults\/[^/']+'/i.test(message) ? 'vault' : null;
}

/** Codes that say that another backup runs: `UserErrorBackupOperationInProgress`, never `ConfigureBackupInProgress`. */
const BACKUP_RUNS =
  /(?:^|UserError|Another|Concurrent)(?:OnDemand|Scheduled)?Backup(?:Operation|Job)?(?:Already|Is)*(?:InProgress|Running)/im;
const BACKUP_RUNS_SENTENCE =
  /\b(?:another|other|a) (?:on-demand |scheduled )?backup(?: (?:job|operation))?(?: for [^.]*| of [^.]*)? (?:is|was) (?:currently |already )*(?:in progress|running|triggered)/i;
/** Codes of an item that is held by an unnamed operation: a backup, a restore, a change of its protection. */
const ITEM_HELD = /InProgress|ObjectLocked|ItemLocked|AnotherOperation|ConcurrentOperation|ConflictingOperation/i;
const ITEM_HELD_SENTENCE =
  /\b(?:another|conflicting|previous|other) (?:\w+ )?operation\b.*\b(?:in progress|running|completes?)|\boperation (?:is )?(?:currently |already )*in progress|currently locked/i;

/** The problem if another operation is under way. Only a code or sentence that names a backup means a backup. */
function conflictOf({ codes, message }: ErrorText): AzureProblem | null {
  if (BACKUP_RUNS.test(codes) || BACKUP_RUNS_SENTENCE.test(message))
    return { kind: 'alreadyRunning', job: GUID.exec(message)?.[0] ?? null };
  return ITEM_HELD.test(codes) || ITEM_HELD_SENTENCE.test(message) ? { kind: 'busy' } : null;
}

/**
 * The wait in ms; null if there is none. It is the longest of the headers' waits (seconds, milliseconds or a date) and
 * "Please try again after '324' seconds". A date counts from the answer's own `Date`, or from `now`.
 */
function retryAfterMsOf({ headers, body }: ArmAnswer, now: Date): number | null {
  const header = (headers['retry-after'] ?? '').trim();
  const [, told] = /try again after '?(\d+)'? seconds/i.exec(body) ?? [];
  const sent = Date.parse(headers['date'] ?? '');
  const waits = [
    /^\d+(?:\.\d+)?$/.test(header)
      ? Math.ceil(Number(header) * SECOND_MS)
      : Date.parse(header) - (Number.isNaN(sent) ? now.getTime() : sent),
    Number(headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms'] ?? NaN),
    Number(told ?? NaN) * SECOND_MS,
  ].filter((ms) => ms > 0);
  return waits.length > 0 ? Math.min(Math.max(...waits), RETRY_AFTER_MS_MAX) : null;
}
