import { SECOND_MS } from '../platform/durations';
import type { Verdict, VerdictReason } from './findings';
import { operationOf, restoreTargetOf } from './operations';
import { isActive, snapshotTask } from './phase';
import { isJobOf, type Job, type ProtectedItem, sameId, sameVault } from './types';
import type { Reading } from './vaults';

/** A verdict `clear` rests on readings of at most this age, in ms (docs/decisions/go-ahead.md). */
export const FRESH_MS = 30 * SECOND_MS;
/** Backups of one VM that are read singly for one verdict. Two or three may run at once; those beyond stay unread: unknown. */
const ACTIVE_JOBS_MAX = 5;

interface VerdictFacts {
  readonly item: ProtectedItem;
  /** The vault's jobs, read as a list, whose rows carry no tasks; null where none could be read. */
  readonly jobs: Reading<readonly Job[]> | null;
  /** Single reads of the VM's running jobs (`activeJobsOf`). */
  readonly details: readonly Reading<Job>[];
  /** When triggers were sent that have no job id yet. */
  readonly pendingTriggers: readonly Date[];
  readonly now: Date;
}

/** What one job, or the list as a whole, says. Of several findings the one that stands first in REASONS is told. */
interface Finding {
  readonly reason: VerdictReason;
  readonly job: Job | null;
  readonly at: Date | null;
  readonly since?: Date | null;
}

/** Everything that may be found, what matters most first: a reason to wait, then one for doubt, then none. */
const REASONS: Readonly<Record<VerdictReason, Verdict['kind']>> = {
  snapshotRunning: 'wait',
  cancelling: 'wait',
  restoring: 'wait',
  triggerPending: 'wait',
  unread: 'unknown',
  stateUnknown: 'unknown',
  stale: 'unknown',
  tasksUnknown: 'unknown',
  restoreUnknown: 'unknown',
  snapshotDone: 'clear',
  noneRunning: 'clear',
};
const ORDER = Object.keys(REASONS);

/**
 * Whether a backup stands against changing the VM (docs/decisions/go-ahead.md). `clear` needs the list and a single read
 * of every backup that runs, each at most FRESH_MS old at `now`, so take `now` after the last of them. It speaks for
 * the moment `at`: what began since is not in it. The list holds every job that runs, of any age; else it has a `problem`.
 *
 * Times inside the jobs are Azure's clock and decide nothing. A reading that is dated after `now` came from a clock
 * ahead of ours: it counts as taken now, or not at all where it is ahead by more than FRESH_MS.
 */
export function verdictOf(known: VerdictFacts): Verdict {
  const ours = { ...known, details: known.details.filter((detail) => isEvidence(detail, known)) };
  const findings = [...ofTriggers(ours), ...ofJobs(ours), ...ofList(ours)];
  const first = findings.reduce((a, b) => (ORDER.indexOf(b.reason) < ORDER.indexOf(a.reason) ? b : a));
  const kind = REASONS[first.reason];
  const at = kind === 'clear' ? oldest(findings.map((finding) => finding.at)) : first.at;
  return { kind, reason: first.reason, job: first.job, since: first.since ?? sinceOf(first.job), at };
}

/** The verdict on a VM that several items protect: what stands against a change for one of them stands for the VM. */
export function worstOf(verdicts: readonly [Verdict, ...Verdict[]]): Verdict {
  const worst = verdicts.reduce((a, b) => (ORDER.indexOf(b.reason) < ORDER.indexOf(a.reason) ? b : a));
  return worst.kind === 'clear' ? { ...worst, at: oldest(verdicts.map(({ at }) => at)) } : worst;
}

/** The VM's backups, and restores of a kind not known, that run as far as the list shows, newest first, at most five: each must be read singly before `verdictOf` can be clear. */
export function activeJobsOf(item: ProtectedItem, jobs: readonly Job[]): readonly Job[] {
  const startMs = (job: Job): number => job.startedAt?.getTime() ?? 0;
  return jobs
    .filter((job) => isActive(job) && mustBeRead(job) && isJobOf(job, item))
    .sort((a, b) => startMs(b) - startMs(a))
    .slice(0, ACTIVE_JOBS_MAX);
}

/** A list row tells neither a backup's tasks nor what a restore writes to. */
function mustBeRead(job: Job): boolean {
  const operation = operationOf(job);
  return operation === 'backup' || (operation === 'restore' && restoreTargetOf(job) === 'unknown');
}

function ofTriggers({ pendingTriggers, jobs, now }: VerdictFacts): readonly Finding[] {
  const since = oldest(pendingTriggers);
  return since === null ? [] : [{ reason: 'triggerPending', job: null, at: jobs && timeOf(jobs, now), since }];
}

function ofList({ jobs, details, now }: VerdictFacts): readonly Finding[] {
  if (jobs === null) return [{ reason: 'unread', job: null, at: oldest(details.map((d) => timeOf(d, now))) }];
  return [{ reason: isFresh(jobs, now) ? 'noneRunning' : 'stale', job: null, at: timeOf(jobs, now) }];
}

