import type { QuestionAsks, QuestionEnd } from '../services/notify/question';

/** A question that is over, in the place of its card. */
export interface ClosedView {
  readonly kind: 'closed';
  readonly asks: QuestionAsks;
  readonly by: string;
  readonly end: QuestionEnd;
}

/** A bare yes or no that may not be meant for the question that is open. */
export interface WhichView {
  readonly kind: 'which';
  /** Newest first. */
  readonly questions: readonly { readonly proposal: string; readonly asks: QuestionAsks }[];
}
