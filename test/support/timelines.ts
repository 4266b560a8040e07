import type { Job, JobState, TaskState } from '../../services/backup/types';
import type { Random } from '../../simulation/random';
import { aJob, at, tasksOf } from './samples';

/** The true course of one VM, second by second, and what Azure shows of it. Seconds count from `at(0)`. */

type Kind =
  'backup' | 'cancelled' | 'cancelledLate' | 'failed' | 'transferFailed' | 'refused' | Restoring | 'configure';
/** Onto the VM, and to disks beside it. */
type Restoring = 'restore' | 'restoreElsewhere';
const KINDS: readonly (readonly [number, Kind])[] = [
  [50, 'backup'],
  [10, 'cancelled'],
  [6, 'cancelledLate'],
  [10, 'failed'],
  [6, 'transferFailed'],
  [4, 'refused'],
  [10, 'restore'],
  [5, 'restoreElsewhere'],
  [4, 'configure'],
];

/** Ways in which Azure's answer may be unknown to the bot. They hide the true course without changing it. */
type Oddity =
  'none' | 'unknownState' | 'unknownOperation' | 'noSnapshotTask' | 'unknownTaskState' | 'noTasks' | 'nameless';
const ODDITIES: readonly (readonly [number, Oddity])[] = [
  [88, 'none'],
  [4, 'nameless'],
  [2, 'unknownState'],
  [2, 'unknownOperation'],
  [2, 'noSnapshotTask'],
  [1, 'unknownTaskState'],
  [1, 'noTasks'],
];

interface Segment {
  readonly from: number;
  readonly row: Job;
  readonly detail: Job;
}

export interface TrueJob {
  readonly id: string;
  readonly odd: boolean;
  readonly start: number;
  readonly end: number;
  /** The true end of its snapshot or restore, after which changes to the VM no longer disturb it. */
  readonly hazardUntil: number;
  /** When our trigger was sent and when Azure named the job; null: somebody else, or the schedule, started it. */
  readonly trigger: { readonly sent: number; readonly named: number } | null;
  /** When lists begin to show it. */
  readonly listed: number;
  /** When single reads begin to find it, before or after lists show it. */
  readonly readable: number;
  /** Delay of its row in lists, seconds. */
  readonly lag: number;
  readonly segments: readonly Segment[];
}

interface Step {
  readonly seconds: number;
  readonly state: JobState;
  readonly tasks: readonly [TaskState, TaskState, TaskState?];
}

const DAY_S = 86_400;

/**
 * A VM's day: five jobs, two or three of them at once at times, some in the same second, their times told by Azure's
 * clock, which is minutes off ours.
 */
export function timelineOf(random: Random): readonly TrueJob[] {
  const skew = skewOf(random);
  const jobs: TrueJob[] = [];
  let start = random.between(60, 600);
  for (let n = 0; n < 5; n++) {
    const kind = random.weighted(KINDS);
    const job = jobOf({ id: `job-${n}`, kind, start, steps: stepsOf(kind, random) }, { random, skew });
    jobs.push(job);
    start = random.weighted([
      [50, job.end + random.between(0, 240)],
      [40, random.between(job.start, job.end)],
      [10, job.start],
    ]);
  }
  return jobs;
}

/** Up to three jobs that began a day to four weeks earlier and still run: snapshot, transfer or cancellation. */
export function longRunningOf(random: Random): readonly TrueJob[] {
  const skew = skewOf(random);
  return Array.from({ length: random.between(0, 3) }, (_, n) => {
    const kind = random.weighted<Kind>([
      [6, 'backup'],
      [1, 'cancelled'],
      [1, 'failed'],
      [1, 'restore'],
    ]);
    const steps = stepsOf(kind, random);
    const slow = random.between(0, steps.length - 1);
    const ago = random.between(DAY_S, 28 * DAY_S);
    const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
    // One step lasts so long that the job ends, or goes on to its next step, on the day.
    const until = random.between(seconds, seconds + 6_000);
    const stretched = steps.map((step, index) =>
      index === slow ? { ...step, seconds: step.seconds + ago + until - seconds } : step,
    );
    const drawn = random.weighted(ODDITIES);
    // Azure filters by statuses that it has: one that nobody knows is in no list that names the status.
    const oddity = drawn === 'unknownState' ? 'none' : drawn;
    return jobOf({ id: `long-${n}`, kind, start: -ago, steps: stretched, oddity }, { random, skew });
  });
}

