import type { Rendered } from '../../../protocol/rendering';
import type { Ask } from '../../../services/conversations/ask';
import { fallbackMessage } from '../fallbackMessage';
import type { AnswerParts, PreparedAnswer } from './answer';

/** An answer that is ready to send. */
export interface RenderedAnswer extends PreparedAnswer {
  readonly rendered: Rendered;
}

/**
 * Renders the answer in the sender's language and time zone. Never rejects: a plain sentence replaces a broken card.
 */
export async function renderAnswer<T extends Pick<PreparedAnswer, 'view' | 'cardId'>>(
  { brain, services }: AnswerParts,
  answer: T,
  { language, timeZone, turnId }: Ask,
): Promise<T & { readonly rendered: Rendered }> {
  const { view, cardId } = answer;
  try {
    const rendered = await brain.render(view, { language, timeZone, now: services.clock.now(), cardId });
    return { ...answer, rendered };
  } catch (error) {
    services.log.error({ turnId, view: view.kind, err: error }, 'a card could not be drawn');
    return { ...answer, rendered: fallbackMessage({ language, turnId }) };
  }
}
