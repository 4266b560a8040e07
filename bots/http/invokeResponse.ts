/**
 * The body of an invoke's response, which has its own status. The HTTP status is 200 whenever the bot read the invoke.
 */
export interface InvokeBody {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

/** Shows `card` instead of the pressed card, to the person who pressed, until the message itself changes. */
export function cardBody(card: Readonly<Record<string, unknown>>): InvokeBody {
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card };
}

/** Keeps the card and shows `text` to the person who pressed. */
export function messageBody(text: string): InvokeBody {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
}

export function errorBody(statusCode: 400 | 404 | 500, code: string, message: string): InvokeBody {
  return { statusCode, type: 'application/vnd.microsoft.error', value: { code, message } };
}
