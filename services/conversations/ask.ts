import type { ConversationKey } from '../access/conversation';
import type { Grant, Person, Place, Unchecked } from '../access/roles';
import type { Language } from '../platform/language';

/** One request to the bot: who asks, where and in which language. */
export interface Ask {
  readonly person: Person;
  readonly place: Place;
  /** The same place, as an address for unasked messages. */
  readonly to: ConversationKey;
  /** Id of the message that starts the thread; null outside channels. */
  readonly thread: string | null;
  /** What the person may do here at this moment. */
  readonly grant: Grant;
  /** The second person who approved the change, which is carried out in the asker's name. */
  readonly approvedBy?: Person;
  /** Set if it could not be found out who the person is. The grant is then empty. */
  readonly unchecked?: Unchecked;
  readonly language: Language;
  readonly timeZone: string;
  /** Identifies the turn, also in the log and in an apology. A turn that is repeated after a crash has the same id. */
  readonly turnId: string;
  /** When the person asked, in epoch ms of the bot's clock. Set only if a process died before the answer. */
  readonly askedMs?: number;
  /** Set if the request came long after it was sent. `at` is null if the request names no time that can be right. */
  readonly sentLate?: { readonly at: Date | null };
  /**
   * Whether the Teams client asks by itself, to refresh a card. Nothing may change, and the person has said nothing.
   */
  readonly automatic?: boolean;
  /** No question of this person was open in this place when the request came, in any replica. */
  readonly noneStood?: boolean;
  /** Whether this request closed the bot's last question, "Which VM?", without naming a VM. */
  readonly closedPick?: boolean;
}
