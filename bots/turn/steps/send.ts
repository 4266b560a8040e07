import { randomUUID } from 'node:crypto';

import type { TurnContext } from 'botbuilder';

import type { Choice } from '../../../dialogs/chooseVmDialog';
import type { Ask } from '../../../services/conversations/ask';
import type { CardMessages } from '../../channel/cardMessages';
import { ChannelError } from '../../channel/connectorClient';
import type { Sender } from '../../channel/sender';
import { attachLiveCards, postLiveCards, untilDatabaseTakesIt } from '../../proactive/liveCards';
import type { VmChoice } from '../vmChoice';
import { type AnswerParts, chooseView, type PreparedAnswer } from './answer';
import type { Caller } from './identify';
import { renderAnswer, type RenderedAnswer } from './render';

export interface SendParts extends AnswerParts {
  readonly sender: Sender;
  readonly vmChoice: VmChoice;
  readonly cards: CardMessages;
}

/** Sends the answer as its own message. Never rejects: a failure is logged, and the outbox posts a live card later. */
export async function sendAnswer(parts: SendParts, answer: RenderedAnswer, { ask, to }: Caller): Promise<void> {
  const { sender, vmChoice, cards, services } = parts;
  const { choice, live } = answer;
  let activityId: string | null = null;
  try {
    if (choice) await vmChoice.ask(to, choice, (context, asked) => showChoice(parts, { context, choice: asked }, ask));
    else activityId = await sender.send(to, answer.rendered);
  } catch (error) {
    services.log.error({ turnId: ask.turnId, ...channelFacts(error) }, 'an answer could not be sent');
    if (live.length > 0) await untilDatabaseTakesIt(services, () => postLiveCards(services.store, live, ask.to));
    return;
  }
  if (activityId === null) return;
  cards.remember(answer.cardId, { to, activityId });
  await keepMessage(parts, answer, { ask, activityId });
}

/** Shows the "which VM?" question within a dialog's turn. */
export async function showChoice(
  parts: SendParts,
  { context, choice }: { readonly context: TurnContext; readonly choice: Choice },
  ask: Ask,
): Promise<void> {
  const { cardId, rendered } = await renderAnswer(parts, { view: chooseView(choice, ask), cardId: randomUUID() }, ask);
  const activityId = await parts.sender.reply(context, rendered);
  const { conversation, serviceUrl, channelId, recipient: bot, from: user } = context.activity;
  if (activityId !== null)
    parts.cards.remember(cardId, { to: { conversation, serviceUrl, channelId, bot, user }, activityId });
}

/** Records which message shows live cards or a question, so that it can be updated later. */
export async function keepMessage(
  { services }: AnswerParts,
  { live, question }: PreparedAnswer,
  { ask: { to }, activityId }: { readonly ask: Ask; readonly activityId: string },
): Promise<void> {
  if (live.length > 0)
    await untilDatabaseTakesIt(services, () => attachLiveCards(services.store, live, { to, activityId }));
  if (question)
    await untilDatabaseTakesIt(services, () => services.proposals.linkCard(question.id, question.card, activityId));
}

/** Fields of a channel's failure for the log. */
export function channelFacts(error: unknown): object {
  return error instanceof ChannelError ? { status: error.status, code: error.code } : { err: error };
}
