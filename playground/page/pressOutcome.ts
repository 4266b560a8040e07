import { fill, type Texts } from './texts.js';
import type { BotAnswer } from './wire.js';

/** The result of pressing a button: a card that replaces the pressed one, or a sentence under it. */
type PressOutcome =
  | { readonly kind: 'card'; readonly card: unknown }
  | { readonly kind: 'info' | 'error'; readonly text: string }
  | { readonly kind: 'nothing' };

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** Reads the bot's answer to an invoke: `{ statusCode, type, value }` in an HTTP 200 (docs/teams.md). */
export function outcomeOf({ status, body }: BotAnswer, texts: Texts): PressOutcome {
  const error = (why: string): PressOutcome => ({ kind: 'error', text: fill(texts.noAnswer, { why }) });
  if (status === 0) return error(String(body));
  if (status < 200 || status >= 300) return error(`HTTP ${status}`);
  const answer = (body ?? {}) as { statusCode?: number; type?: string; value?: unknown };
  return answer.statusCode === 200 ? acceptedOf(answer) : refusedOf(answer, error);
}

function acceptedOf({ type, value }: { readonly type?: string; readonly value?: unknown }): PressOutcome {
  if (type === CARD_TYPE) return { kind: 'card', card: value };
  return typeof value === 'string' && value !== '' ? { kind: 'info', text: value } : { kind: 'nothing' };
}

function refusedOf(
  { statusCode, value }: { readonly statusCode?: number; readonly value?: unknown },
  error: (why: string) => PressOutcome,
): PressOutcome {
  // The answer to an Action.Submit, which is a message, has no body.
  if (statusCode === undefined) return { kind: 'nothing' };
  const message = (value as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? { kind: 'error', text: message } : error(String(statusCode));
}
