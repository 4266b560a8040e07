import type { ConversationKey } from '../access/conversation';
import type { Grant, Person, Place, Unchecked } from '../access/roles';
import type { Language } from '../platform/language';

/** One request to the bot: who asks, where and in which language. */
export interface Ask {
  readonly person: Person;
  readonly place: Place;
  /** The same place, as the address of messages that the bot sends unasked. */
  readonly to: ConversationKey;
  /** Id of the message that starts the thread; null outside channels. */
  readonly thread: string | null;
  /** What the person may do here at this moment. */
  readonly grant: Grant;
  /** Set where it could not be found out who the person is; the grant is empty then. */
  readonly unchecked?: Unchecked;
  readonly language: Language;
  readonly timeZone: string;
  /** Identifies the turn, in the log and in an apology too. A turn that is repeated after a crash has the same id. */
  readonly turnId: string;
  /** When it was asked, epoch ms of the bot's clock, if a process died before the answer; absent: just now. */
  readonly askedMs?: number;
  /** Set where the request came long after it was sent; null: it does not say when that was. */
  readonly sentLate?: { readonly at: Date | null };
  /** The Teams client asks by itself, to refresh a card: nothing may change, and the person has said nothing. */
  readonly automatic?: boolean;
  /** No question of this person was open in this place when the request came, in any replica. */
  readonly noneStood?: boolean;
  /** The bot's last question was "Which VM?", and this request closed it without naming one. */
  readonly closedPick?: boolean;
}
