import { BoundedMap } from '../../services/platform/boundedMap';
import { withoutThread } from './activityAddress';
import type { Address } from './sender';

const CARDS_MAX = 20_000;
const BYTES_MAX = 32 * 2 ** 20;

export interface CardMessage {
  readonly to: Address;
  readonly activityId: string;
}

/**
 * Remembers which message shows a card, so that a press changes that message in place. The `replyToId` of a press may
 * differ from the message's id, so it is not used. Kept in memory: a press on a forgotten card is answered with a new
 * message.
 */
export class CardMessages {
  readonly #messages = new BoundedMap<string, CardMessage>(CARDS_MAX, {
    max: BYTES_MAX,
    of: (cardId, message) => 2 * (cardId.length + JSON.stringify(message).length),
  });

  remember(cardId: string, message: CardMessage): void {
    this.#messages.set(cardId, message);
  }

  /**
   * Null if the card is in another conversation than the press. The client sends the card's id, so it is not
   * trusted.
   */
  find(cardId: string, to: Address): CardMessage | null {
    const message = this.#messages.get(cardId);
    return message !== undefined && conversationOf(message.to) === conversationOf(to) ? message : null;
  }
}

/** The conversation without its thread: the message that begins a thread carries none. */
function conversationOf({ conversation }: Address): string {
  return withoutThread(conversation?.id ?? '');
}