function ofJobs(known: VerdictFacts): readonly Finding[] {
  const rows = (known.jobs?.value ?? []).filter((job) => isActive(job) && mayBeOf(job, known.item));
  const listed = rows.flatMap((row) => ofJob(known, row, newestOf(known, row.id)));
  const unlisted = known.details.filter(
    (detail) =>
      !rows.some((row) => isSame(row.id, detail.value.id)) &&
      (detail.value.id === '' || detail === newestOf(known, detail.value.id)),
  );
  return [...listed, ...unlisted.flatMap((detail) => ofUnlisted(known, detail))];
}

/** A job that the list shows as active, and its newest single read. The later of the two decides whether it ended. */
function ofJob({ jobs, now }: VerdictFacts, row: Job, detail: Reading<Job> | null): readonly Finding[] {
  const listed: Reading<Job> = { value: row, at: jobs?.at ?? now };
  if (detail === null) return ofReading(listed, now);
  if (!isActive(detail.value)) return timeOf(detail, now) >= timeOf(listed, now) ? [] : ofReading(listed, now);
  // Both show it running. Only the detail knows the tasks; that Azure cancels it, either may know first.
  const read = ofReading(detail, now);
  const isOpen = ({ reason }: Finding): boolean =>
    reason === 'restoreUnknown' ? false : reason !== 'tasksUnknown' || read.length === 0;
  return [...ofReading(listed, now).filter(isOpen), ...read];
}

/** A job that the list does not show as active: ended if the list was read later and says so, else as its single read says. */
function ofUnlisted({ jobs, item, now }: VerdictFacts, detail: Reading<Job>): readonly Finding[] {
  const isEnd = (row: Job): boolean => isSame(row.id, detail.value.id) && !isActive(row) && mayBeOf(row, item);
  const ended = jobs !== null && timeOf(jobs, now) > timeOf(detail, now) && jobs.value.some(isEnd);
  return ended ? [] : ofReading(detail, now);
}

/** Nothing where the job does not stand against a change. */
function ofReading(reading: Reading<Job>, now: Date): readonly Finding[] {
  const reason = reasonIn(reading.value);
  if (reason === null) return [];
  return [{ reason: isFresh(reading, now) ? reason : 'stale', job: reading.value, at: timeOf(reading, now) }];
}

function reasonIn(job: Job): VerdictReason | null {
  const operation = operationOf(job);
  if (!isActive(job) || operation === 'administrative') return null;
  const isNamed = job.vmName.trim() !== '';
  if (isNamed && operation === 'restore') return reasonInRestore(job);
  // A job that names no VM may be of this one.
  if (job.state === 'unknown' || !isNamed) return 'stateUnknown';
  if (job.state === 'cancelling') return 'cancelling';
  return operation === 'backup' ? reasonInBackup(job) : 'stateUnknown';
}

/** While it is cancelled, or in a state that we do not know, a restore still writes where it wrote. */
function reasonInRestore(job: Job): VerdictReason | null {
  const target = restoreTargetOf(job);
  if (target === 'elsewhere') return null;
  return target === 'vm' ? 'restoring' : 'restoreUnknown';
}

function reasonInBackup(job: Job): VerdictReason {
  const snapshot = snapshotTask(job);
  if (snapshot === null) return 'tasksUnknown';
  if (snapshot.state === 'completed') return 'snapshotDone';
  return snapshot.state === 'unknown' ? 'stateUnknown' : 'snapshotRunning';
}

/** A read that is dated too far ahead proves no end: it may be old. */
function isEvidence(detail: Reading<Job>, { item, now }: VerdictFacts): boolean {
  return mayBeOf(detail.value, item) && (isActive(detail.value) || detail.at <= now || isFresh(detail, now));
}

function mayBeOf(job: Job, item: ProtectedItem): boolean {
  const nameless = job.vmName.trim() === '' && sameVault(job.vault, item.ref.vault);
  return nameless || isJobOf(job, item);
}

/** Two jobs without an id are two jobs. */
function isSame(a: string, b: string): boolean {
  return a !== '' && sameId(a, b);
}

/** Of several reads of one job the newest; of those the first that still shows it active. */
function newestOf({ details, now }: VerdictFacts, id: string): Reading<Job> | null {
  const reads = details.filter(({ value }) => isSame(value.id, id));
  const newestMs = reads.reduce((ms, read) => Math.max(ms, timeOf(read, now).getTime()), 0);
  const newest = reads.filter((read) => timeOf(read, now).getTime() === newestMs);
  return newest.find(({ value }) => isActive(value)) ?? newest[0] ?? null;
}

/** A reading that a newer one was wanted for and could not be had is not fresh, however young it is. */
function isFresh(reading: Reading<unknown>, now: Date): boolean {
  return reading.problem === undefined && Math.abs(now.getTime() - reading.at.getTime()) <= FRESH_MS;
}

/** When it was taken, as far as our clock goes: never later than now; long ago where that is not known. */
function timeOf({ at }: Reading<unknown>, now: Date): Date {
  if (at <= now) return at;
  return at > now ? now : new Date(0);
}

function oldest(times: readonly (Date | null)[]): Date | null {
  return times.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
}

function sinceOf(job: Job | null): Date | null {
  return job && (snapshotTask(job)?.startedAt ?? job.startedAt);
}
