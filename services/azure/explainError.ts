import { AzureError, type AzureProblem } from '../backup/vaults';
import { objectOf, textOf } from './jsonFields';

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

interface AzureWords {
  readonly code: string;
  readonly message: string;
}

const GUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/i;
const MESSAGE_MAX = 1_000;
/** Where Azure throttles and names no time. */
const RETRY_AFTER_MS = 60_000;
const RETRY_AFTER_MS_MAX = 2 * 3_600_000;

/** Azure's refusal in our words (AZURE.md 7). `now`: the bot's clock, from which a Retry-After is counted. */
export function explainAnswer(answer: Answer, wanted: Wanted, now: Date): AzureError {
  const { code, message } = azureErrorOf(answer.body);
  return new AzureError(problemOf(answer, wanted, now), {
    code,
    requestId: answer.requestId,
    cause: `${answer.status} ${message}`.trim(),
  });
}

function problemOf(answer: Answer, wanted: Wanted, now: Date): AzureProblem {
  const { status, body } = answer;
  if (status === 429) {
    return { kind: 'throttled', own: false, until: new Date(now.getTime() + retryAfterMsOf(answer)) };
  }
  const refused = status >= 400 && status < 500 && status !== 408 && !isForeign(body);
  return refused ? refusalOf(status, azureErrorOf(body), wanted) : { kind: 'unavailable', status };
}

function refusalOf(status: number, { code, message }: AzureWords, wanted: Wanted): AzureProblem {
  if (status === 401 || status === 403) return { kind: 'notAllowed', action: missingActionOf(message) };
  if (status === 404) return { kind: 'notFound', what: missingOf(code, message) ?? wanted };
  return isAlreadyRunning(code, message)
    ? { kind: 'alreadyRunning', job: GUID.exec(message)?.[0] ?? null }
    : { kind: 'refused', message: message || `HTTP ${status}` };
}

/** The error in a 200's body: an operation that ended without its job. `error` is {code, message}. */
export function explainOperation(error: unknown, requestId: string): AzureError {
  const code = textOf(objectOf(error)['code']);
  const message = textOf(objectOf(error)['message']).slice(0, MESSAGE_MAX);
  const problem: AzureProblem = isAlreadyRunning(code, message)
    ? { kind: 'alreadyRunning', job: null }
    : { kind: 'refused', message: message || code };
  return new AzureError(problem, { code, requestId });
}

/** An answer that is not Azure's: HTML, empty, cut, endless. `code` is ours and says which. */
export function strangeAnswer(answer: Answer, code: string): AzureError {
  return new AzureError({ kind: 'unavailable', status: answer.status }, { code, requestId: answer.requestId });
}

/**
 * {error: {code, message}}, or {ErrorCode, Message: text or {Value}} of cross-region answers, or {code, message};
 * '' for what is not there (an empty 404, HTML).
 */
function azureErrorOf(body: string): AzureWords {
  const root = objectOf(jsonOf(body));
  const error = 'error' in root ? objectOf(root['error']) : root;
  const longMessage = root['Message'];
  return {
    code: textOf(error['code']) || textOf(root['ErrorCode']),
    message: (textOf(error['message']) || textOf(longMessage) || textOf(objectOf(longMessage)['Value'])).slice(
      0,
      MESSAGE_MAX,
    ),
  };
}

/** undefined where `text` is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A page of a proxy or a firewall, whatever its status says. */
function isForeign(body: string): boolean {
  return /^\s*<(!doctype|html|head|body)/i.test(body);
}

/** "… does not have authorization to perform action 'Microsoft.RecoveryServices/…' over scope …"; also "permission to perform action(s)". */
function missingActionOf(message: string): string {
  const sentence = /does not have (?:authorization|permission) to perform action(?:\(s\)|s)?\s*'([^'\s]+)'/i;
  return sentence.exec(message)?.[1] ?? '';
}

/** The codes that name something above what was asked for. "VM no longer exists" comes as ResourceNotFound too (AZURE.md 7). */
function missingOf(code: string, message: string): Wanted | null {
  if (code === 'SubscriptionNotFound' || code === 'InvalidSubscriptionId') return 'subscription';
  if (code === 'ResourceGroupNotFound') return 'vault';
  return code === 'ResourceNotFound' && /'Microsoft\.RecoveryServices\/vaults\/[^/']+'/i.test(message) ? 'vault' : null;
}

/** UserErrorBackupOperationInProgress and its relatives; 2016's wording was "Another operation is currently in progress on this item" (AZURE.md 8). */
function isAlreadyRunning(code: string, message: string): boolean {
  return (
    /OperationInProgress|AlreadyInProgress/i.test(code) ||
    /another .*operation is (currently |already )?in progress/i.test(message)
  );
}

/** From the header (seconds or a date) and from "Please try again after '324' seconds", whichever is later. */
function retryAfterMsOf({ headers, body }: Answer): number {
  const header = headers['retry-after'] ?? '';
  const [, told] = /try again after '?(\d+)'? seconds/i.exec(body) ?? [];
  const waits = [
    /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.parse(headers['date'] ?? ''),
    Number(told ?? NaN) * 1_000,
  ].filter((ms) => ms > 0);
  return Math.min(waits.length > 0 ? Math.max(...waits) : RETRY_AFTER_MS, RETRY_AFTER_MS_MAX);
}
