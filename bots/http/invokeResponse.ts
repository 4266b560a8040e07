/** The body of an invoke's answer; HTTP itself says 200 whenever the bot read the invoke (docs/teams.md). */
export interface InvokeBody {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

/** Puts `card` in the place of the pressed one, for the person who pressed and until the message itself changes. */
export function cardBody(card: Readonly<Record<string, unknown>>): InvokeBody {
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card };
}

/** The card stays; `text` is a short word to the person who pressed. */
export function messageBody(text: string): InvokeBody {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
}

export function errorBody(statusCode: 400 | 404 | 500, code: string, message: string): InvokeBody {
  return { statusCode, type: 'application/vnd.microsoft.error', value: { code, message } };
}
