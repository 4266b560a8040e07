import type { ReadOnlySwitch } from '../services/access/readOnly';
import type { Job, ProtectedItem } from '../services/backup/types';
import type { Unread } from '../services/backup/vaults';
import type { QuestionAsks, QuestionEnd } from '../services/notify/questionContent';
import type { AsOf } from './asOf';
import type { CommandButton } from './messageView';

/**
 * The question "Which VM?", if several VMs match the typed text. Each candidate's button runs the command for that VM.
 */
export interface ChooseView {
  readonly kind: 'choose';
  readonly typed: string;
  readonly candidates: readonly { readonly item: ProtectedItem; readonly press: CommandButton }[];
  /** Places that could not be read; they may hold more VMs of that name. */
  readonly unread?: Unread;
}

/** A question before a backup starts or is cancelled. Nothing happens until somebody presses or types yes. */
export interface ConfirmView {
  readonly kind: 'confirm';
  /** The id of the proposal that a yes accepts. */
  readonly proposal: string;
  readonly asks:
    | {
        readonly kind: 'backup';
        readonly items: readonly ProtectedItem[];
        readonly retainUntil: Date;
        /** Set for an unusually long retention, which may be a typo or cost more than the person expects. */
        readonly longDays?: number;
        /** VMs that were already backed up on demand as often in 24 hours as Azure recommends. */
        readonly often?: readonly { readonly vm: string; readonly count: number }[];
        /** VMs whose tags (`name=value`) say that they run SQL Server. */
        readonly sql?: readonly { readonly vm: string; readonly tag: string }[];
      }
    | {
        readonly kind: 'cancel';
        readonly job: Job;
        readonly item: ProtectedItem | null;
        /** Whether the snapshot is done; null if not known. */
        readonly snapshotDone: boolean | null;
        /** When the job was read. */
        readonly seen: AsOf;
      }
    | { readonly kind: 'readOnlyOff'; readonly since: ReadOnlySwitch };
  /** The name of the person who asked. */
  readonly by: string;
  /** When the question expires. */
  readonly until: Date;
  /** A second person must approve it. */
  readonly approval?: true;
}

/**
 * A question that was answered, replaced by another question, or has expired. This card replaces the question's card.
 */
export interface ClosedView {
  readonly kind: 'closed';
  readonly asks: QuestionAsks;
  readonly by: string;
  readonly end: QuestionEnd;
}

/** The answer to a typed yes or no that fits several questions. It asks which question was meant. */
export interface WhichView {
  readonly kind: 'which';
  /** Newest first. */
  readonly questions: readonly { readonly proposal: string; readonly asks: QuestionAsks }[];
}
