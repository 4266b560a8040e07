import { vaultKey, type VaultRef } from '../../backup/types';
import type { KnownJob, KnownVault } from '../planner/targets';
import type { JobTables } from '../repositories';
import { isAwaitedByAsker, vaultOf, type WatchedJob } from '../track/watchedJob';

const PAGE = 250;
const DUE_MS = 12 * 60_000;
const TURN_MS = 60_000;
/** Azure does not find what is there, too, now and then: only a vault that it does not find for so long is taken for deleted. */
const DELETED_MS = 60 * 60_000;

interface Held {
  watched: WatchedJob;
  readMs: number;
  detailMs: number;
  notBeforeMs: number;
  failures: number;
  /** When its VM's recovery points were read last. */
  pointsMs: number;
}

/** One vault, with its jobs by their keys. */
interface Shelf {
  readonly vault: VaultRef;
  /** Lower case. */
  readonly subscription: string;
  readonly jobs: Map<string, Held>;
  readMs: number;
  notBeforeMs: number;
  failures: number;
  /** Since when Azure does not find it; null: it did. */
  unfoundMs: number | null;
}

type InTransaction = <R>(work: (tables: JobTables) => Promise<R>) => Promise<R>;

/** What one process remembers between its reads: the open jobs, and how new its readings are. Nothing here is lost that matters. */
export class ReadingState {
  readonly #shelves = new Map<string, Shelf>();
  readonly #shelfOf = new Map<string, Shelf>();
  #revision: number | null = null;
  /** Vaults that were given a turn before their first list. */
  #turns = 0;

  /** Takes over what any process changed since the last time; at first all that is open. `transaction` per page, so that none is long. */
  async refresh(transaction: InTransaction): Promise<void> {
    this.#revision ??= await this.#load(transaction);
    while (await this.#follow(this.#revision, transaction));
  }

  /** Whether there may be more. */
  async #follow(since: number, transaction: InTransaction): Promise<boolean> {
    const { rows, revision } = await transaction(({ watched }) => watched.changedSince(since, PAGE));
    this.put(rows);
    this.#revision = revision;
    return rows.length === PAGE;
  }

