import { BoundedMap } from '../../services/platform/boundedMap';
import { withoutThread } from './activityAddress';
import type { Address } from './sender';

const CARDS_MAX = 20_000;

export interface CardMessage {
  readonly to: Address;
  readonly activityId: string;
}

/**
 * Which message a card stands in, so that a press can change it in place. The bot's own note, since the id that a client
 * sends along may be another (TEAMS.md 2). In memory; a card that was forgotten is answered with a new message.
 */
export class CardMessages {
  readonly #messages = new BoundedMap<string, CardMessage>(CARDS_MAX);

  remember(cardId: string, message: CardMessage): void {
    this.#messages.set(cardId, message);
  }

  /** Only within the conversation in which the button was pressed: the card's id comes from outside. */
  find(cardId: string, to: Address): CardMessage | null {
    const message = this.#messages.get(cardId);
    return message !== undefined && conversationOf(message.to) === conversationOf(to) ? message : null;
  }
}

/** Without the thread: a message that began one does not carry it. */
function conversationOf({ conversation }: Address): string {
  return withoutThread(conversation?.id ?? '');
}
