import type { Job, RecoveryPoint } from '../../services/backup/types';

/** What is asked of Azure. Only `jobs` counts against the small limit of reads. */
export type ReadKind = 'jobs' | 'points' | 'items' | 'graph' | 'probe';

/** One request and its answer. Times are epoch ms of this machine's clock, from before to after. */
export interface Exchanged {
  readonly kind: ReadKind;
  readonly atMs: number;
  readonly doneMs: number;
  /** 0: no answer, or the bot's own budget forbade the request. */
  readonly status: number;
  /** Azure's code of a refusal, or the bot's word for a missing answer; '' for a success. */
  readonly code: string;
  /** Azure's sentence beside the code: untrusted text that may name things. */
  readonly message: string;
  /** The header `Date`. */
  readonly dateMs: number | null;
  /** Headers that say how much is left, by name. */
  readonly limits: Readonly<Record<string, number>>;
  /** Until when this kind must rest. */
  readonly untilMs: number | null;
}

type Timed = Pick<Exchanged, 'atMs' | 'doneMs'>;

interface JobSeen extends Timed {
  readonly job: Job;
}

interface PointsSeen extends Timed {
  readonly points: readonly RecoveryPoint[];
}

interface ItemSeen extends Timed {
  readonly lastRecoveryPointMs: number | null;
  readonly lastBackupMs: number | null;
}

export interface GraphSeen extends Timed {
  readonly rows: number;
  /** '' without a row. */
  readonly status: string;
  readonly ended: boolean;
}

export interface PageSeen {
  readonly rows: number;
  readonly nextLink: boolean;
  /** Rows of the answer to `$top=1`, and whether it had a nextLink; null where it was not read. */
  readonly topRows: number | null;
  readonly topStatus: number;
}

type Probe = 'without' | 'broken' | 'item';

/** All that a run has seen. Questions are answered from it alone. */
export interface Seen {
  /** When this run asked for the backup, or found it running; null without a backup. */
  readonly begunMs: number | null;
  readonly exchanged: readonly Exchanged[];
  readonly jobs: readonly JobSeen[];
  readonly points: readonly PointsSeen[];
  readonly items: readonly ItemSeen[];
  readonly graph: readonly GraphSeen[];
  readonly pages: Readonly<Partial<Record<'jobs' | 'items' | 'points', PageSeen>>>;
  readonly probes: Readonly<Partial<Record<Probe, Exchanged>>>;
}

/** The same, while it is being filled. */
export interface Seeing {
  begunMs: number | null;
  readonly exchanged: Exchanged[];
  readonly jobs: JobSeen[];
  readonly points: PointsSeen[];
  readonly items: ItemSeen[];
  readonly graph: GraphSeen[];
  readonly pages: Partial<Record<'jobs' | 'items' | 'points', PageSeen>>;
  readonly probes: Partial<Record<Probe, Exchanged>>;
}

export function nothingSeen(): Seeing {
  return { begunMs: null, exchanged: [], jobs: [], points: [], items: [], graph: [], pages: {}, probes: {} };
}
