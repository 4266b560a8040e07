import type { Verdict } from '../../backup/findings';
import { operationOf } from '../../backup/operations';
import { snapshotTask } from '../../backup/phase';
import { type Job, type JobState, type ProtectedItem, sameId } from '../../backup/types';
import { AzureError, type LastRead, type Reading, type Vaults } from '../../backup/vaults';
import { activeJobsOf, FRESH_MS, verdictOf, worstOf } from '../../backup/verdict';
import type { Other } from '../../notify/message';
import { freshMs, type Recheck } from '../../notify/revalidate';
import { BoundedMap } from '../../platform/boundedMap';
import type { Clock } from '../../platform/clock';
import { LATE_MS } from '../track/applyReading';
import type { OfVm } from '../track/jobsOfVm';
import { vaultOf, vmItemsOf, type WatchedJob } from '../track/watchedJob';

/** Of the age at which a reading is fresh: one so young serves, and is fresh still when the message is sent. */
const SHARED_SHARE = 2 / 3;
/** After this a trigger that no job shows no longer counts as one that may have started. */
const UNSEEN_MS_MAX = 15 * 60_000;

/** What was read of one item of the VM. */
interface Readings {
  readonly item: ProtectedItem;
  /** Of its vault. */
  readonly list: Reading<readonly Job[]> | null;
  /** Other jobs of the item that run and must be read singly, as the list shows them. */
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
 * them, in whichever vault. The list of each of its items' vaults and each running backup of the VM are read, from shared
 * readings where those are young enough.
 */
export async function recheckGoAhead(ofVm: OfVm, { vaults, clock }: Sources): Promise<Checked> {
  const { own } = ofVm;
  const [ownItem, ...others] = vmItemsOf(own, vaults.known()?.value.items ?? []);
  const ownRead = await readOwn(own, { vaults, clock });
  const read = (item: ProtectedItem): Promise<Readings> => readItem(item, own, { vaults, clock });
  const [first, ...more] = await Promise.all([read(ownItem), ...others.map(read)]);
  const pending = unseenOf(ofVm, [first, ...more], { ownRead, clock });
  const verdict = worstOf([
    verdictBy(first, { ownRead, pending, clock }),
    ...more.map((readings) => verdictBy(readings, { ownRead, pending: [], clock })),
  ]);
  const running = [first, ...more].flatMap((readings) => notDone(readings));
  return { recheck: recheckOf(own, { list: first.list, ownRead }, verdict), running };
}

/** No reading of before the one that raised the go-ahead: it may show the snapshot running that has ended since. */
async function readOwn(
  { jobId, detailMs, ...own }: WatchedJob,
  { vaults, clock }: Sources,
): Promise<Reading<Job> | null> {
  if (jobId === null) return null;
  const sinceMs = Math.max(0, clock.now().getTime() - detailMs);
  return attempt(vaults.job(own.ref.vault, jobId, { maxAgeMs: Math.min(sharedMs(clock), sinceMs) }));
}

async function readItem(item: ProtectedItem, own: WatchedJob, { vaults, clock }: Sources): Promise<Readings> {
  const { vault } = item.ref;
  const options = { maxAgeMs: sharedMs(clock) };
  const list = await attempt(vaults.jobs(vault, windowOf(clock), options));
  const active = othersIn(list, { own, item });
  const details = await Promise.all(active.map(({ id }) => attempt(vaults.job(vault, id, options))));
  return { item, list, active, details: details.filter((detail) => detail !== null) };
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
  const reads = new BoundedMap<string, { readonly firstMs: number; readonly dueMs: number }>(OWED_MAX);
  return {
    mayAsk(own, { lastRead, clock }) {
      const nowMs = clock.now().getTime();
      if (lastRead.jobs(vaultOf(own), windowOf(clock), nowMs - sharedMs(clock)) !== null) return true;
      const known = reads.get(own.key) ?? { firstMs: nowMs, dueMs: 0 };
      if (known.dueMs > nowMs) return false;
      const waitMs = Math.min(Math.max((nowMs - known.firstMs) / 4, AGAIN_MS_MIN), AGAIN_MS_MAX);
      reads.set(own.key, { ...known, dueMs: nowMs + waitMs });
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
  const { own } = ofVm;
  const newerMs = clock.now().getTime() - freshMs(clock);
  const items = vmItemsOf(own, vaults.known()?.value.items ?? []);
  const readings = items.map((item) => lastReadings(item, ofVm, { lastRead, newerMs, clock }));
  const pending = unseenOf(ofVm, readings, { ownRead: null, clock });
  const verdicts = readings.map((one, at) =>
    verdictBy(one, { ownRead: null, pending: at === 0 ? pending : [], clock }),
  );
  const [first, ...more] = verdicts.filter((verdict) => {
    const other = otherIn(verdict);
    return other !== null && !isOf(other, own.jobId);
  });
  return first === undefined ? null : otherIn(worstOf([first, ...more]));
}

function lastReadings(
  item: ProtectedItem,
  { own, others }: OfVm,
  { lastRead, newerMs, clock }: { readonly lastRead: LastRead; readonly newerMs: number; readonly clock: Clock },
): Readings {
  const { vault } = item.ref;
  const list = lastRead.jobs(vault, windowOf(clock), newerMs);
  const active = othersIn(list, { own, item });
  const details = active.flatMap((row) => {
    const read = lastRead.job(vault, row.id, newerMs);
    if (read !== null) return [read];
    const known = others.find(({ jobId, job }) => jobId !== null && sameId(jobId, row.id) && job?.state === row.state);
    const tasks = known?.raised.includes('snapshotDone') ? (known.job?.tasks ?? null) : null; // It is done for good.
    return list === null || tasks === null ? [] : [{ value: { ...row, tasks }, at: list.at }];
  });
  return { item, list, active, details };
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

/** When triggers of ours were sent that no reading shows a job of, in whichever vault of the VM's. */
function unseenOf(
  { others }: OfVm,
  readings: readonly Readings[],
  { ownRead, clock }: { readonly ownRead: Reading<Job> | null; readonly clock: Clock },
): readonly Date[] {
  const nowMs = clock.now().getTime();
  const shown = readings.flatMap(({ list, details }) => [...(list?.value ?? []), ...details.map(({ value }) => value)]);
  const known = ownRead === null ? shown : [...shown, ownRead.value];
  const unseen = others.filter(
    ({ jobId, askedBy, startedMs }) =>
      askedBy !== null &&
      nowMs - startedMs <= UNSEEN_MS_MAX &&
      (jobId === null || !known.some(({ id }) => sameId(id, jobId))),
  );
  return unseen.map(({ startedMs }) => new Date(startedMs));
}

function verdictBy(
  { item, list, details }: Readings,
  more: { readonly ownRead: Reading<Job> | null; readonly pending: readonly Date[]; readonly clock: Clock },
): Verdict {
  const { ownRead, pending, clock } = more;
  const now = clock.now();
  return verdictOf({
    item,
    jobs: list && atSpeed(list, clock, now),
    details: [...(ownRead ? [ownRead] : []), ...details].map((reading) => atSpeed(reading, clock, now)),
    pendingTriggers: pending,
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

/** What only its own readings stand against is not told of another: they show less than the one that raised the go-ahead. */
function recheckOf(
  { jobId }: WatchedJob,
  { list, ownRead }: Pick<Readings, 'list'> & { readonly ownRead: Reading<Job> | null },
  verdict: Verdict,
): Recheck {
  if (ownRead === null || jobId === null) return { kind: 'unread' };
  const { value: job } = ownRead;
  const row = list?.value.find(({ id }) => sameId(id, jobId)) ?? job;
  if (LOST.includes(job.state) || LOST.includes(row.state)) return { kind: 'withdrawn' };
  if (verdict.at === null) return { kind: 'unread' };
  const readMs = verdict.at.getTime();
  if (verdict.kind === 'clear') return { kind: 'stillDone', job, readMs };
  const other = otherIn(verdict);
  if (other === null || isOf(other, jobId)) return { kind: 'unread' };
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

/** Restores among them are none of these: their ends are no backup's, and they take no snapshot. */
function notDone({ active, details }: Readings): readonly Job[] {
  const isDone = ({ id }: Job): boolean =>
    details.some(({ value }) => sameId(value.id, id) && snapshotTask(value)?.state === 'completed');
  return active.filter((job) => operationOf(job) === 'backup' && !isDone(job));
}
