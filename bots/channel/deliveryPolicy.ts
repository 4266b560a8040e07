import { ChannelError, NOT_REACHED, NOT_TRUSTED, STALE } from './connectorClient';

/** Why the channel did not take a message, sorted by what another try can achieve. */
export type DeliveryFailure =
  /**
   * The message surely did not arrive, for a passing reason: an overloaded channel, a proxy's answer, a refused token.
   */
  | 'retry'
  /**
   * The channel forbids it until somebody changes a setting. A try within minutes fails; a try within a day may
   * succeed.
   */
  | 'forbidden'
  /** The bot is not in the conversation or may not write there, until somebody in it changes that. */
  | 'gone'
  /** The channel knows no such conversation or message. Teams also answers this at random for ones that it knows. */
  | 'missing'
  /** The message to change, or the first message of the thread, was deleted. */
  | 'lost'
  /** The channel rejects the request as malformed. */
  | 'refused'
  /** The message can never be sent: it is too big, or its address is not one of the channel's. */
  | 'impossible'
  /** No answer came, so the message may have arrived. */
  | 'unanswered'
  /** The channel failed after it read the message. The message may have arrived, or every try fails. */
  | 'failed';

interface DeliveryVerdict {
  readonly failure: DeliveryFailure;
  /**
   * How long to wait, in ms: the channel's Retry-After, 0 after a stale connection. Null leaves it to the caller's
   * backoff.
   */
  readonly waitMs: number | null;
}

/** 401 concerns the bot's token, 412 a race inside the channel, the others its load. */
const PASSING: readonly number[] = [401, 408, 412, 429, 502, 503, 504];
/** A proxy's answer carries no code; the channel's own answer carries one. */
const PASSING_WITHOUT_CODE: readonly number[] = [403, 404, 500];
/**
 * Codes of a 403 after which the bot may not write there. Any other 403 can be put right, such as
 * `NotEnoughPermissions`.
 */
const GONE: readonly string[] = [
  'BotNotInConversationRoster',
  'ConversationBlockedByUser',
  'BotDisabledByAdmin',
  'MessageWritesBlocked',
];
/** The only `code` of a 404 that Teams does not send at random. */
const DELETED = 'ActivityNotFoundInConversation';

/**
 * The one policy for the channel's answers to a message (docs/teams.md, status table). The caller decides how often to
 * try. The sender tries for two minutes, while somebody waits; the outbox tries for a day. Any error except
 * ChannelError counts as no answer.
 */
export function deliveryVerdict(error: unknown): DeliveryVerdict {
  if (!(error instanceof ChannelError)) return { failure: 'unanswered', waitMs: null };
  const { status, code, retryAfterMs } = error;
  const askedMs = retryAfterMs === 0 ? null : retryAfterMs;
  return { failure: failureOf(status, code), waitMs: code === STALE ? 0 : askedMs };
}

function failureOf(status: number, code: string): DeliveryFailure {
  if (passes(status, code)) return 'retry';
  if (code === NOT_TRUSTED || status === 413) return 'impossible';
  if (status === 404) return code === DELETED ? 'lost' : 'missing';
  if (status === 403) return GONE.includes(code) ? 'gone' : 'forbidden';
  if (status === 0) return 'unanswered';
  return status >= 500 ? 'failed' : 'refused';
}

function passes(status: number, code: string): boolean {
  return code === NOT_REACHED || PASSING.includes(status) || (code === '' && PASSING_WITHOUT_CODE.includes(status));
}
