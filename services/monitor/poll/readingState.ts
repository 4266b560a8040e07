import { type IdKey, idKey, type JobKey, type VaultKey, vaultKey } from '../../backup/ids';
import type { VaultRef } from '../../backup/types';
import { HOUR_MS, MINUTE_MS } from '../../platform/durations';
import type { SubscriptionState } from '../planner/knownState';
import { LearnedClock } from '../planner/learnedClock';
import type { JobTables } from '../repositories';
import { isAwaitedByAsker, type WatchedJob } from '../track/watchedJob';
import { VaultSchedules } from './vaultSchedules';

const PAGE = 250;
/** Azure's clock is learned from the rows of so many last changes. */
const LEARNED_FROM = 1_000;
/**
 * A vault without a list counts as read this long ago, each further one a minute longer, so that they are read in turn.
 */
const DUE_MS = 12 * MINUTE_MS;
const TURN_MS = MINUTE_MS;
/**
 * Azure sometimes answers 404 for a vault that exists. A vault counts as deleted only after an hour of such answers.
 */
const DELETED_MS = HOUR_MS;

/** Times are epoch ms; 0 means never. */
interface JobState {
  watched: WatchedJob;
  /** When a list or a read of the job last showed it. */
  readMs: number;
  /** When the job itself, with its tasks, was last read. */
  detailMs: number;
  notBeforeMs: number;
  failures: number;
  /** When the VM's recovery points were last read. */
  pointsMs: number;
}

/** One vault, with its open jobs by their keys. */
interface VaultState {
  readonly vault: VaultRef;
  /** The subscription's id in lower case. */
  readonly subscription: IdKey;
  readonly jobs: Map<JobKey, JobState>;
  /** When the vault's list was last read. */
  readMs: number;
  notBeforeMs: number;
  failures: number;
  /** Since when Azure answers 404 for the vault; null if its last answer was another. */
  unfoundMs: number | null;
}

type InTransaction = <R>(work: (tables: JobTables) => Promise<R>) => Promise<R>;

/**
 * What one process knows of open jobs and how new its readings of them are. A cache over the store: a process that dies
 * loses only the times of readings that changed nothing.
 */
export class ReadingState {
  readonly schedules = new VaultSchedules();
  readonly #vaults = new Map<VaultKey, VaultState>();
  readonly #vaultOf = new Map<JobKey, VaultState>();
  readonly #learned = new LearnedClock();
  readonly #vaultsIn = new Map<IdKey, VaultState[]>();
  #revision: number | null = null;
  /** How many vaults without a list have got their turn. */
  #turns = 0;

  /**
   * Loads what any process changed since the last call; the first call loads all open jobs. Each page has its own short
   * transaction. Resolves with the subscriptions of jobs that this process did not know so.
   */
  async refresh(transaction: InTransaction): Promise<ReadonlySet<IdKey>> {
    const news = new Set<IdKey>();
    this.#revision ??= await this.#loadOpen(transaction);
    while (await this.#loadChanges(this.#revision, transaction, news));
    return news;
  }

  /** Loads one page of changes. Resolves with whether there may be more. */
  async #loadChanges(since: number, transaction: InTransaction, news: Set<IdKey>): Promise<boolean> {
    const { rows, revision } = await transaction(({ watched }) => watched.changedSince(since, PAGE));
    for (const row of rows) {
      const known = this.#job(row.key)?.watched;
      if (known ? isMore(row, known) : !row.done) news.add(idKey(row.ref.vault.subscription));
    }
    this.put(rows);
    this.#revision = revision;
    return rows.length === PAGE;
  }

