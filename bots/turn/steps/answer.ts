import { randomUUID } from 'node:crypto';

import type { answerPress, answerText } from '../../../commands/answer';
import { recordRefusal } from '../../../commands/audited';
import { buttonFor } from '../../../commands/button';
import type { failureView } from '../../../commands/failure';
import type { CommandOutcome, CommandSpec } from '../../../commands/handler';
import type { runCommand } from '../../../commands/run';
import type { Choice } from '../../../dialogs/chooseVmDialog';
import { commandSchema } from '../../../protocol/command';
import type { StartedView } from '../../../protocol/jobViews';
import { message } from '../../../protocol/messageView';
import type { ChooseView } from '../../../protocol/questionViews';
import type { CardReader, Rendered } from '../../../protocol/rendering';
import type { View } from '../../../protocol/view';
import type { Unchecked } from '../../../services/access/roles';
import { AzureError } from '../../../services/backup/vaults';
import type { Ask } from '../../../services/conversations/ask';
import type { QuestionCard } from '../../../services/notify/question';
import type { Services } from '../../../views/services';
import { liveCardsOf } from '../../proactive/liveCards';

/** The commands and the cards; tests pass their own. */
export interface Brain {
  readonly answerText: typeof answerText;
  readonly answerPress: typeof answerPress;
  readonly runCommand: typeof runCommand;
  readonly failureView: typeof failureView;
  readonly render: (view: View, reader: CardReader) => Promise<Rendered>;
}

export interface AnswerParts {
  readonly brain: Brain;
  readonly services: Services;
}

/** The input that needs an answer. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  /** The command of the VM that the person chose from a list. */
  | { readonly kind: 'picked'; readonly command: unknown }
  /** The untrusted data of the pressed button. */
  | { readonly kind: 'press'; readonly data: unknown };

/** An answer before it is rendered. */
export interface PreparedAnswer {
  readonly view: View;
  /** The id that the card's buttons carry. */
  readonly cardId: string;
  /** The backups whose live card this is. */
  readonly live: readonly StartedView[];
  /** The question that the answer asks or concerns. Its card later says how the question ended. */
  readonly question: { readonly id: string; readonly card: QuestionCard } | null;
  /** The "which VM?" question of this answer; the dialog keeps it open. */
  readonly choice: Choice | null;
  readonly failed: boolean;
  /** Whether a repeated press must not run again, because the first one changed something or may have. */
  readonly isFinal: boolean;
}

/** Never rejects: a failure becomes an answer that states it. */
export async function answer(parts: AnswerParts, input: Input, ask: Ask): Promise<PreparedAnswer> {
  if (ask.unchecked) {
    await recordRefusal({ command: null, item: null, why: ask.unchecked }, { ask, services: parts.services });
    return { ...answerWith(uncheckedView(ask.unchecked)), failed: true };
  }
  try {
    return answerOf(await run(parts, input, ask), ask);
  } catch (error) {
    const isFinal = error instanceof AzureError && error.problem.kind === 'unconfirmed';
    return { ...answerWith(parts.brain.failureView(error, ask, parts.services)), failed: true, isFinal };
  }
}

/** The answer if the bot cannot find out who asks. Nothing was read or done. */
function uncheckedView(why: Unchecked): View {
  return message(`unchecked.${why}`, { tone: why === 'unread' ? 'error' : 'warning' });
}

/** An answer that shows `view` and has no other effect. */
export function answerWith(view: View): PreparedAnswer {
  return { view, cardId: randomUUID(), live: [], question: null, choice: null, failed: false, isFinal: false };
}

/** The view of the question `choice`, with the buttons that the sender of `ask` may press. */
export function chooseView({ candidates, ...rest }: Choice, ask: Ask): ChooseView {
  return {
    kind: 'choose',
    ...rest,
    candidates: candidates.map(({ item, command }) => ({ item, press: buttonFor(commandSchema.parse(command), ask) })),
  };
}

interface Result {
  readonly outcome: CommandOutcome;
  readonly effect?: CommandSpec['effect'];
}

async function run({ brain, services }: AnswerParts, input: Input, ask: Ask): Promise<Result> {
  switch (input.kind) {
    case 'text':
      return { outcome: await brain.answerText(input.text, ask, services) };
    case 'picked':
      return { outcome: await brain.runCommand(commandSchema.parse(input.command), ask, services) };
    case 'press':
      return brain.answerPress(input.data, ask, services);
  }
}

function answerOf({ outcome, effect }: Result, ask: Ask): PreparedAnswer {
  const choice = outcome.kind === 'choose' ? choiceOf(outcome) : null;
  const view = outcome.kind === 'choose' ? chooseView(choiceOf(outcome), ask) : outcome.view;
  const question = questionIn(view);
  const isQuestion = view.kind === 'choose' || view.kind === 'confirm';
  return {
    ...answerWith(view),
    ...(question?.card === 'question' && { cardId: question.id }),
    live: liveCardsOf(view),
    question,
    choice,
    isFinal: effect === 'changes' && !isQuestion,
  };
}

/** The question that the view asks, the newest of several. */
function questionIn(view: View): PreparedAnswer['question'] {
  if (view.kind === 'confirm') return { id: view.proposal, card: 'question' };
  const [newest] = view.kind === 'which' ? view.questions : [];
  return newest ? { id: newest.proposal, card: 'which' } : null;
}

function choiceOf({ typed, candidates, pick, unread }: Extract<CommandOutcome, { kind: 'choose' }>): Choice {
  const choice = { typed, candidates: candidates.map((item) => ({ item, command: pick(item) })) };
  return unread ? { ...choice, unread } : choice;
}
