import type { Language } from '../platform/language';
import { draftToJson } from './message';
import type { ConversationKey } from './notice';
import type { NotifyTables } from './repositories';

export interface AskedVm {
  readonly name: string;
  readonly resourceGroup: string;
  /** The vault's name. */
  readonly vault: string;
}

/** What a question asks, as its card says it; plain JSON. `vms` is empty where the VM is protected no more. */
export type QuestionAsks =
  | { readonly kind: 'backup'; readonly vms: readonly AskedVm[] }
  | { readonly kind: 'cancel'; readonly vmName: string; readonly vms: readonly AskedVm[] };

/** A question that was put to a person, and where; plain JSON. */
export interface Question {
  /** The proposal's. */
  readonly id: string;
  readonly to: ConversationKey;
  /** Id of the message that it was asked under; null outside channels. */
  readonly thread: string | null;
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  /** The person's name; untrusted text. */
  readonly by: string;
  readonly asks: QuestionAsks;
  /** It lapses then; epoch ms. */
  readonly untilMs: number;
}

/** What became of it, and when (epoch ms). */
export interface QuestionEnd {
  readonly how: 'yes' | 'no' | 'replaced' | 'lapsed';
  readonly atMs: number;
}

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
  await tables.outbox.hasten(to, slot, end.atMs);
}
