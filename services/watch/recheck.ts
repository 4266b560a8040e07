import type { Verdict } from '../backup/findings';
import { snapshotTask } from '../backup/phase';
import { type Job, type JobState, type ProtectedItem, sameId } from '../backup/types';
import { AzureError, type LastRead, type Reading, type Vaults } from '../backup/vaults';
import { activeJobsOf, FRESH_MS, verdictOf } from '../backup/verdict';
import type { Other } from '../notify/message';
import { freshMs, type Recheck } from '../notify/truth';
import type { Clock } from '../platform/clock';
import { LATE_MS } from './apply';
import type { OfVm } from './ofVm';
import { itemOf, vaultOf, type WatchedJob } from './watchedJob';

/** Of the age at which a reading is fresh: one so young serves, and is fresh still when the message is sent. */
const SHARED_SHARE = 2 / 3;
/** After this a trigger that no job shows no longer counts as one that may have started. */
const UNSEEN_MS_MAX = 15 * 60_000;

/** What was read of the VM. */
interface Readings {
  readonly list: Reading<readonly Job[]> | null;
  /** The job that the go-ahead is of. */
  readonly own: Reading<Job> | null;
  /** Other backups of the VM that run, as the list shows them. */
  readonly active: readonly Job[];
  readonly details: readonly Reading<Job>[];
}

export interface Checked {
  readonly recheck: Recheck;
  /** Other backups of the VM whose snapshots are not done as far as was read: their ends are to be watched. */
  readonly running: readonly Job[];
}

interface Sources {
  readonly vaults: Vaults;
  readonly clock: Clock;
}

/**
 * What is true of a go-ahead now, by the same verdict as `safe`: two backups of a VM may run in parallel, whoever began
 * them. The vault's list and each running backup of the VM are read, from shared readings where those are young enough.
 */
export async function recheckGoAhead(ofVm: OfVm, { vaults, clock }: Sources): Promise<Checked> {
  const { own } = ofVm;
  const options = { maxAgeMs: sharedMs(clock) };
  const item = itemOf(own, vaults.known()?.value.items ?? []);
  const vault = vaultOf(own);
  const ownRead = own.jobId === null ? null : await attempt(vaults.job(vault, own.jobId, options));
  const list = await attempt(vaults.jobs(vault, windowOf(clock), options));
  const active = othersIn(list, { own, item });
  const details = await Promise.all(active.map(({ id }) => attempt(vaults.job(vault, id, options))));
  const readings = { list, own: ownRead, active, details: details.filter((detail) => detail !== null) };
  const verdict = verdictBy(readings, { ofVm, item, clock });
  return { recheck: recheckOf(own, readings, verdict), running: notDone(readings) };
}

/** When go-aheads that are owed are worth a read of Azure. What is remembered is this process's alone: losing it costs a read. */
export interface OwedReads {
  mayAsk(own: WatchedJob, sources: { readonly lastRead: LastRead; readonly clock: Clock }): boolean;
}

const AGAIN_MS_MIN = 30_000;
const AGAIN_MS_MAX = 5 * 60_000;
const OWED_MAX = 1_000;

/** At once where the vault's list was just read, by whomever; else soon at first, then ever more seldom. */
export function createOwedReads(): OwedReads {
  const reads = new Map<string, { readonly firstMs: number; readonly dueMs: number }>();
  return {
    mayAsk(own, { lastRead, clock }) {
      const nowMs = clock.now().getTime();
      if (lastRead.jobs(vaultOf(own), windowOf(clock), nowMs - sharedMs(clock)) !== null) return true;
      const known = reads.get(own.key) ?? { firstMs: nowMs, dueMs: 0 };
      if (known.dueMs > nowMs) return false;
      const waitMs = Math.min(Math.max((nowMs - known.firstMs) / 4, AGAIN_MS_MIN), AGAIN_MS_MAX);
      reads.delete(own.key);
      reads.set(own.key, { ...known, dueMs: nowMs + waitMs });
      const [oldest] = reads.keys();
      if (reads.size > OWED_MAX && oldest !== undefined) reads.delete(oldest);
      return true;
    },
  };
}

function sharedMs(clock: Clock): number {
  return freshMs(clock) * SHARED_SHARE;
}

