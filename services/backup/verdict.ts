import { SECOND_MS } from '../platform/durations';
import type { Verdict, VerdictReason } from './findings';
import { isJobOf, sameId, sameVault } from './ids';
import { operationOf, restoreTargetOf } from './operations';
import { isActive, newestFirst, snapshotTask } from './phase';
import type { Job, ProtectedItem } from './types';
import type { Reading } from './vaults';

/** Maximum age (ms) of a reading behind the verdict `clear`. docs/decisions/go-ahead.md explains the 30 s. */
export const FRESH_MS = 30 * SECOND_MS;
/**
 * Maximum number of jobs of a VM that one verdict reads singly. Two or three may run at once; an unread sixth makes it
 * `unknown`.
 */
const ACTIVE_JOBS_MAX = 5;

interface VerdictFacts {
  readonly item: ProtectedItem;
  /** The list of the vault's jobs, whose rows carry no tasks; null if the read failed. */
  readonly jobs: Reading<readonly Job[]> | null;
  /** Single reads, with tasks, of the jobs that `activeJobsOf` names. */
  readonly details: readonly Reading<Job>[];
  /** Send times of triggers whose jobs Azure has not named yet. */
  readonly pendingTriggers: readonly Date[];
  readonly now: Date;
}

/** What one job, or the list as a whole, shows. The finding whose reason stands first in REASONS gives the verdict. */
interface Finding {
  readonly reason: VerdictReason;
  readonly job: Job | null;
  readonly at: Date | null;
  readonly since?: Date | null;
}

/** The verdict of each reason. Their order is their priority: reasons to wait, then doubts, then `clear`. */
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
 * Whether a backup forbids changing the VM. `clear` needs the list of jobs and a single read of every running backup,
 * each at most FRESH_MS old. The caller therefore takes `now` after the last read. The verdict holds for the moment
 * `at`, because a later job is unknown. It relies on lists that hold every running job or have a `problem`.
 *
 * Times inside jobs come from Azure's clock and decide nothing. A reading dated after `now` comes from a clock ahead of
 * this one. It counts as taken now; if it is ahead by more than FRESH_MS, it is not fresh.
 */
export function verdictOf(known: VerdictFacts): Verdict {
  const ours = { ...known, details: known.details.filter((detail) => isEvidence(detail, known)) };
  const findings = [...triggerFindings(ours), ...jobFindings(ours), ...listFindings(ours)];
  const first = findings.reduce((a, b) => (ORDER.indexOf(b.reason) < ORDER.indexOf(a.reason) ? b : a));
  const kind = REASONS[first.reason];
  const at = kind === 'clear' ? oldest(findings.map((finding) => finding.at)) : first.at;
  return { kind, reason: first.reason, job: first.job, since: first.since ?? sinceOf(first.job), at };
}

/**
 * The most cautious verdict on a VM that several items protect. A snapshot for any of them is a snapshot of this VM.
 */
export function worstOf(verdicts: readonly [Verdict, ...Verdict[]]): Verdict {
  const worst = verdicts.reduce((a, b) => (ORDER.indexOf(b.reason) < ORDER.indexOf(a.reason) ? b : a));
  return worst.kind === 'clear' ? { ...worst, at: oldest(verdicts.map(({ at }) => at)) } : worst;
}

/**
 * The VM's running jobs that `verdictOf` needs single reads of: backups, and restores of unknown kind. They come newest
 * first, at most five.
 */
export function activeJobsOf(item: ProtectedItem, jobs: readonly Job[]): readonly Job[] {
  return jobs
    .filter((job) => isActive(job) && needsSingleRead(job) && isJobOf(job, item))
    .sort(newestFirst)
    .slice(0, ACTIVE_JOBS_MAX);
}

/** Only the read of a single job shows a backup's tasks and the target of a restore. */
function needsSingleRead(job: Job): boolean {
  const operation = operationOf(job);
  return operation === 'backup' || (operation === 'restore' && restoreTargetOf(job) === 'unknown');
}

function triggerFindings({ pendingTriggers, jobs, now }: VerdictFacts): readonly Finding[] {
  const since = oldest(pendingTriggers);
  return since === null ? [] : [{ reason: 'triggerPending', job: null, at: jobs && readTime(jobs, now), since }];
}

function listFindings({ jobs, details, now }: VerdictFacts): readonly Finding[] {
  if (jobs === null) return [{ reason: 'unread', job: null, at: oldest(details.map((d) => readTime(d, now))) }];
  return [{ reason: isFresh(jobs, now) ? 'noneRunning' : 'stale', job: null, at: readTime(jobs, now) }];
}

