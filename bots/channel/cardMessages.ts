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
 * Which message shows a card, so that a press changes it in place. The `replyToId` of a press is not used: it may
 * differ from the message's id. In memory: where a card is forgotten, a press is answered with a new message.
 */
export class CardMessages {
  readonly #messages = new BoundedMap<string, CardMessage>(CARDS_MAX, {
    max: BYTES_MAX,
    of: (cardId, message) => 2 * (cardId.length + JSON.stringify(message).length),
  });

  remember(cardId: string, message: CardMessage): void {
    this.#messages.set(cardId, message);
  }

  /** Null for a card of another conversation than that of the press: a card's id comes from the client, untrusted. */
  find(cardId: string, to: Address): CardMessage | null {
    const message = this.#messages.get(cardId);
    return message !== undefined && conversationOf(message.to) === conversationOf(to) ? message : null;
  }
}

/** Without the thread, which a message that begins one does not carry. */
function conversationOf({ conversation }: Address): string {
  return withoutThread(conversation?.id ?? '');
}
