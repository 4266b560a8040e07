import type { JobHint } from '../../backup/hints';
import { idKey, isJobOf, type JobKey, jobKey } from '../../backup/ids';
import { indexOf } from '../../backup/itemIndex';
import { isActive } from '../../backup/phase';
import { SECOND_MS } from '../../platform/durations';
import type { HintedEvent, KnownJob, KnownVault } from '../planner/knownState';
import type { Discovery } from '../track/discover';
import type { SeenHints } from './hintBoard';

interface Known {
  readonly jobs: readonly KnownJob[];
  readonly vaults: readonly KnownVault[];
}

/** Within this time Resource Graph shows 95 of 100 changes (docs/azure.md). */
const LAG_MS = 30 * SECOND_MS;

/**
 * Adds to what is known what Resource Graph shows: starts and ends that no list of ours can have shown, and until when
 * each job seems to run. An event counts until its vault's list is read once after it: a row that lies costs one read.
 */
export function withHints<K extends Known>(known: K, seen: SeenHints | null, discovery: Discovery): K {
  if (seen === null) return known;
  const silentMs = seen.askedMs - LAG_MS;
  const open = new Map<JobKey, KnownJob>();
  const jobs = known.jobs.map((job) => {
    const { jobId, ref } = job.watched;
    if (jobId === null) return job;
    open.set(jobKey(ref.vault, jobId), job);
    const row = seen.jobsOf(ref.vault).get(idKey(jobId));
    return row ? jobShownBy(row, job, silentMs) : job;
  });
  const vaults = known.vaults.map((vault) => {
    const hinted = [...seen.jobsOf(vault.vault).values()].flatMap((row): readonly HintedEvent[] => {
      const job = open.get(jobKey(row.vault, row.id));
      const event = job ? endOf(row, job, vault) : newsOf(row, vault, discovery);
      return event && event.atMs <= seen.askedMs ? [event] : [];
    });
    return {
      ...vault,
      ...(hinted.length > 0 && { hinted }),
      ...(seen.shows(vault.vault) && {
        shownStartsMs: silentMs,
        isUntold: !discovery.coverage.awaitsIn(vault.vault),
      }),
    };
  });
  return { ...known, jobs, vaults };
}

/** A row of an end that a later reading denied means nothing. */
function jobShownBy(row: JobHint, job: KnownJob, silentMs: number): KnownJob {
  const atMs = endedMs(row);
  if (row.state !== 'inProgress' && (atMs === null || atMs <= job.readMs)) return job;
  const shown = isTold(row, job.watched) ? job : { ...job, isUntold: true };
  return row.state === 'inProgress' ? { ...shown, shownRunningMs: silentMs } : shown;
}

/** The end of a job that is watched, unless a reading after it showed the job still running. */
function endOf(row: JobHint, { watched, readMs }: KnownJob, vault: KnownVault): HintedEvent | null {
  const atMs = endedMs(row);
  if (atMs === null || watched.endSeenMs !== null || atMs <= Math.max(readMs, vault.readMs)) return null;
  return { atMs, kind: isTold(row, watched) ? 'end' : 'untoldEnd' };
}

/** Whether somebody is told of the job's end as the row shows it, or waits for it while it runs. */
function isTold({ state }: JobHint, { awaitsSnapshot, askedBy }: KnownJob['watched']): boolean {
  return awaitsSnapshot || askedBy !== null || (state !== 'completed' && state !== 'inProgress');
}

/** A job that no list has shown, if somebody wants to know what its row says of it. */
function newsOf(row: JobHint, vault: KnownVault, { items, coverage }: Discovery): HintedEvent | null {
  const startedMs = row.startedAt?.getTime() ?? 0;
  if (!vault.discovers || startedMs <= vault.readMs) return null;
  const item = indexOf(items)
    .ofVault(vault.vault)
    .find((one) => isJobOf(row, one));
  const level = item && coverage.demandFor(item)?.level;
  const endMs = endedMs(row);
  if (endMs === null) return level === 'progress' ? { atMs: startedMs, kind: 'start' } : null;
  const isTold = level === 'progress' || (level === 'failures' && row.state !== 'completed');
  return isTold ? { atMs: Math.max(startedMs, endMs), kind: 'end' } : null;
}

function endedMs(row: JobHint): number | null {
  return isActive(row) ? null : (row.endedAt?.getTime() ?? null);
}
