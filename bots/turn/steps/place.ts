import type { CardMessage } from '../../channel/cardMessages';
import { cardBody, type InvokeBody, messageBody } from '../../http/invokeResponse';
import { untilDatabaseTakesIt } from '../../proactive/liveCards';
import type { CardAction } from '../cardAction';
import type { Caller } from './identify';
import type { RenderedAnswer } from './render';
import { channelFacts, keepMessage, sendAnswer, type SendParts } from './send';

/** The answer to a press. */
export interface PlacedAnswer {
  readonly answer: RenderedAnswer;
  /** Whether the answer replaced the pressed card, or only the client should replace it. */
  readonly inPlace: boolean;
}

interface Press {
  readonly action: CardAction;
  readonly caller: Caller;
}

/**
 * Sends the answer to a press, either instead of the pressed card or as a message. A client that refreshes its card by
 * itself gets the card only in its HTTP response. Never rejects.
 */
export async function placeAnswer(
  parts: SendParts,
  answer: RenderedAnswer,
  { action, caller }: Press,
): Promise<PlacedAnswer> {
  const fits = action.update && !answer.failed && answer.choice === null;
  if (action.automatic) return { answer, inPlace: fits };
  const activityId = fits ? await replaceCard(parts, answer, { action, caller }) : null;
  const settled = settleQuestion(parts, action, activityId);
  if (activityId === null) await sendAnswer(parts, answer, caller);
  await settled;
  return { answer, inPlace: activityId !== null };
}

/** The body of the invoke's response. */
export function invokeBodyOf({ answer, inPlace }: PlacedAnswer): InvokeBody {
  return inPlace ? cardBody(answer.rendered.card) : messageBody(answer.rendered.summary);
}

/** Resolves with the id of the message; null if it is unknown or could not be changed. */
async function replaceCard(
  parts: SendParts,
  answer: RenderedAnswer,
  { action, caller: { ask, to } }: Press,
): Promise<string | null> {
  const { sender, cards, services } = parts;
  const message = await messageOf(parts, { action, caller: { ask, to } });
  if (message === null) return null;
  try {
    // Remembered before the update, because a reader of the new card may press at once.
    cards.remember(answer.cardId, message);
    await sender.update(message.to, message.activityId, answer.rendered);
  } catch (error) {
    services.log.warn(channelFacts(error), 'a card could not be updated');
    return null;
  }
  await keepMessage(parts, answer, { ask, activityId: message.activityId });
  return message.activityId;
}

/** The message of the pressed card. The message of a question is also in the database, so it survives a restart. */
async function messageOf(
  { cards, services }: SendParts,
  { action: { cardId, question }, caller: { ask, to } }: Press,
): Promise<CardMessage | null> {
  if (cardId === null) return null;
  const known = cards.find(cardId, to);
  if (known !== null || cardId !== question) return known;
  try {
    const activityId = await services.proposals.messageOf(question, ask);
    return activityId === null ? null : { to, activityId };
  } catch (error) {
    services.log.warn({ err: error }, 'which message shows a question could not be read');
    return null;
  }
}

/**
 * Updates the other cards of an answered question. `answerIn` is the message that shows the answer in place of its
 * card.
 */
async function settleQuestion(
  { services }: SendParts,
  { question }: CardAction,
  answerIn: string | null,
): Promise<void> {
  if (question !== null) await untilDatabaseTakesIt(services, () => services.proposals.showOutcome(question, answerIn));
}
