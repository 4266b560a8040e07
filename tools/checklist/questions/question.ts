import type { AnswerId, EvidenceFact, Value } from '../../../services/azure/checklist/answers';
import { courseOf, type FirstShown, skewOf } from '../course';
import type { Exchanged, Seen } from '../seen';

/** What the reads of a run say about a question. */
export type Found<Id extends AnswerId> =
  | { readonly settled: true; readonly value: Value<Id>; readonly evidence: readonly EvidenceFact[] }
  | { readonly settled: false; readonly why: string; readonly evidence: readonly EvidenceFact[] };

/** One question of the checklist. `answer` is pure: it judges what was read, and reads nothing. */
export interface ChecklistQuestion<Id extends AnswerId = AnswerId> {
  readonly id: Id;
  readonly question: string;
  /** What a run does to settle it. */
  readonly done: string;
  readonly answer: (seen: Seen) => Found<Id>;
}

export function unsettled(why: string, evidence: readonly EvidenceFact[] = []): Found<never> {
  return { settled: false, why, evidence };
}

export const NO_BACKUP =
  'no backup was followed: run it again and answer yes, or give --start-backup, or --job <id> of one that runs';

/** Seconds with one decimal. */
export function inSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

export function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** A request as a fact. Azure's sentence is not among it. */
export function exchangeFact({ kind, atMs, doneMs, status, code }: Exchanged): EvidenceFact {
  return { read: kind, at: isoOf(atMs), answered: isoOf(doneMs), status, ...(code !== '' && { code }) };
}

/** Between which two reads something happened, in seconds after a moment of Azure's. Null if no read shows it. */
export function betweenReads(
  { lacking, showing }: FirstShown<{ readonly atMs: number; readonly doneMs: number }>,
  sinceMs: number,
  seen: Seen,
): { readonly least: number | null; readonly most: number } | null {
  if (showing === null) return null;
  return {
    least: lacking && inSeconds(azureMs(seen, lacking.atMs) - sinceMs),
    most: inSeconds(azureMs(seen, showing.doneMs) - sinceMs),
  };
}

/** A moment of this machine's clock, by Azure's. */
export function azureMs(seen: Seen, ms: number): number {
  return ms + (skewOf(seen)?.aheadMs ?? 0);
}

/** The job's own reads as facts, in Azure's words. */
export function jobEvidence(seen: Seen): readonly EvidenceFact[] {
  return seen.jobs.map(({ atMs, job }) => {
    const tasks = (job.tasks ?? []).map(({ name, statusText, startedAt, endedAt }) =>
      [name, statusText, startedAt?.toISOString() ?? '–', endedAt?.toISOString() ?? '–'].join(' | '),
    );
    return {
      read: 'job',
      at: isoOf(atMs),
      status: job.statusText,
      started: job.startedAt?.toISOString() ?? null,
      ended: job.endedAt?.toISOString() ?? null,
      tasks: tasks.join('; ').slice(0, 2_000),
    };
  });
}

/** The last read that showed the job running, in this machine's time; null if none did. */
export function lastRunningMs({ jobs }: Seen): number | null {
  return jobs.findLast(({ job }) => job.state === 'inProgress')?.atMs ?? null;
}

/** Why a backup that ended without a snapshot settles nothing; null if it did not. */
export function failedWhy(seen: Seen): string | null {
  const { ended, snapshotMs, job } = courseOf(seen);
  return ended && snapshotMs === null ? `the backup ended ${job?.statusText ?? ''} without a completed snapshot` : null;
}
