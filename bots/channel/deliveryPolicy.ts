import { ChannelError, NOT_REACHED, NOT_TRUSTED, STALE } from './connectorClient';

/** Why a message was not taken, as far as another try goes. */
export type DeliveryFailure =
  /**
   * It surely did not arrive, for a reason that passes: the channel is overloaded, a proxy answered, our token was
   * refused.
   */
  | 'retry'
  /** The channel forbids it until somebody puts that right: no try within minutes succeeds, one within a day may. */
  | 'forbidden'
  /** The bot is not in the conversation, or may not write there, until somebody there changes that. */
  | 'gone'
  /** The channel knows no such conversation or message. Teams says so at random of those that it knows. */
  | 'missing'
  /** The message that was to change, or the first one of the thread, was deleted. */
  | 'lost'
  /** The channel calls the request wrong. */
  | 'refused'
  /** It can never be sent: it is too big, or the conversation's address is none of the channel's. */
  | 'impossible'
  /** No answer came: it may have arrived. */
  | 'unanswered'
  /** The channel failed after it had read the message: it may have arrived, or every try fails. */
  | 'failed';

interface DeliveryVerdict {
  readonly failure: DeliveryFailure;
  /** How long to wait, ms: what the channel asks for, 0 after a stale connection; null: the caller's own backoff. */
  readonly waitMs: number | null;
}

/** 401 tells of our token, 412 of a race inside the channel, the others of its load. */
const PASSING: readonly number[] = [401, 408, 412, 429, 502, 503, 504];
/** A proxy's answer carries no code. The channel's own carries one. */
const PASSING_WITHOUT_CODE: readonly number[] = [403, 404, 500];
/** Any other 403 can be put right: `NotEnoughPermissions`, `InvalidBotApiHost`. */
const GONE: readonly string[] = [
  'BotNotInConversationRoster',
  'ConversationBlockedByUser',
  'BotDisabledByAdmin',
  'MessageWritesBlocked',
];
/** The only `code` of a 404 that Teams does not give at random. */
const DELETED = 'ActivityNotFoundInConversation';

/**
 * The one policy for what the channel answered to a message (docs/teams.md, status table). How often to try is up to
 * the caller: the sender has two minutes, while somebody waits; the outbox has a day. Anything but a ChannelError
 * counts as no answer.
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