function skewOf(random: Random): number {
  return random.weighted([
    [1, 0],
    [2, random.between(-5, 5)],
    [1, random.between(-300, 300)],
  ]);
}

interface Course {
  readonly id: string;
  readonly kind: Kind;
  readonly start: number;
  readonly steps: readonly Step[];
  readonly oddity?: Oddity;
}

function jobOf(course: Course, { random, skew }: { random: Random; skew: number }): TrueJob {
  const { id, kind, start, steps, oddity = random.weighted(ODDITIES) } = course;
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const sent = start - random.between(0, 4);
  const times = { startedAt: at(start + skew), endedAt: at(start + seconds + skew) };
  let from = start;
  const segments = [...steps, endOf(kind)].map((step) => {
    const segment = { from, ...shown(step, { id, kind, oddity, ...times }) };
    from += step.seconds;
    return segment;
  });
  return {
    id,
    odd: oddity !== 'none',
    start,
    end: start + seconds,
    hazardUntil: start + hazardSeconds(kind, steps, seconds),
    trigger: random.chance(0.5) ? { sent, named: start + random.between(1, 13) } : null,
    listed: start + lateness(random, 60),
    readable: start + lateness(random, 30),
    lag: random.weighted([
      [3, 0],
      [1, random.between(0, 180)],
    ]),
    segments,
  };
}

function lateness(random: Random, secondsMax: number): number {
  return random.weighted([
    [2, 0],
    [1, random.between(0, secondsMax)],
  ]);
}

function hazardSeconds(kind: Kind, steps: readonly Step[], seconds: number): number {
  if (kind === 'restore') return seconds;
  if (kind === 'configure' || kind === 'restoreElsewhere') return 0;
  return steps.reduce((sum, step) => (step.tasks[0] === 'completed' ? sum : sum + step.seconds), 0);
}

function retrySeconds(random: Random): number {
  return random.chance(0.1) ? random.between(1, 5) * 300 : 0;
}

function stepsOf(kind: Kind, random: Random): readonly Step[] {
  const retries = retrySeconds(random);
  const snapshot: readonly Step[] = [
    { seconds: random.between(1, 20), state: 'inProgress', tasks: ['notStarted', 'notStarted'] },
    { seconds: random.between(307, 490) + retries, state: 'inProgress', tasks: ['inProgress', 'notStarted'] },
  ];
  const pause: Step = { seconds: random.between(30, 600), state: 'inProgress', tasks: ['completed', 'notStarted'] };
  const transfer: Step = {
    seconds: random.between(300, 2_400),
    state: 'inProgress',
    tasks: ['completed', 'inProgress'],
  };
  const validate: Step = { seconds: 900, state: 'inProgress', tasks: ['completed', 'completed', 'inProgress'] };
  const cancelling = (snapshotState: TaskState): Step => ({
    seconds: random.between(20, 300),
    state: 'cancelling',
    tasks: [snapshotState, 'cancelling'],
  });
  switch (kind) {
    case 'backup':
      return random.chance(0.3) ? [...snapshot, pause, transfer, validate] : [...snapshot, pause, transfer];
    case 'cancelled':
      return [...snapshot, cancelling(random.chance(0.5) ? 'cancelling' : 'inProgress')];
    case 'cancelledLate':
      return [...snapshot, pause, cancelling('completed')];
    case 'failed':
      return snapshot;
    case 'transferFailed':
      return [...snapshot, pause, transfer];
    case 'refused':
      return snapshot.slice(0, 1);
    case 'restore':
    case 'restoreElsewhere':
    case 'configure':
      return [{ seconds: random.between(30, 3_000), state: 'inProgress', tasks: ['notStarted', 'notStarted'] }];
  }
}