  /** The done ones of a month are not read: they may be a hundred times as many. */
  async #load(transaction: InTransaction): Promise<number> {
    const revision = await transaction(({ watched }) => watched.revision());
    for (let after = ''; ;) {
      const key = after;
      const rows = await transaction(({ watched }) => watched.open(key, PAGE));
      this.put(rows);
      after = rows.at(-1)?.key ?? after;
      if (rows.length < PAGE) return revision;
    }
  }

  put(rows: readonly WatchedJob[]): void {
    for (const watched of rows) {
      const held = this.#held(watched.key);
      if (watched.done) this.drop(watched.key);
      else if (!held) this.#begin(watched);
      else if (isNews(watched, held.watched)) held.watched = watched;
      if (held) {
        held.readMs = Math.max(held.readMs, watched.readMs);
        held.detailMs = Math.max(held.detailMs, watched.detailMs);
      }
    }
  }

  drop(key: string): void {
    this.#shelfOf.get(key)?.jobs.delete(key);
    this.#shelfOf.delete(key);
  }

  /** Jobs that are watched. */
  get size(): number {
    return this.#shelfOf.size;
  }

  /** In lower case: those of what is watched, and of `discovered`. */
  subscriptions(discovered: readonly VaultRef[]): readonly string[] {
    for (const vault of discovered) this.#shelf(vault);
    const open = [...this.#shelves.values()].filter(({ jobs }) => jobs.size > 0);
    return [...new Set([...open, ...discovered.map((vault) => this.#shelf(vault))].map((one) => one.subscription))];
  }

  /** What a plan of its reads is made from. `discovered`: vaults in which others' backups are looked for. */
  known(
    subscription: string,
    { nowMs, discovered }: { readonly nowMs: number; readonly discovered: readonly VaultRef[] },
  ): { readonly jobs: readonly KnownJob[]; readonly vaults: readonly KnownVault[] } {
    const discovers = new Set(discovered.map((vault) => this.#shelf(vault)));
    const shelves = this.#of(subscription).filter((shelf) => shelf.jobs.size > 0 || discovers.has(shelf));
    return {
      jobs: shelves.flatMap(({ jobs }) => [...jobs.values()]),
      vaults: shelves.map((shelf) => {
        if (shelf.readMs === 0) shelf.readMs = nowMs - DUE_MS - ++this.#turns * TURN_MS;
        const { vault, readMs, notBeforeMs } = shelf;
        return { vault, readMs, notBeforeMs, discovers: discovers.has(shelf) };
      }),
    };
  }

  /** Those that ended and whose recovery point is awaited, with the time of the last look for it. */
  ended(subscription: string): readonly { readonly watched: WatchedJob; readonly pointsMs: number }[] {
    const jobs = this.#of(subscription).flatMap((shelf) => [...shelf.jobs.values()]);
    return jobs.filter(({ watched }) => watched.endSeenMs !== null);
  }

  /** How many of those that run there somebody asked for. */
  asked(subscription: string): number {
    const jobs = this.#of(subscription).flatMap((shelf) => [...shelf.jobs.values()]);
    return jobs.filter(({ watched }) => isAwaitedByAsker(watched)).length;
  }

  openOf(vault: VaultRef): readonly WatchedJob[] {
    return [...this.#shelf(vault).jobs.values()].map(({ watched }) => watched);
  }

  /** A list was read; `atMs` when its request went out. Those of its jobs that it concerns are as new. */
  listRead(vault: VaultRef, atMs: number): void {
    const known = this.#shelf(vault);
    Object.assign(known, { readMs: Math.max(known.readMs, atMs), notBeforeMs: 0, failures: 0 });
  }

  listFailed(vault: VaultRef, wait: (failures: number) => number): void {
    const known = this.#shelf(vault);
    known.failures += 1;
    known.notBeforeMs = wait(known.failures);
  }

  jobRead(key: string, atMs: number): void {
    const held = this.#held(key);
    if (held)
      Object.assign(held, {
        readMs: Math.max(held.readMs, atMs),
        detailMs: Math.max(held.detailMs, atMs),
        notBeforeMs: 0,
        failures: 0,
      });
  }

  jobFailed(key: string, wait: (failures: number) => number): void {
    const held = this.#held(key);
    if (!held) return;
    held.failures += 1;
    held.notBeforeMs = wait(held.failures);
  }

  found(vault: VaultRef): void {
    this.#shelf(vault).unfoundMs = null;
  }

  /** Azure does not find the vault: whether that has been so for long enough to believe it. */
  isDeleted(vault: VaultRef, atMs: number): boolean {
    const shelf = this.#shelf(vault);
    shelf.unfoundMs ??= atMs;
    return atMs - shelf.unfoundMs >= DELETED_MS;
  }

  pointsRead(key: string, atMs: number): void {
    const held = this.#held(key);
    if (held) held.pointsMs = atMs;
  }

  #begin(watched: WatchedJob): void {
    const { key, readMs, detailMs } = watched;
    const shelf = this.#shelf(vaultOf(watched));
    shelf.jobs.set(key, { watched, readMs, detailMs, notBeforeMs: 0, failures: 0, pointsMs: 0 });
    this.#shelfOf.set(key, shelf);
  }

  #held(key: string): Held | undefined {
    return this.#shelfOf.get(key)?.jobs.get(key);
  }

  #of(subscription: string): readonly Shelf[] {
    return [...this.#shelves.values()].filter((shelf) => shelf.subscription === subscription);
  }

  #shelf(vault: VaultRef): Shelf {
    const key = vaultKey(vault);
    const known = this.#shelves.get(key);
    if (known) return known;
    const subscription = vault.subscription.toLowerCase();
    const times = { readMs: 0, notBeforeMs: 0, failures: 0, unfoundMs: null };
    const shelf = { vault, subscription, jobs: new Map<string, Held>(), ...times };
    this.#shelves.set(key, shelf);
    return shelf;
  }
}

/**
 * An unchanged list is newer in memory than what is written; a read of the job itself may be older than it and tell more.
 * Who waits for a job changes without any read.
 */
function isNews(watched: WatchedJob, known: WatchedJob): boolean {
  return (
    watched.readMs >= known.readMs ||
    watched.detailMs > known.detailMs ||
    watched.jobId !== known.jobId ||
    watched.awaitsSnapshot !== known.awaitsSnapshot ||
    watched.askedBy !== known.askedBy
  );
}
