import type { Job, ProtectedItem } from '../services/backup/types';
import type { Unread } from '../services/backup/vaults';
import type { QuestionAsks, QuestionEnd } from '../services/notify/questionContent';
import type { AsOf } from './asOf';
import type { CommandButton } from './messageView';

/** Which VM? Each candidate's button runs `command` for it. */
export interface ChooseView {
  readonly kind: 'choose';
  readonly typed: string;
  readonly candidates: readonly { readonly item: ProtectedItem; readonly press: CommandButton }[];
  /** Where more of that name may be. */
  readonly unread?: Unread;
}

export interface ConfirmView {
  readonly kind: 'confirm';
  readonly proposal: string;
  readonly asks:
    | {
        readonly kind: 'backup';
        readonly items: readonly ProtectedItem[];
        readonly retainUntil: Date;
        /** Days, where they are so many that a person may have mistyped them, or not have thought of the costs. */
        readonly longDays?: number;
      }
    | {
        readonly kind: 'cancel';
        readonly job: Job;
        readonly item: ProtectedItem | null;
        readonly snapshotDone: boolean | null;
        /** When the job was read so. */
        readonly seen: AsOf;
      };
  readonly by: string;
  readonly until: Date;
}

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
