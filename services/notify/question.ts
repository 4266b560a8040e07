import { draftToJson } from './messageJson';
import type { Question, QuestionEnd } from './questionContent';
import type { NotifyTables } from './repositories';

/** `question`: the card that asks it. `which`: the newest one that asks whether it was meant. */
export type QuestionCard = 'question' | 'which';
const CARDS: readonly QuestionCard[] = ['question', 'which'];

type Tables = Pick<NotifyTables, 'posted' | 'outbox'>;

export function questionSlot(id: string, card: QuestionCard): string {
  return `${card}:${id}`;
}

/**
 * The message `activityId` shows the question from now on, and says what became of it once it is over: at once where it
 * is over by now (`end`), else when it is closed, or lapses.
 */
export async function showQuestion(
  tables: Tables,
  question: Question,
  shown: {
    readonly card: QuestionCard;
    readonly activityId: string;
    readonly atMs: number;
    readonly end: QuestionEnd | null;
  },
): Promise<void> {
  const { card, activityId, atMs, end } = shown;
  const { to, id, untilMs } = question;
  await tables.posted.put(to, questionSlot(id, card), { activityId, atMs });
  await putEnd(tables, question, { card, end: end ?? { how: 'lapsed', atMs: untilMs } });
}

/**
 * Has every card of the question say what became of it. `answerIn`: the message that shows the answer in the place of
 * the card by now; it is the question's no more.
 */
export async function closeQuestion(
  tables: Tables,
  question: Question,
  { end, answerIn }: { readonly end: QuestionEnd; readonly answerIn: string | null },
): Promise<void> {
  for (const card of CARDS) {
    const slot = questionSlot(question.id, card);
    const shown = await tables.posted.get(question.to, slot);
    if (shown === null) continue; // Where its message is named later, that finds the end.
    // What waits for its lapse then finds no message, and goes.
    if (shown.activityId === answerIn) await tables.posted.remove(question.to, slot);
    else await putEnd(tables, question, { card, end });
  }
}

async function putEnd(
  tables: Tables,
  question: Question,
  { card, end }: { readonly card: QuestionCard; readonly end: QuestionEnd },
): Promise<void> {
  const { to, id, thread, language, timeZone, by, asks } = question;
  const slot = questionSlot(id, card);
  const body = draftToJson({
    ...{ content: { kind: 'question', by, asks, end }, thread, underSlot: null, language, timeZone, watches: null },
    ...{ alert: false, mention: null, cardId: slot },
  });
  await tables.outbox.put({ to, slot, update: true, body, createdMs: end.atMs });
  await tables.outbox.bringForward(to, slot, end.atMs);
}
