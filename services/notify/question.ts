import { draftToJson } from './messageJson';
import type { Question, QuestionEnd } from './questionContent';
import type { NotifyTables } from './repositories';

/** `question`: the card that asks it. `which`: the newest card that asks whether a bare "yes" meant this question. */
export type QuestionCard = 'question' | 'which';
const CARDS: readonly QuestionCard[] = ['question', 'which'];

type Tables = Pick<NotifyTables, 'posted' | 'outbox'>;

export function questionSlot(id: string, card: QuestionCard): string {
  return `${card}:${id}`;
}

/**
 * Records that the message `activityId` shows the question, and enqueues the update that shows how the question ended.
 * The update is due at once if the question is over (`end`), otherwise when it lapses; `closeQuestion` brings it
 * forward.
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
 * Updates every card of the question to show how it ended. It skips the message `answerIn`, which shows the answer in
 * place of the card.
 */
export async function closeQuestion(
  tables: Tables,
  question: Question,
  { end, answerIn }: { readonly end: QuestionEnd; readonly answerIn: string | null },
): Promise<void> {
  for (const card of CARDS) {
    const slot = questionSlot(question.id, card);
    const shown = await tables.posted.get(question.to, slot);
    if (shown === null) continue; // If the card's message becomes known later, `showQuestion` shows the end.
    // Without this record, the update that waits for the lapse finds no message and is dropped.
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
    content: { kind: 'question', by, asks, end },
    thread,
    underSlot: null,
    alert: false,
    mention: null,
    language,
    timeZone,
    cardId: slot,
    watches: null,
  });
  await tables.outbox.put({ to, slot, update: true, body, createdMs: end.atMs });
  await tables.outbox.bringForward(to, slot, end.atMs);
}
