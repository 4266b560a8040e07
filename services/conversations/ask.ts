import type { ConversationKey } from '../access/conversation';
import type { Grant, Person, Place } from '../access/roles';
import type { Language } from '../platform/language';

/** One question: who asks, where, in which language. The grant is the asker's at this moment. */
export interface Ask {
  readonly person: Person;
  readonly place: Place;
  /** The same place for messages that nobody asks for, and the thread that it was asked in (channels). */
  readonly to: ConversationKey;
  readonly thread: string | null;
  readonly grant: Grant;
  readonly language: Language;
  readonly timeZone: string;
  /** Names the turn in the log and in an apology. */
  readonly turnId: string;
  /** When it was asked, epoch ms of the bot's clock, where a process died before the answer; else just now. */
  readonly askedMs?: number;
  /** The client asked by itself, to draw a card anew: nothing may change, and the person has said nothing. */
  readonly automatic?: boolean;
  /** No question of this person stood in this place when this came, in any replica. */
  readonly noneStood?: boolean;
  /** "Which VM?" was the last question, and what is said now closed it without naming one. */
  readonly closedPick?: boolean;
}
