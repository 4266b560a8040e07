import { AzureError, type AzureProblem, type Barrier } from '../../backup/vaults';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { type AzureWords, azureWordsOf, isForeign, wordsIn } from './azureWords';

/** What came back for one request. Header names are lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `x-ms-client-request-id` that the request carried. */
  readonly requestId: string;
}

/** What the request asked for, for a 404 that does not say what is missing. */
export type Wanted = (AzureProblem & { kind: 'notFound' })['what'];

const GUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/i;
/** Where Azure throttles and names no time. */
const RETRY_AFTER_MS = MINUTE_MS;
const RETRY_AFTER_MS_MAX = 2 * HOUR_MS;

/** Azure's refusal in our words. `now`: the bot's clock, from which a Retry-After is counted. */
export function explainAnswer(answer: Answer, wanted: Wanted, now: Date): AzureError {
  const { status, headers, requestId } = answer;
  const words = spoken(azureWordsOf(answer.body), headers);
  const { code, message } = words;
  return new AzureError(problemOf(answer, { words, wanted, now }), {
    code,
    requestId,
    says: message,
    cause: `${status} ${message}`.trim(),
  });
}

/** A 401 may say all that it says in its challenge: `Bearer error="insufficient_claims", error_description="…"`. */
function spoken(words: AzureWords, headers: Answer['headers']): AzureWords {
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
  answer: Answer,
  { words, wanted, now }: { words: AzureWords; wanted: Wanted; now: Date },
): AzureProblem {
  const { status, body } = answer;
  const waitMs = retryAfterMsOf(answer, now);
  if (status === 429)
    return { kind: 'throttled', own: false, until: new Date(now.getTime() + (waitMs ?? RETRY_AFTER_MS)) };
  if (status >= 400 && status < 500 && status !== 408 && !isForeign(body)) return refusalOf(status, words, wanted);
  return { kind: 'unavailable', status, ...(waitMs !== null && { until: new Date(now.getTime() + waitMs) }) };
}

function refusalOf(status: number, words: AzureWords, wanted: Wanted): AzureProblem {
  const { message, policy } = words;
  const by = barrierOf(status, words);
  if (by !== null) return { kind: 'notAllowed', by, action: by === 'role' ? missingActionOf(message) : '', policy };
  if (status === 404) return { kind: 'notFound', what: missingOf(words) ?? wanted };
  return conflictOf(words) ?? { kind: 'refused', message: message || `HTTP ${status}` };
}

/** The error in a 200's body: an operation that ended without its job. `error` is {code, message}. */
export function explainOperation(error: unknown, requestId: string): AzureError {
  const words = wordsIn(error);
  const { code, message, policy } = words;
  const by = barrierOf(200, words);
  const problem: AzureProblem =
    by === null
      ? (conflictOf(words) ?? { kind: 'refused', message: message || code })
      : { kind: 'notAllowed', by, action: by === 'role' ? missingActionOf(message) : '', policy };
  return new AzureError(problem, { code, requestId, says: message });
}

/** An answer that is not Azure's: HTML, empty, cut, endless. `code` is ours and says which. */
export function strangeAnswer(answer: Answer, code: string): AzureError {
  return new AzureError({ kind: 'unavailable', status: answer.status }, { code, requestId: answer.requestId });
}

/** By Azure's code where it names the barrier, by its sentence where the code is a general one. The first that fits. */
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

/** null: nothing that somebody has to allow first. */
function barrierOf(status: number, { codes, message }: AzureWords): Barrier | null {
  const byCode = SIGNS.find(([, sign]) => sign.test(codes));
  if (byCode) return byCode[0];
  if (status === 401) return 'credential';
  if (missingActionOf(message) !== '' || /^AuthorizationFailed$/im.test(codes)) return 'role';
  const bySentence = SIGNS.find(([, , sign]) => sign?.test(message))?.[0] ?? null;
  if (status === 403) return bySentence ?? (message === '' ? 'unsaid' : 'other');
  return bySentence === 'policy' || bySentence === 'lock' ? bySentence : null;
}

/** "… does not have authorization to perform action 'Microsoft.RecoveryServices/…' over scope …"; also "permission to perform action(s)". */
function missingActionOf(message: string): string {
  const sentence = /does not have (?:authorization|permission) to perform action(?:\(s\)|s)?\s*'([^'\s]+)'/i;
  return sentence.exec(message)?.[1] ?? '';
}

/** The codes that name something above what was asked for. "VM no longer exists" comes as ResourceNotFound too. */
function missingOf({ code, message }: AzureWords): Wanted | null {
  if (code === 'SubscriptionNotFound' || code === 'InvalidSubscriptionId') return 'subscription';
  if (code === 'ResourceGroupNotFound') return 'vault';
  return code === 'ResourceNotFound' && /'Microsoft\.RecoveryServices\/vaults\/[^/']+'/i.test(message) ? 'vault' : null;
}

/** What a code says that another backup runs by: `UserErrorBackupOperationInProgress`, never `ConfigureBackupInProgress`. */
const BACKUP_RUNS =
  /(?:^|UserError|Another|Concurrent)(?:OnDemand|Scheduled)?Backup(?:Operation|Job)?(?:Already|Is)*(?:InProgress|Running)/im;
const BACKUP_RUNS_SENTENCE =
  /\b(?:another|other|a) (?:on-demand |scheduled )?backup(?: (?:job|operation))?(?: for [^.]*| of [^.]*)? (?:is|was) (?:currently |already )*(?:in progress|running|triggered)/i;
/** Something holds the item, Azure does not say what: a backup, a restore, a change of its protection. */
const ITEM_HELD = /InProgress|ObjectLocked|ItemLocked|AnotherOperation|ConcurrentOperation|ConflictingOperation/i;
const ITEM_HELD_SENTENCE =
  /\b(?:another|conflicting|previous|other) (?:\w+ )?operation\b.*\b(?:in progress|running|completes?)|\boperation (?:is )?(?:currently |already )*in progress|currently locked/i;

/** Whether it was refused since something else is under way; only a code or sentence that names a backup tells of one. */
function conflictOf({ codes, message }: AzureWords): AzureProblem | null {
  if (BACKUP_RUNS.test(codes) || BACKUP_RUNS_SENTENCE.test(message))
    return { kind: 'alreadyRunning', job: GUID.exec(message)?.[0] ?? null };
  return ITEM_HELD.test(codes) || ITEM_HELD_SENTENCE.test(message) ? { kind: 'busy' } : null;
}

/**
 * From the headers (seconds, milliseconds or a date) and from "Please try again after '324' seconds", whichever is later;
 * null where none of them says. A date is counted from the answer's own, or from `now`.
 */
function retryAfterMsOf({ headers, body }: Answer, now: Date): number | null {
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
