import { vaultKey, type VaultRef } from '../backup/types';
import type { WatchTables } from './repositories';
import type { KnownJob, KnownVault } from './targets';
import { vaultOf, type WatchedJob } from './watchedJob';

const PAGE = 500;
const DUE_MS = 12 * 60_000;
const TURN_MS = 60_000;

interface Held {
  watched: WatchedJob;
  readMs: number;
  detailMs: number;
  notBeforeMs: number;
  failures: number;
  /** When its VM's recovery points were read last. */
  pointsMs: number;
}

/** What one process remembers between its reads: the open jobs, and how new its readings are. Nothing here is lost that matters. */
export class WatchMemory {
  readonly #jobs = new Map<string, Held>();
  readonly #vaults = new Map<string, { vault: VaultRef; readMs: number; notBeforeMs: number; failures: number }>();
  #revision = 0;

  /** Takes over what any process changed since the last time. `transaction` per page, so that none is long. */
  async refresh(transaction: <R>(work: (tables: WatchTables) => Promise<R>) => Promise<R>): Promise<void> {
    for (;;) {
      const { rows, revision } = await transaction(({ watched }) => watched.changedSince(this.#revision, PAGE));
      this.put(rows);
      this.#revision = revision;
      if (rows.length < PAGE) return;
    }
  }

  put(rows: readonly WatchedJob[]): void {
    for (const watched of rows) {
      const held = this.#jobs.get(watched.key);
      if (watched.done) this.#jobs.delete(watched.key);
      else if (!held) this.#jobs.set(watched.key, { ...NEW, ...newness(watched), watched });
      else if (watched.readMs >= held.watched.readMs || watched.jobId !== held.watched.jobId) held.watched = watched;
      if (held) {
        held.readMs = Math.max(held.readMs, watched.readMs);
        held.detailMs = Math.max(held.detailMs, watched.detailMs);
      }
    }
  }

  drop(key: string): void {
    this.#jobs.delete(key);
  }

  jobs(): readonly KnownJob[] {
    return [...this.#jobs.values()];
  }

  /** Those that ended and whose recovery point is awaited, with the time of the last look for it. */
  ended(): readonly { readonly watched: WatchedJob; readonly pointsMs: number }[] {
    return [...this.#jobs.values()].filter(({ watched }) => watched.endSeenMs !== null);
  }

  openOf(vault: VaultRef): readonly WatchedJob[] {
    const key = vaultKey(vault);
    return [...this.#jobs.values()].map(({ watched }) => watched).filter((one) => vaultKey(vaultOf(one)) === key);
  }

  /** One that was never read counts as read so long ago that it is due, each a little longer than the one before: where reads are short, they take turns. */
  vault(vault: VaultRef, { nowMs, discovers }: { readonly nowMs: number; readonly discovers: boolean }): KnownVault {
    const known = this.#vault(vault);
    if (known.readMs === 0) known.readMs = nowMs - DUE_MS - this.#vaults.size * TURN_MS;
    const { readMs, notBeforeMs } = known;
    return { vault, readMs, notBeforeMs, discovers };
  }

  /** A list was read; `atMs` when its request went out. Those of its jobs that it concerns are as new. */
  listRead(vault: VaultRef, atMs: number): void {
    const known = this.#vault(vault);
    Object.assign(known, { readMs: Math.max(known.readMs, atMs), notBeforeMs: 0, failures: 0 });
  }

  listFailed(vault: VaultRef, wait: (failures: number) => number): void {
    const known = this.#vault(vault);
    known.failures += 1;
    known.notBeforeMs = wait(known.failures);
  }

  jobRead(key: string, atMs: number): void {
    const held = this.#jobs.get(key);
    if (held)
      Object.assign(held, {
        readMs: Math.max(held.readMs, atMs),
        detailMs: Math.max(held.detailMs, atMs),
        notBeforeMs: 0,
        failures: 0,
      });
  }

  jobFailed(key: string, wait: (failures: number) => number): void {
    const held = this.#jobs.get(key);
    if (!held) return;
    held.failures += 1;
    held.notBeforeMs = wait(held.failures);
  }

  pointsRead(key: string, atMs: number): void {
    const held = this.#jobs.get(key);
    if (held) held.pointsMs = atMs;
  }

  #vault(vault: VaultRef): { vault: VaultRef; readMs: number; notBeforeMs: number; failures: number } {
    const key = vaultKey(vault);
    const known = this.#vaults.get(key) ?? { vault, readMs: 0, notBeforeMs: 0, failures: 0 };
    this.#vaults.set(key, known);
    return known;
  }
}

const NEW = { notBeforeMs: 0, failures: 0, pointsMs: 0 };

function newness({ readMs, detailMs }: WatchedJob): { readMs: number; detailMs: number } {
  return { readMs, detailMs };
}
