/**
 * The body of an invoke's response, with a status of its own. The HTTP status is 200 whenever the bot read the invoke.
 */
export interface InvokeBody {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

/** Shows `card` in the place of the pressed one, to the person who pressed, until the message itself changes. */
export function cardBody(card: Readonly<Record<string, unknown>>): InvokeBody {
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card };
}

/** The card stays; `text` is shown to the person who pressed. */
export function messageBody(text: string): InvokeBody {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
}

export function errorBody(statusCode: 400 | 404 | 500, code: string, message: string): InvokeBody {
  return { statusCode, type: 'application/vnd.microsoft.error', value: { code, message } };
}
