import { randomUUID } from 'node:crypto';

import type { TurnContext } from 'botbuilder';

import type { answerPress, answerText } from '../../../commands/answer';
import type { Outcome } from '../../../commands/context';
import type { failureView } from '../../../commands/failure';
import { pressOf } from '../../../commands/lookup/vm';
import type { runCommand } from '../../../commands/run';
import type { Choice } from '../../../dialogs/chooseVmDialog';
import { commandSchema } from '../../../protocol/command';
import type { StartedView } from '../../../protocol/jobViews';
import type { ChooseView } from '../../../protocol/questionViews';
import type { Reader, Rendered, View } from '../../../protocol/view';
import { AzureError } from '../../../services/backup/vaults';
import type { Ask } from '../../../services/conversations/ask';
import type { QuestionCard } from '../../../services/notify/question';
import type { Services } from '../../../views/services';
import type { CardMessage, CardMessages } from '../../channel/cardMessages';
import { ChannelError } from '../../channel/connectorClient';
import type { Address, Sender } from '../../channel/sender';
import { attachLiveCards, liveCardsOf, postLiveCards, untilDatabaseTakesIt } from '../../proactive/liveCards';
import type { CardAction } from '../cardAction';
import { fallbackMessage } from '../fallbackMessage';
import type { VmChoice } from '../vmChoice';

/** What makes an answer of a question: commands/ and cards/, or a test's own. */
export interface Brain {
  readonly answerText: typeof answerText;
  readonly answerPress: typeof answerPress;
  readonly runCommand: typeof runCommand;
  readonly failureView: typeof failureView;
  readonly render: (view: View, reader: Reader) => Promise<Rendered>;
}

/** An answer that is ready to be shown. */
export interface Answer {
  readonly rendered: Rendered;
  readonly cardId: string;
  readonly kind: View['kind'];
  /** The backups whose live card this is. */
  readonly live: readonly StartedView[];
  /** The question that it asks, or asks about: its card says what becomes of it. */
  readonly question: { readonly id: string; readonly card: QuestionCard } | null;
  /** The answer is a question, which the dialog keeps open. */
  readonly choice: Choice | null;
  readonly failed: boolean;
  /** Whether the same press again must not run anything again: it changed something, or may have. */
  readonly isFinal: boolean;
}

export interface AnswersParts {
  readonly brain: Brain;
  readonly services: Services;
  readonly sender: Sender;
  readonly vmChoice: VmChoice;
  readonly cards: CardMessages;
}

/** Makes answers and shows them. Neither rejects: a failure becomes an answer, or a line in the log. */
export class Answers {
  readonly #parts: AnswersParts;

  constructor(parts: AnswersParts) {
    this.#parts = parts;
  }

  text(text: string, ask: Ask): Promise<Answer> {
    const { brain, services } = this.#parts;
    return this.#made(ask, async () => ({ outcome: await brain.answerText(text, ask, services) }));
  }

