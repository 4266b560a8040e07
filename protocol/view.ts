import type { Role } from '../services/access/roles';
import type { PastLengths } from '../services/backup/durations';
import type {
  Advice,
  ConsistencyFinding,
  NextStart,
  PastDurations,
  PointFinding,
  ScheduleNotes,
  Verdict,
} from '../services/backup/findings';
import type { NamedSpan } from '../services/backup/schedule/calendar';
import type { Job, ProtectedItem } from '../services/backup/types';
import type { AzureError, Reading, Unread } from '../services/backup/vaults';
import type { Language } from '../services/platform/language';
import type { Told } from '../services/subscriptions/subscriptionReason';
import type { BatchView } from './batchView';
import type { SettingsView, WelcomeView, WhoamiView } from './conversationViews';
import type { FailuresView, NoticeView } from './noticeViews';
import type { ClosedView, WhichView } from './questionViews';
import type { AuditView, WatchesView } from './watchViews';

export type { SettingsView, WelcomeView, WhoamiView } from './conversationViews';
export type { FailuresView, NoticeView } from './noticeViews';

/**
 * What an answer says, in facts and without a language. A command returns one, `render` draws it. Every text in it
 * that came from a person or from Azure is untrusted; drawing it as text is the cards' business.
 */
export type View =
  | StatusView
  | JobView
  | JobsView
  | PointsView
  | VmsView
  | SafeView
  | ChooseView
  | ConfirmView
  | ClosedView
  | WhichView
  | StartedView
  | BatchView
  | ExplainView
  | HelpView
  | WelcomeView
  | WhoamiView
  | WatchesView
  | AuditView
  | SettingsView
  | NoticeView
  | FailuresView
  | MessageView;

/** When the facts were read, and why not later than that. */
export interface AsOf {
  readonly at: Date;
  readonly problem?: AzureError;
}

export interface StatusView extends AsOf {
  readonly kind: 'status';
  readonly item: ProtectedItem;
  readonly verdict: Verdict;
  /** The running backup or restore job, with tasks where they could be read. */
  readonly running: Job | null;
  /** Who asked the bot for it. */
  readonly askedBy: string | null;
  readonly newest: PointFinding | null;
  /** Why the points could not be read; the newest point is then unknown, not absent. */
  readonly pointsProblem: AzureError | null;
  /** The job that tells how the last backup ended; null where only the item does, or its job is older. */
  readonly lastJob: Job | null;
  readonly told?: Told | null;
  readonly advice: readonly Advice[];
  readonly next: NextStart | null;
  /** Why no next start is known, where the policy could not be read. */
  readonly nextProblem?: AzureError;
  readonly schedule?: ScheduleNotes;
  /** Backup items of the same VM, or of one of its name, that are not backed up any more, or that are in its place. */
  readonly namesakes?: readonly ProtectedItem[];
  readonly past: PastDurations | null;
  /** How long its snapshots took, of the backups that the bot watched. */
  readonly pastSnapshot?: PastDurations | null;
  readonly mayOperate: boolean;
}

export interface JobView extends AsOf {
  readonly kind: 'job';
  readonly job: Job;
  /** null where the job's VM is no longer protected. */
  readonly item: ProtectedItem | null;
  readonly askedBy: string | null;
  /** The recovery point of this job; null while Azure lists none. */
  readonly point: PointFinding | null;
  /** The newest point that does not belong to this job: what one can go back to when it failed. */
  readonly lastGood: PointFinding | null;
  readonly pointsProblem: AzureError | null;
  readonly advice: readonly Advice[];
  /** Only told with a go-ahead. */
  readonly next: NextStart | null;
  readonly schedule?: ScheduleNotes;
  readonly past: PastDurations | null;
  /** How long its snapshots took, of the backups that the bot watched. */
  readonly pastSnapshot?: PastDurations | null;
  readonly mayOperate: boolean;
  /** The reading is too old to say that no other snapshot has begun since. */
  readonly stale?: boolean;
  /** Another job of the VM is one to wait for. */
  readonly otherRuns?: boolean;
  /** Of a running backup, why its readers are told of it; null: nobody is; left out, here and elsewhere: that is not known. */
  readonly told?: Told | null;
  /** Names the backup whose live card this is from now on. */
  readonly live?: string;
}

/** A backup that was just asked for: its first card, drawn without a read of the job. `jobId` null: Azure has not named it. */
export interface StartedView extends AsOf {
  readonly kind: 'started';
  /** Names the backup for its live card (services/notify). */
  readonly jobKey: string;
  readonly item: ProtectedItem;
  readonly jobId: string | null;
  /** null: the schedule, or somebody elsewhere. */
  readonly askedBy: string | null;
  /** What was requested: from `keepDays`, in UTC; null where nothing was. */
  readonly retainUntil: Date | null;
  readonly pastSnapshot?: PastDurations | null;
  readonly told?: Told | null;
}