/** What else of the VM stands against a change, by what was read of late, whoever read it; null: nothing is known of any. */
export function otherOf(
  ofVm: OfVm,
  { lastRead, vaults, clock }: Sources & { readonly lastRead: LastRead },
): Other | null {
  const { own, others } = ofVm;
  const newerMs = clock.now().getTime() - freshMs(clock);
  const item = itemOf(own, vaults.known()?.value.items ?? []);
  const vault = vaultOf(own);
  const list = lastRead.jobs(vault, windowOf(clock), newerMs);
  const active = othersIn(list, { own, item });
  const details = active.flatMap((row) => {
    const read = lastRead.job(vault, row.id, newerMs);
    if (read !== null) return [read];
    const known = others.find(({ jobId, job }) => jobId !== null && sameId(jobId, row.id) && job?.state === row.state);
    const tasks = known?.raised.includes('snapshotDone') ? (known.job?.tasks ?? null) : null; // It is done for good.
    return list === null || tasks === null ? [] : [{ value: { ...row, tasks }, at: list.at }];
  });
  const verdict = verdictBy({ list, own: null, active, details }, { ofVm, item, clock });
  const other = otherIn(verdict);
  return other !== null && isOf(other, own.jobId) ? null : other;
}

function windowOf(clock: Clock): { readonly since: Date } {
  return { since: new Date(clock.now().getTime() - LATE_MS) };
}

/** null: nothing was ever read. */
async function attempt<T>(reading: Promise<Reading<T>>): Promise<Reading<T> | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AzureError) return null;
    throw error;
  }
}

function othersIn(
  list: Reading<readonly Job[]> | null,
  { own, item }: { readonly own: WatchedJob; readonly item: ProtectedItem },
): readonly Job[] {
  return activeJobsOf(item, list?.value ?? []).filter(({ id }) => !sameId(id, own.jobId ?? ''));
}

function verdictBy(
  { list, own, details }: Readings,
  { ofVm, item, clock }: { readonly ofVm: OfVm; readonly item: ProtectedItem; readonly clock: Clock },
): Verdict {
  const now = clock.now();
  const all = own === null ? details : [own, ...details];
  const known = [...(list?.value ?? []), ...all.map(({ value }) => value)];
  const unseen = ofVm.others.filter(
    ({ jobId, askedBy, startedMs }) =>
      askedBy !== null &&
      now.getTime() - startedMs <= UNSEEN_MS_MAX &&
      (jobId === null || !known.some(({ id }) => sameId(id, jobId))),
  );
  return verdictOf({
    item,
    jobs: list && atSpeed(list, clock, now),
    details: all.map((reading) => atSpeed(reading, clock, now)),
    pendingTriggers: unseen.map(({ startedMs }) => new Date(startedMs)),
    now,
  });
}

/** The verdict reckons in seconds of real speed: at higher ones a reading is fresh for longer (`freshMs`). */
function atSpeed<T>(reading: Reading<T>, clock: Clock, now: Date): Reading<T> {
  const ageMs = now.getTime() - reading.at.getTime();
  if (ageMs <= FRESH_MS || ageMs > freshMs(clock)) return reading;
  return { ...reading, at: new Date(now.getTime() - FRESH_MS) };
}

const LOST: readonly JobState[] = ['failed', 'cancelled', 'cancelling'];

function recheckOf({ jobId }: WatchedJob, { list, own }: Readings, verdict: Verdict): Recheck {
  if (own === null || jobId === null) return { kind: 'unread' };
  const { value: job } = own;
  const row = list?.value.find(({ id }) => sameId(id, jobId)) ?? job;
  if (LOST.includes(job.state) || LOST.includes(row.state)) return { kind: 'withdrawn' };
  if (verdict.at === null) return { kind: 'unread' };
  const readMs = verdict.at.getTime();
  if (verdict.kind === 'clear') return { kind: 'stillDone', job, readMs };
  const other = otherIn(verdict);
  if (other === null || (verdict.kind === 'unknown' && isOf(other, jobId))) return { kind: 'unread' };
  return { kind: 'anotherSnapshot', job, readMs, other };
}

function isOf(other: Other, jobId: string | null): boolean {
  return other.jobId !== null && jobId !== null && sameId(other.jobId, jobId);
}

/** null: nothing is found, or only that not all could be read. */
function otherIn({ kind, reason, since, job }: Verdict): Other | null {
  if (kind === 'clear' || reason === 'stale' || reason === 'unread') return null;
  return { reason, sinceMs: since?.getTime() ?? null, jobId: job?.id ?? null };
}

function notDone({ active, details }: Readings): readonly Job[] {
  return active.filter(
    ({ id }) => !details.some(({ value }) => sameId(value.id, id) && snapshotTask(value)?.state === 'completed'),
  );
}
