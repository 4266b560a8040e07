export type DeliveryErrorKind =
  /** Another try may succeed: 412, 429, 502, 503, 504, a proxy's answer, a 403 that can be put right, or the channel was never reached. */
  | 'retry'
  /** A 403 that says so: the bot is not in the conversation, or may not write there, until somebody there changes that. */
  | 'gone'
  /** 404: the channel knows no such conversation or message. Teams says so at random of those that it knows (msteams-docs#9425). */
  | 'missing'
  /** A 404 that names the message: it was deleted. */
  | 'lost'
  /** 400 and the like, which Teams gives at random too: a few more tries tell whether any can succeed. */
  | 'refused'
  /** It can never be sent: it is too big, or cannot be drawn, or the conversation's address is none of the channel's. */
  | 'impossible'
  /** No answer came: it may have arrived, or not. */
  | 'unanswered'
  /** The channel says that it failed at it (500 with a code, TEAMS.md 2): it may have arrived, or every try fails. */
  | 'failed';

/** Whether the message may be there although its sending failed. */
export function mayHaveArrived(error: DeliveryError | null): boolean {
  return error?.kind === 'unanswered' || error?.kind === 'failed';
}

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly kind: DeliveryErrorKind;
  /** The channel's Retry-After in ms of the bot's clock; null where it gave none. */
  readonly afterMs: number | null;

  constructor(kind: DeliveryErrorKind, afterMs: number | null = null) {
    super(`delivery: ${kind}`);
    this.kind = kind;
    this.afterMs = afterMs;
  }
}