function jobFindings(known: VerdictFacts): readonly Finding[] {
  const rows = (known.jobs?.value ?? []).filter((job) => isActive(job) && mayConcern(job, known.item));
  const listed = rows.flatMap((row) => listedJobFindings(known, row, newestOf(known, row.id)));
  const unlisted = known.details.filter(
    (detail) =>
      !rows.some((row) => isSameJob(row.id, detail.value.id)) &&
      (detail.value.id === '' || detail === newestOf(known, detail.value.id)),
  );
  return [...listed, ...unlisted.flatMap((detail) => unlistedJobFindings(known, detail))];
}

/** Findings about a job that the list shows as running. The later of list and single read decides whether it ended. */
function listedJobFindings({ jobs, now }: VerdictFacts, row: Job, detail: Reading<Job> | null): readonly Finding[] {
  const listed: Reading<Job> = { value: row, at: jobs?.at ?? now };
  if (detail === null) return readingFindings(listed, now);
  const isDetailLater = readTime(detail, now) >= readTime(listed, now);
  if (!isActive(detail.value)) return isDetailLater ? [] : readingFindings(listed, now);
  // Both readings show it running. Only the single read has tasks; either may be the first to show that Azure cancels
  // the job.
  const read = readingFindings(detail, now);
  const isOpen = ({ reason }: Finding): boolean =>
    reason === 'restoreUnknown' ? false : reason !== 'tasksUnknown' || read.length === 0;
  return [...readingFindings(listed, now).filter(isOpen), ...read];
}

/** Findings about a job that the list does not show as running; none if a later list shows its end. */
function unlistedJobFindings({ jobs, item, now }: VerdictFacts, detail: Reading<Job>): readonly Finding[] {
  const isEnd = (row: Job): boolean => isSameJob(row.id, detail.value.id) && !isActive(row) && mayConcern(row, item);
  const ended = jobs !== null && readTime(jobs, now) > readTime(detail, now) && jobs.value.some(isEnd);
  return ended ? [] : readingFindings(detail, now);
}

/** Empty if the job does not matter to the verdict: it has ended or does not touch the VM. */
function readingFindings(reading: Reading<Job>, now: Date): readonly Finding[] {
  const reason = reasonIn(reading.value);
  if (reason === null) return [];
  return [{ reason: isFresh(reading, now) ? reason : 'stale', job: reading.value, at: readTime(reading, now) }];
}

function reasonIn(job: Job): VerdictReason | null {
  const operation = operationOf(job);
  if (!isActive(job) || operation === 'administrative') return null;
  const isNamed = job.vmName.trim() !== '';
  if (isNamed && operation === 'restore') return reasonInRestore(job);
  // A job that names no VM may concern this one.
  if (job.state === 'unknown' || !isNamed) return 'stateUnknown';
  if (job.state === 'cancelling') return 'cancelling';
  return operation === 'backup' ? reasonInBackup(job) : 'stateUnknown';
}

/** Ignores the job's state: a restore that is being cancelled, or is in an unknown state, may still write. */
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

/** Drops reads of other VMs' jobs. Also drops an end that is dated far ahead of `now`, because that read may be old. */
function isEvidence(detail: Reading<Job>, { item, now }: VerdictFacts): boolean {
  return mayConcern(detail.value, item) && (isActive(detail.value) || detail.at <= now || isFresh(detail, now));
}

function mayConcern(job: Job, item: ProtectedItem): boolean {
  const nameless = job.vmName.trim() === '' && sameVault(job.vault, item.ref.vault);
  return nameless || isJobOf(job, item);
}

/** Jobs without an id are never the same job. */
function isSameJob(a: string, b: string): boolean {
  return a !== '' && sameId(a, b);
}

/** The newest read of a job; of several with equal times, one that shows it running. Null if no read exists. */
function newestOf({ details, now }: VerdictFacts, id: string): Reading<Job> | null {
  const reads = details.filter(({ value }) => isSameJob(value.id, id));
  const newestMs = reads.reduce((ms, read) => Math.max(ms, readTime(read, now).getTime()), 0);
  const newest = reads.filter((read) => readTime(read, now).getTime() === newestMs);
  return newest.find(({ value }) => isActive(value)) ?? newest[0] ?? null;
}

/** Whether the reading is at most FRESH_MS old. One with a `problem` is never fresh, because a newer read failed. */
function isFresh(reading: Reading<unknown>, now: Date): boolean {
  return reading.problem === undefined && Math.abs(now.getTime() - reading.at.getTime()) <= FRESH_MS;
}

/** Time of the reading by this clock, at most `now`. An invalid date counts as 1970, so that it is never fresh. */
function readTime({ at }: Reading<unknown>, now: Date): Date {
  if (at <= now) return at;
  return at > now ? now : new Date(0);
}

function oldest(times: readonly (Date | null)[]): Date | null {
  return times.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
}

function sinceOf(job: Job | null): Date | null {
  return job && (snapshotTask(job)?.startedAt ?? job.startedAt);
}