  /** Runs what a candidate of a pick list carried. */
  command(command: unknown, ask: Ask): Promise<Answer> {
    const { brain, services } = this.#parts;
    return this.#made(ask, async () => ({
      outcome: await brain.runCommand(commandSchema.parse(command), ask, services),
    }));
  }

  press(data: unknown, ask: Ask): Promise<Answer> {
    const { brain, services } = this.#parts;
    return this.#made(ask, () => brain.answerPress(data, ask, services));
  }

  view(view: View, ask: Ask): Promise<Answer> {
    return this.#made(ask, async () => ({ outcome: { kind: 'view', view } }));
  }

  /** Sends the answer as a message of its own. */
  async send(answer: Answer, ask: Ask, to: Address): Promise<void> {
    const { sender, vmChoice: choices, cards, services } = this.#parts;
    const { choice, live } = answer;
    let activityId: string | null = null;
    try {
      if (choice) await choices.begin(to, choice, (context, asked) => this.show(context, asked, ask));
      else activityId = await sender.send(to, answer.rendered);
    } catch (error) {
      services.log.error({ turnId: ask.turnId, ...channelFacts(error) }, 'an answer could not be sent');
      if (live.length > 0) await untilDatabaseTakesIt(services, () => postLiveCards(services.store, live, ask.to));
      return;
    }
    if (activityId === null) return;
    cards.remember(answer.cardId, { to, activityId });
    await this.#keep(answer, ask, activityId);
  }

  /**
   * Puts the answer in the place of the card that was pressed and resolves with its message's id; null where that is not
   * known or not possible any more. A question's message is known over restarts.
   */
  async replace(
    answer: Answer,
    { cardId, question }: Pick<CardAction, 'cardId' | 'question'>,
    { ask, to }: { readonly ask: Ask; readonly to: Address },
  ): Promise<string | null> {
    const { sender, cards, services } = this.#parts;
    if (cardId === null) return null;
    const message = cards.find(cardId, to) ?? (cardId === question ? await this.#asked(cardId, ask, to) : null);
    if (message === null) return null;
    try {
      // Before the update: whoever sees the new card may press at once.
      cards.remember(answer.cardId, message);
      await sender.update(message.to, message.activityId, answer.rendered);
    } catch (error) {
      services.log.warn(channelFacts(error), 'a card could not be updated');
      return null;
    }
    await this.#keep(answer, ask, message.activityId);
    return message.activityId;
  }

  /**
   * Updates the cards of a question that was pressed: they say what became of it. `answerIn` is the message that shows
   * the answer in place of its card.
   */
  async settle({ question }: Pick<CardAction, 'question'>, answerIn: string | null): Promise<void> {
    const { services } = this.#parts;
    if (question !== null) await untilDatabaseTakesIt(services, () => services.proposals.settle(question, answerIn));
  }

  async #asked(question: string, ask: Ask, to: Address): Promise<CardMessage | null> {
    const { services } = this.#parts;
    try {
      const activityId = await services.proposals.messageOf(question, ask);
      return activityId === null ? null : { to, activityId };
    } catch (error) {
      services.log.warn({ err: error }, 'which message shows a question could not be read');
      return null;
    }
  }

  /** From now on the message moves with its backups, or says what becomes of its question. */
  async #keep({ live, question }: Answer, { to }: Ask, activityId: string): Promise<void> {
    const { services } = this.#parts;
    if (live.length > 0)
      await untilDatabaseTakesIt(services, () => attachLiveCards(services.store, live, { to, activityId }));
    if (question)
      await untilDatabaseTakesIt(services, () => services.proposals.shown(question.id, question.card, activityId));
  }

  /** Shows the pick list within a dialog's turn. */
  async show(context: TurnContext, choice: Choice, ask: Ask): Promise<void> {
    const cardId = randomUUID();
    const rendered = await this.#drawn(questionOf(choice, ask), ask, cardId);
    const activityId = await this.#parts.sender.reply(context, rendered);
    if (activityId !== null) this.#parts.cards.remember(cardId, { to: referenceOf(context), activityId });
  }

  async #made(ask: Ask, work: () => Promise<Made>): Promise<Answer> {
    const { brain, services } = this.#parts;
    try {
      const { outcome, effect = 'reads' } = await work();
      const choice = outcome.kind === 'choose' ? choiceOf(outcome) : null;
      const view = outcome.kind === 'choose' ? questionOf(choiceOf(outcome), ask) : outcome.view;
      const question = askedBy(view);
      const cardId = question?.card === 'question' ? question.id : randomUUID();
      const rendered = await this.#drawn(view, ask, cardId);
      const isQuestion = view.kind === 'choose' || view.kind === 'confirm';
      return {
        rendered,
        cardId,
        kind: view.kind,
        live: liveCardsOf(view),
        question,
        choice,
        failed: false,
        isFinal: effect === 'changes' && !isQuestion,
      };
    } catch (error) {
      const view = brain.failureView(error, ask, services);
      const cardId = randomUUID();
      const rendered = await this.#drawn(view, ask, cardId);
      const isFinal = error instanceof AzureError && error.problem.kind === 'unconfirmed';
      return { rendered, cardId, kind: view.kind, live: [], question: null, choice: null, failed: true, isFinal };
    }
  }

  async #drawn(view: View, ask: Ask, cardId: string): Promise<Rendered> {
    const { brain, services } = this.#parts;
    const { language, timeZone, turnId } = ask;
    try {
      return await brain.render(view, { language, timeZone, now: services.clock.now(), cardId });
    } catch (error) {
      services.log.error({ turnId, view: view.kind, err: error }, 'a card could not be drawn');
      return fallbackMessage(ask);
    }
  }
}

interface Made {
  readonly outcome: Outcome;
  readonly effect?: 'reads' | 'changes';
}

/** The question that the view puts; of several the newest. */
function askedBy(view: View): Answer['question'] {
  if (view.kind === 'confirm') return { id: view.proposal, card: 'question' };
  const [newest] = view.kind === 'which' ? view.questions : [];
  return newest ? { id: newest.proposal, card: 'which' } : null;
}

function choiceOf({ typed, candidates, pick, unread }: Extract<Outcome, { kind: 'choose' }>): Choice {
  const choice = { typed, candidates: candidates.map((item) => ({ item, command: pick(item) })) };
  return unread ? { ...choice, unread } : choice;
}

function questionOf({ candidates, ...rest }: Choice, ask: Ask): ChooseView {
  return {
    kind: 'choose',
    ...rest,
    candidates: candidates.map(({ item, command }) => ({ item, press: pressOf(commandSchema.parse(command), ask) })),
  };
}

function referenceOf({ activity }: TurnContext): Address {
  const { conversation, serviceUrl, channelId, recipient, from } = activity;
  return { conversation, serviceUrl, channelId, bot: recipient, user: from };
}

function channelFacts(error: unknown): object {
  return error instanceof ChannelError ? { status: error.status, code: error.code } : { err: error };
}