  /** Loads open jobs only: the done jobs of a month may be a hundred times as many. */
  async #loadOpen(transaction: InTransaction): Promise<number> {
    const revision = await transaction(({ watched }) => watched.revision());
    await this.#learn(revision, transaction);
    for (let after: JobKey | null = null; ;) {
      const key: JobKey | null = after;
      const rows: readonly WatchedJob[] = await transaction(({ watched }) => watched.open(key, PAGE));
      this.put(rows);
      after = rows.at(-1)?.key ?? after;
      if (rows.length < PAGE) return revision;
    }
  }

  /** Loads the jobs that changed last, done ones too: their times show Azure's clock. */
  async #learn(revision: number, transaction: InTransaction): Promise<void> {
    for (let since = revision - LEARNED_FROM; since < revision; since += PAGE) {
      const { rows } = await transaction(({ watched }) => watched.changedSince(since, PAGE));
      for (const row of rows) this.#learned.note(row);
    }
  }

  put(rows: readonly WatchedJob[]): void {
    for (const watched of rows) {
      this.#learned.note(watched);
      const state = this.#job(watched.key);
      if (watched.done) this.drop(watched.key);
      else if (!state) this.#begin(watched);
      else if (isNews(watched, state.watched)) state.watched = watched;
      if (state) {
        state.readMs = Math.max(state.readMs, watched.readMs);
        state.detailMs = Math.max(state.detailMs, watched.detailMs);
      }
    }
  }

  drop(key: JobKey): void {
    this.#vaultOf.get(key)?.jobs.delete(key);
    this.#vaultOf.delete(key);
  }

  /** Number of open jobs. */
  get size(): number {
    return this.#vaultOf.size;
  }

  sizeOf(subscription: IdKey): number {
    return this.#in(subscription).reduce((sum, { jobs }) => sum + jobs.size, 0);
  }

  /** The subscriptions of open jobs and of `discovered` vaults. */
  subscriptions(discovered: readonly VaultRef[]): readonly IdKey[] {
    for (const vault of discovered) this.#vault(vault);
    const open = [...this.#vaults.values()].filter(({ jobs }) => jobs.size > 0);
    return [...new Set([...open, ...discovered.map((vault) => this.#vault(vault))].map((one) => one.subscription))];
  }

  /** All data of a plan except the budget. `discovered` are the vaults in which new backups are searched. */
  known(
    subscription: IdKey,
    { nowMs, discovered }: { readonly nowMs: number; readonly discovered: readonly VaultRef[] },
  ): Omit<SubscriptionState, 'budget'> {
    const discovers = new Set(discovered.map((vault) => this.#vault(vault)));
    const vaults = this.#in(subscription).filter((state) => state.jobs.size > 0 || discovers.has(state));
    return {
      jobs: vaults.flatMap(({ jobs }) => [...jobs.values()]),
      learned: this.#learned.of(subscription),
      vaults: vaults.map((state) => {
        if (state.readMs === 0) state.readMs = nowMs - DUE_MS - ++this.#turns * TURN_MS;
        const { vault, readMs, notBeforeMs } = state;
        return { vault, readMs, notBeforeMs, discovers: discovers.has(state) };
      }),
    };
  }

  /** Ended jobs whose recovery point is not listed yet, with the time of the last read of points. */
  ended(subscription: IdKey): readonly { readonly watched: WatchedJob; readonly pointsMs: number }[] {
    const jobs = this.#in(subscription).flatMap((state) => [...state.jobs.values()]);
    return jobs.filter(({ watched }) => watched.endSeenMs !== null);
  }

  /** How many running jobs of the subscription a person requested from this bot. */
  awaitedByAskers(subscription: IdKey): number {
    const jobs = this.#in(subscription).flatMap((state) => [...state.jobs.values()]);
    return jobs.filter(({ watched }) => isAwaitedByAsker(watched)).length;
  }

  openOf(vault: VaultRef): readonly WatchedJob[] {
    return [...this.#vault(vault).jobs.values()].map(({ watched }) => watched);
  }

  /** Records that the list was read; `atMs` is when its request went out. */
  listRead(vault: VaultRef, atMs: number): void {
    const state = this.#vault(vault);
    state.readMs = Math.max(state.readMs, atMs);
    state.notBeforeMs = 0;
    state.failures = 0;
  }

  listFailed(vault: VaultRef, wait: (failures: number) => number): void {
    const state = this.#vault(vault);
    state.failures += 1;
    state.notBeforeMs = wait(state.failures);
  }

  jobRead(key: JobKey, atMs: number): void {
    const state = this.#job(key);
    if (!state) return;
    state.readMs = Math.max(state.readMs, atMs);
    state.detailMs = Math.max(state.detailMs, atMs);
    state.notBeforeMs = 0;
    state.failures = 0;
  }

  jobFailed(key: JobKey, wait: (failures: number) => number): void {
    const state = this.#job(key);
    if (!state) return;
    state.failures += 1;
    state.notBeforeMs = wait(state.failures);
  }

  found(vault: VaultRef): void {
    this.#vault(vault).unfoundMs = null;
  }

  /** Records Azure's 404 for the vault, and returns whether it has lasted long enough to believe it. */
  isDeleted(vault: VaultRef, atMs: number): boolean {
    const state = this.#vault(vault);
    state.unfoundMs ??= atMs;
    return atMs - state.unfoundMs >= DELETED_MS;
  }

  pointsRead(key: JobKey, atMs: number): void {
    const state = this.#job(key);
    if (state) state.pointsMs = atMs;
  }

  #begin(watched: WatchedJob): void {
    const { key, readMs, detailMs } = watched;
    const state = this.#vault(watched.ref.vault);
    state.jobs.set(key, { watched, readMs, detailMs, notBeforeMs: 0, failures: 0, pointsMs: 0 });
    this.#vaultOf.set(key, state);
  }

  #job(key: JobKey): JobState | undefined {
    return this.#vaultOf.get(key)?.jobs.get(key);
  }

  #in(subscription: IdKey): readonly VaultState[] {
    return this.#vaultsIn.get(subscription) ?? [];
  }

  #vault(vault: VaultRef): VaultState {
    const key = vaultKey(vault);
    const known = this.#vaults.get(key);
    if (known) return known;
    const subscription = idKey(vault.subscription);
    const state: VaultState = {
      vault,
      subscription,
      jobs: new Map(),
      readMs: 0,
      notBeforeMs: 0,
      failures: 0,
      unfoundMs: null,
    };
    this.#vaults.set(key, state);
    this.#vaultsIn.set(subscription, [...this.#in(subscription), state]);
    return state;
  }
}

/**
 * Whether a row replaces the known job. An older row does not, because an unchanged list makes only memory newer. Two
 * exceptions: a read of the job itself shows more than a newer list, and demand for a job, or what is said of it,
 * changes without any read.
 */
function isNews(watched: WatchedJob, known: WatchedJob): boolean {
  return watched.readMs === known.readMs || isMore(watched, known);
}

/** Whether a row tells more than the known job. */
function isMore(watched: WatchedJob, known: WatchedJob): boolean {
  return (
    watched.readMs > known.readMs ||
    watched.detailMs > known.detailMs ||
    watched.jobId !== known.jobId ||
    watched.awaitsSnapshot !== known.awaitsSnapshot ||
    watched.toldWithEnd !== known.toldWithEnd ||
    watched.askedBy !== known.askedBy
  );
}