export interface JobsView extends AsOf {
  readonly kind: 'jobs';
  readonly vmName: string | null;
  readonly filter: 'all' | 'running' | 'failed';
  readonly hours: number;
  /** The stretch of the calendar that was asked for; then `hours` says nothing. */
  readonly when?: NamedSpan;
  /** Newest first; the card shows what fits and says how many it left out. */
  readonly jobs: readonly Job[];
  /** null: it lacks nothing. */
  readonly unread: Unread | null;
  /** So many of them began over a day before and were not read again: they may have ended. */
  readonly unsure?: number;
}

export interface PointsView extends AsOf {
  readonly kind: 'points';
  readonly item: ProtectedItem;
  readonly points: readonly PointFinding[];
}

export interface VmRow {
  readonly item: ProtectedItem;
  /** The newest ended backup of the lists of jobs that are known; null where they show none. */
  readonly lastJob?: Job | null;
  /** Where the bot has read it within 24 h. */
  readonly consistency: { readonly finding: ConsistencyFinding; readonly at: Date } | null;
}

export interface VmsView extends AsOf {
  readonly kind: 'vms';
  readonly text: string | null;
  readonly rows: readonly VmRow[];
  /** null: it lacks nothing. */
  readonly unread: Unread | null;
  /** The time of the oldest list of jobs that the results rest on; null where none is known. */
  readonly jobsAt?: Date | null;
}

export interface SafeView extends AsOf {
  readonly kind: 'safe';
  readonly item: ProtectedItem;
  readonly verdict: Verdict;
  readonly next: NextStart | null;
  /** Why no next start is known, where the policy could not be read. */
  readonly nextProblem?: AzureError;
  readonly schedule?: ScheduleNotes;
  /** As with the status. */
  readonly namesakes?: readonly ProtectedItem[];
  readonly pastSnapshot?: PastDurations | null;
  readonly told?: Told | null;
  /** Asked with `restart`: then the card says first that this bot does not restart VMs. */
  readonly askedToRestart: boolean;
}

/** Which VM? Each candidate's button runs `command` for it. */
export interface ChooseView {
  readonly kind: 'choose';
  readonly typed: string;
  readonly candidates: readonly { readonly item: ProtectedItem; readonly press: Press }[];
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

export interface ExplainView {
  readonly kind: 'explain';
  readonly topic: ExplainTopic;
  /** Of a VM that was asked for: how long its own backups took. */
  readonly past?: PastLengths & { readonly item: ProtectedItem };
}
export type ExplainTopic =
  /** A key under `explain.topics` in the locales. */
  | { readonly kind: 'concept'; readonly key: string }
  | { readonly kind: 'code'; readonly advice: Advice }
  /** A code that no source explains: said so, shown as it is, with where to look. */
  | { readonly kind: 'unknownCode'; readonly code: string };

export interface HelpView {
  readonly kind: 'help';
  readonly role: Role | null;
  /** Rows of the table of commands that the person may use; one row where a command was named. */
  readonly commands: readonly {
    readonly name: string;
    readonly usage: Readonly<Record<Language, string>>;
    readonly role: Role;
  }[];
}

/**
 * One sentence, with what could be done next: bad input, a refusal, an acknowledgement, an apology.
 * `key` stands under `messages` in the locales, `facts` fill it.
 */
export interface MessageView {
  readonly kind: 'message';
  readonly tone: 'info' | 'warning' | 'error';
  readonly key: string;
  readonly facts: Readonly<Record<string, string | number | Date>>;
  /** Offered as buttons, e.g. "Did you mean …?". */
  readonly offers: readonly Press[];
  /** Azure's code and request id, where Azure refused. */
  readonly azure?: AzureError;
  /** Where what was typed (`facts.typed`) may be, since nothing could be read there. */
  readonly unread?: Unread;
}

/** A button: which command it runs when pressed. `say` is the same in words, shown on the button where no title fits better. */
export interface Press {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly say: string;
}

/** Whom a card is drawn for. `now` and the zone are for texts that cannot be localised on the client (the toast). */
export interface Reader {
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Date;
  /** Unique for the card; every button carries it, so that a press can find the message and is carried out once. */
  readonly cardId: string;
}

/** A card and the one sentence that alone tells its result: `summary`, `fallbackText` and the toast (CONTRACT 5). */
export interface Rendered {
  readonly card: Readonly<Record<string, unknown>>;
  readonly summary: string;
}

/** What several readings say together is as old as the oldest of them. */
export function asOf(...readings: readonly Reading<unknown>[]): AsOf {
  const oldest = readings.reduce((a, b) => (a.at <= b.at ? a : b));
  const problem = readings.find((reading) => reading.problem)?.problem;
  return { at: oldest.at, ...(problem && { problem }) };
}
