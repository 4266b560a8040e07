import type { PastJob } from '../../services/backup/durations';
import { type IdKey, idKey, type JobKey, sameId, vaultKey } from '../../services/backup/ids';
import { jobFromJson, jobToJson } from '../../services/backup/jobJson';
import type { VaultRef } from '../../services/backup/types';
import type { JobHistory, WatchedJobs } from '../../services/monitor/repositories';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';

/** The table of watched jobs in memory. As in the store, rows go through JSON, and each has a revision. */
export class MemoryWatched implements WatchedJobs {
  readonly rows = new Map<string, { readonly body: string; readonly job: string | null; readonly revision: number }>();
  #revision = 0;

  get all(): readonly WatchedJob[] {
    return [...this.rows.values()].map(read);
  }

  async add(watched: WatchedJob): Promise<boolean> {
    if (this.rows.has(watched.key) || this.#isTaken(watched)) return false;
    this.#put(watched);
    return true;
  }

  async save(watched: WatchedJob): Promise<boolean> {
    if (!this.rows.has(watched.key) || this.#isTaken(watched)) return false;
    this.#put(watched);
    return true;
  }

  async remove(key: string): Promise<void> {
    this.rows.delete(key);
  }

  async byKey(key: string): Promise<WatchedJob | null> {
    return this.all.find((one) => one.key === key) ?? null;
  }

  async byKeys(keys: readonly string[]): Promise<readonly WatchedJob[]> {
    return this.all.filter(({ key }) => keys.includes(key));
  }

  async byJob(vault: VaultRef, jobId: string): Promise<WatchedJob | null> {
    return this.all.find((one) => isIn(one, vault) && one.jobId !== null && sameId(one.jobId, jobId)) ?? null;
  }

  async jobIds(vault: VaultRef, sinceMs: number): Promise<ReadonlySet<IdKey>> {
    const since = this.all.filter((one) => isIn(one, vault) && one.startedMs >= sinceMs);
    return new Set(since.flatMap(({ jobId }) => (jobId === null ? [] : [idKey(jobId)])));
  }

  async ofVault(vault: VaultRef): Promise<readonly WatchedJob[]> {
    const open = this.all.filter((one) => isIn(one, vault) && !one.done);
    return open.sort((a, b) => a.startedMs - b.startedMs || (a.key < b.key ? -1 : 1));
  }

  async ofItem(itemId: string, sinceMs: number): Promise<readonly WatchedJob[]> {
    const ofItem = this.all.filter((one) => sameId(one.itemId, itemId) && one.startedMs >= sinceMs);
    return ofItem.sort((a, b) => b.startedMs - a.startedMs);
  }

  async open(afterKey: JobKey | null, limit: number): Promise<readonly WatchedJob[]> {
    const open = this.all.filter((one) => !one.done && one.key > (afterKey ?? ''));
    return open.sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, limit);
  }

  async revision(): Promise<number> {
    return this.#revision;
  }

  async changedSince(revision: number, limit: number): Promise<{ rows: readonly WatchedJob[]; revision: number }> {
    const changed = [...this.rows.values()].filter((row) => row.revision > revision);
    const page = changed.sort((a, b) => a.revision - b.revision).slice(0, limit);
    return { rows: page.map(read), revision: page.at(-1)?.revision ?? revision };
  }

  #put(watched: WatchedJob): void {
    const job = watched.job && jobToJson(watched.job);
    this.rows.set(watched.key, { body: JSON.stringify({ ...watched, job: null }), job, revision: ++this.#revision });
  }

  #isTaken({ key, ref, jobId }: WatchedJob): boolean {
    return this.all.some(
      (one) =>
        one.key !== key && isIn(one, ref.vault) && jobId !== null && one.jobId !== null && sameId(one.jobId, jobId),
    );
  }
}

/** The table of the job history in memory. */
export class MemoryHistory implements JobHistory {
  readonly rows = new Map<string, PastJob>();

  async put(past: PastJob): Promise<void> {
    this.rows.set(past.job, past);
  }

  async of(itemId: string, limit: number): Promise<readonly PastJob[]> {
    const ofItem = [...this.rows.values()].filter((past) => sameId(past.itemId, itemId));
    return ofItem.sort((a, b) => b.startedMs - a.startedMs).slice(0, limit);
  }
}

function read({ body, job }: { readonly body: string; readonly job: string | null }): WatchedJob {
  return { ...(JSON.parse(body) as WatchedJob), job: job === null ? null : jobFromJson(job) };
}

function isIn({ ref }: WatchedJob, vault: VaultRef): boolean {
  return vaultKey(ref.vault) === vaultKey(vault);
}
