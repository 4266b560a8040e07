/** Why a try to send failed. It decides what may follow. */
type DeliveryErrorKind =
  /** Another try may succeed: 412, 429, 502 to 504, a proxy's answer, a 403 that can be put right, or no connection. */
  | 'retry'
  /** A 403 whose code says that the bot is not in the conversation, or may not write there. */
  | 'gone'
  /**
   * 404: the channel knows no such conversation or message. Teams also answers 404 at random where it knows both:
   * https://github.com/MicrosoftDocs/msteams-docs/issues/9425
   */
  | 'missing'
  /** A 404 whose code says that the message was deleted. */
  | 'lost'
  /** 400 and alike. Teams gives them at random too, so a few more tries follow. */
  | 'refused'
  /** The message can never be sent: it is too big, cannot be rendered, or its service URL is not the channel's. */
  | 'impossible'
  /** No answer came: the message may have arrived. */
  | 'unanswered'
  /** The channel answered 500 with an error code (docs/teams.md). The message may have arrived, or every try fails. */
  | 'failed';

/** Whether the message may have arrived although the try failed. */
export function mayHaveArrived(error: DeliveryError | null): boolean {
  return error?.kind === 'unanswered' || error?.kind === 'failed';
}

export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly kind: DeliveryErrorKind;
  /** The channel's Retry-After in ms of the bot's clock; null if it gave none. */
  readonly afterMs: number | null;

  constructor(kind: DeliveryErrorKind, afterMs: number | null = null) {
    super(`delivery: ${kind}`);
    this.kind = kind;
    this.afterMs = afterMs;
  }
}