const ENDS: Readonly<Record<Kind, Step>> = {
  backup: { seconds: 0, state: 'completed', tasks: ['completed', 'completed'] },
  cancelled: { seconds: 0, state: 'cancelled', tasks: ['cancelled', 'cancelled'] },
  cancelledLate: { seconds: 0, state: 'completedWithWarnings', tasks: ['completed', 'cancelled'] },
  // Azure may leave the snapshot InProgress on a job that failed.
  failed: { seconds: 0, state: 'failed', tasks: ['inProgress', 'notStarted'] },
  transferFailed: { seconds: 0, state: 'completedWithWarnings', tasks: ['completed', 'failed'] },
  refused: { seconds: 0, state: 'failed', tasks: ['failed', 'notStarted'] },
  restore: { seconds: 0, state: 'completed', tasks: ['notStarted', 'notStarted'] },
  restoreElsewhere: { seconds: 0, state: 'completed', tasks: ['notStarted', 'notStarted'] },
  configure: { seconds: 0, state: 'completed', tasks: ['notStarted', 'notStarted'] },
};

function endOf(kind: Kind): Step {
  return ENDS[kind];
}

interface Looks {
  readonly id: string;
  readonly kind: Kind;
  readonly oddity: Oddity;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

function shown({ state, tasks }: Step, { id, kind, oddity, startedAt, endedAt }: Looks): Omit<Segment, 'from'> {
  const runs = state === 'inProgress' || state === 'cancelling';
  const row = aJob({
    id,
    ...(oddity === 'nameless' && { vmName: '', vmResourceGroup: id.endsWith('1') ? null : 'rg-prod' }),
    operation: oddity === 'unknownOperation' ? 'Rearrange' : (OPERATIONS[kind] ?? 'Backup'),
    state: oddity === 'unknownState' && runs ? 'unknown' : state,
    startedAt,
    endedAt: runs ? null : endedAt,
  });
  return { row, detail: { ...row, tasks: tasksShown(tasks, kind, oddity), restore: restoreShown(kind, oddity) } };
}

const OPERATIONS: Partial<Record<Kind, string>> = {
  ...{ restore: 'Restore', restoreElsewhere: 'Restore', configure: 'ConfigureBackup' },
};
const RESTORE_KINDS: Partial<Record<Kind, string>> = { restore: 'Replace disks', restoreElsewhere: 'Recover disks' };

function restoreShown(kind: Kind, oddity: Oddity): Job['restore'] {
  const shown = RESTORE_KINDS[kind];
  if (shown === undefined || oddity === 'noTasks') return null;
  return { kind: shown, location: '', targetVm: '', targetResourceGroup: '' };
}

function tasksShown([snapshot, transfer, validate]: Step['tasks'], kind: Kind, oddity: Oddity): Job['tasks'] {
  if (oddity === 'noTasks') return null;
  if (kind in OPERATIONS) return [];
  const hidden = oddity === 'unknownTaskState' && snapshot !== 'completed';
  const tasks = tasksOf(hidden ? 'unknown' : snapshot, transfer, validate);
  return oddity === 'noSnapshotTask' ? tasks.slice(1) : tasks;
}

/** What a single read of the job shows at that second; null while Azure knows none. */
export function detailAt(job: TrueJob, second: number): Job | null {
  if (second < job.readable) return null;
  return job.segments.findLast(({ from }) => from <= second)?.detail ?? null;
}

/** The job's row in a list that is read at that second; null while lists do not have it. */
export function rowAt(job: TrueJob, second: number): Job | null {
  if (second < job.listed) return null;
  const lagging = second - job.lag > job.start ? second - job.lag : job.start;
  return job.segments.findLast(({ from }) => from <= lagging)?.row ?? null;
}

export function isHazard(job: TrueJob, second: number): boolean {
  return second >= job.start && second < job.hazardUntil;
}
