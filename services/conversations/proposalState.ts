import type { Question, QuestionEnd } from '../notify/questionContent';
import type { KeptProposal } from './repositories';

/** How a person answered, and when. */
export type Answered = QuestionEnd & { readonly how: 'yes' | 'no' };

/** The question of a proposal; null if another version of the bot asked it, because its JSON is not read. */
export function questionOf({ question }: KeptProposal): Question | null {
  return question as Question | null; // JSON that `Proposals.open` wrote.
}

/** Whether the proposal waits for an answer. */
export function isOpen(kept: KeptProposal, nowMs: number): boolean {
  return isUnanswered(kept) && kept.untilMs >= nowMs;
}

/** Whether nobody has answered or replaced the proposal. Its time may have passed. */
export function isUnanswered({ ended, takenBy }: KeptProposal): boolean {
  return ended === null && takenBy === null;
}

/** How the proposal ended; null if it is open. */
export function proposalEnd(kept: KeptProposal, nowMs: number): QuestionEnd | null {
  if (kept.ended !== null) return kept.ended;
  return isOpen(kept, nowMs) ? null : { how: 'lapsed', atMs: kept.untilMs };
}

/** Why the proposal cannot be taken; null if it can. `used` means that it was answered before. */
export function refusalOf(
  { takenBy, ended, untilMs }: KeptProposal,
  nowMs: number,
): 'used' | 'replaced' | 'expired' | null {
  if (takenBy !== null) return 'used';
  if (ended !== null) return 'replaced';
  return untilMs < nowMs ? 'expired' : null;
}
