import type { Activity } from 'botbuilder';

import { typedText } from './typedText';

/** A pressed button. Everything in it comes from the client and is untrusted. */
export interface CardAction {
  readonly data: Readonly<Record<string, unknown>>;
  /** The id of the card with the button; null if the button carries none. */
  readonly cardId: string | null;
  /** The id of the proposal that a yes or no button answers; null for all other buttons. */
  readonly question: string | null;
  /** Whether the answer should replace the card. */
  readonly update: boolean;
  /**
   * Whether the client refreshed the card by itself, as far as is known. A message or an update would make it refresh
   * again, without end.
   */
  readonly automatic: boolean;
}

const DATA_CHARS_MAX = 20_000;

/**
 * Reads an `adaptiveCard/action` invoke; null if it is malformed. botbuilder's reader throws on `value: {}` and
 * drops `trigger`.
 */
export function readExecute(activity: Activity): CardAction | null {
  const value: unknown = activity.value;
  if (!isRecord(value) || !isRecord(value['action'])) return null;
  const { type, data } = value['action'];
  if (type !== 'Action.Execute' || !isRecord(data)) return null;
  const { trigger } = value;
  return cardActionOf(data, trigger !== undefined && trigger !== 'manual');
}

/** Reads a message in which an older client sends a pressed button (`Action.Submit`); null for a message of text. */
export function readSubmit(activity: Activity): CardAction | null {
  const value: unknown = activity.value;
  if (value === undefined || value === null) return null;
  const isButton = (isRecord(value) && 'command' in value) || typedText(activity) === '';
  return isButton ? cardActionOf(isRecord(value) ? value : {}, false) : null;
}

/** The key of a press: equal when the same person presses the same button again. */
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

/** Sorts the fields of objects, because clients may reorder them. */
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
