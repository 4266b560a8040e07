import type { Activity } from 'botbuilder';

import { messageText } from './messageText';

/** A button that came back. Everything in it is untrusted. */
export interface CardAction {
  readonly data: Readonly<Record<string, unknown>>;
  /** The card that carried the button; null where it did not say. */
  readonly cardId: string | null;
  /** The proposal that it answers; null: it is no answer to a question. */
  readonly question: string | null;
  /** The answer is meant for the place of the card. */
  readonly update: boolean;
  /** The client refreshed the card by itself: nothing may be sent or updated, or it would refresh for ever (TEAMS.md 2). */
  readonly automatic: boolean;
}

const DATA_CHARS_MAX = 20_000;

/** From an `adaptiveCard/action` invoke; null where it is malformed. botbuilder's own reader throws on `value: {}` and drops `trigger`. */
export function readExecute(activity: Activity): CardAction | null {
  const value: unknown = activity.value;
  if (!isRecord(value) || !isRecord(value['action'])) return null;
  const { type, data } = value['action'];
  if (type !== 'Action.Execute' || !isRecord(data)) return null;
  return cardActionOf(data, value['trigger'] === 'automatic');
}

/** From a message: what older clients make of the same button (`Action.Submit`). null: the message is text. */
export function readSubmit(activity: Activity): CardAction | null {
  const value: unknown = activity.value;
  if (value === undefined || value === null) return null;
  const isButton = (isRecord(value) && 'command' in value) || messageText(activity) === '';
  return isButton ? cardActionOf(isRecord(value) ? value : {}, false) : null;
}

/** The same press again has the same key. */
export function pressKey({ data, cardId }: CardAction, personId: string): string {
  return JSON.stringify([cardId, personId, sorted(data['command'])]);
}

function cardActionOf(data: Record<string, unknown>, automatic: boolean): CardAction {
  const tooMuch = JSON.stringify(data).length > DATA_CHARS_MAX;
  const { card, command } = data;
  return {
    data: tooMuch ? {} : data,
    cardId: typeof card === 'string' ? card : null,
    question: isRecord(command) ? questionOf(command) : null,
    update: data['update'] === true,
    automatic,
  };
}

function questionOf({ kind, proposal }: Record<string, unknown>): string | null {
  return (kind === 'yes' || kind === 'no') && typeof proposal === 'string' ? proposal : null;
}

/** Clients may write an object's fields in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
