import { type Selectable, sql } from 'kysely';

import { type IdKey, idKey, itemIdOf, type JobKey, vaultKey } from '../../backup/ids';
import { jobFromJson, jobToJson } from '../../backup/jobJson';
import type { VaultRef } from '../../backup/types';
import type { WatchedJobs } from '../../monitor/repositories';
import type { WatchedJob } from '../../monitor/track/watchedJob';
import { fromJson, toJson } from '../codec';
import type { Engine } from '../engine';
import type { Queries, Schema } from '../schema';

const OF_VAULT_MAX = 2_000;
const OF_ITEM_MAX = 20;
const JOB_IDS_MAX = 20_000;

export function watchedJobsTable(db: Queries, { kind }: Engine): WatchedJobs {
  const rows = db.selectFrom('watched_jobs').select(['body', 'job', 'revision']);
  const locked = <Q extends { forUpdate(): Q }>(query: Q): Q => (kind === 'postgres' ? query.forUpdate() : query);
  return {
    async add(watched) {
      const row = { ...rowOf(watched), revision: await nextRevision(db) };
      const insert = db
        .insertInto('watched_jobs')
        .values(row)
        .onConflict((conflict) => conflict.doNothing());
      return (await insert.executeTakeFirst()).numInsertedOrUpdatedRows === 1n;
    },
    async save(watched) {
      const row = { ...rowOf(watched), revision: await nextRevision(db) };
      const update = db.updateTable('watched_jobs').set(row).where('key', '=', row.key);
      const others = db.selectFrom('watched_jobs').select('key').where('key', '<>', row.key);
      const taken = others.where('vault', '=', row.vault).where('job_id', '=', row.job_id);
      const { numUpdatedRows } = await update.where((or) => or.not(or.exists(taken))).executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async remove(key) {
      await db.deleteFrom('watched_jobs').where('key', '=', key).execute();
    },
    async byKey(key) {
      const row = await locked(rows.where('key', '=', key)).executeTakeFirst();
      return row ? watchedOf(row) : null;
    },
    byKeys: async (keys) => (keys.length === 0 ? [] : all(rows.where('key', 'in', keys))),
    async byJob(vault, jobId) {
      const ofVault = rows.where('vault', '=', vaultKey(vault));
      const row = await ofVault.where('job_id', '=', idKey(jobId)).executeTakeFirst();
      return row ? watchedOf(row) : null;
    },
    jobIds: (vault, sinceMs) => jobIds(db, vault, sinceMs),
    async ofVault(vault) {
      const open = rows.where('vault', '=', vaultKey(vault)).where('done', '=', 0);
      const found = await locked(open.orderBy('started_at').orderBy('key').limit(OF_VAULT_MAX)).execute();
      return found.map(watchedOf);
    },
    async ofItem(item, sinceMs) {
      const ofItem = rows.where('item', '=', item).where('started_at', '>=', sinceMs);
      return (await ofItem.orderBy('started_at', 'desc').limit(OF_ITEM_MAX).execute()).map(watchedOf);
    },
    open: async (afterKey, limit) =>
      all(
        rows
          .where('done', '=', 0)
          .where('key', '>', afterKey ?? sql<JobKey>`''`)
          .orderBy('key')
          .limit(limit),
      ),
    revision: () => currentRevision(db),
    async changedSince(revision, limit) {
      const found = await rows.where('revision', '>', revision).orderBy('revision').limit(limit).execute();
      return { rows: found.map(watchedOf), revision: found.at(-1)?.revision ?? revision };
    },
  };
}

async function jobIds(db: Queries, vault: VaultRef, sinceMs: number): Promise<ReadonlySet<IdKey>> {
  const ids = db.selectFrom('watched_jobs').select('job_id').where('vault', '=', vaultKey(vault));
  const newest = ids.where('started_at', '>=', sinceMs).where('job_id', 'is not', null);
  const found = await newest.orderBy('started_at', 'desc').limit(JOB_IDS_MAX).execute();
  return new Set(found.flatMap(({ job_id: id }) => (id === null ? [] : [id])));
}

async function all(query: { execute(): Promise<readonly Parameters<typeof watchedOf>[0][]> }): Promise<WatchedJob[]> {
  return (await query.execute()).map(watchedOf);
}

async function currentRevision(db: Queries): Promise<number> {
  const counter = db.selectFrom('counters').select('value').where('name', '=', 'watched_jobs');
  return (await counter.executeTakeFirstOrThrow()).value;
}

/**
 * The next revision, from a row that stays locked until the transaction ends. With a sequence, a reader could see a
 * higher revision before a slower transaction commits a lower one. It would then never look for the lower one again.
 */
async function nextRevision(db: Queries): Promise<number> {
  const { value } = await db
    .updateTable('counters')
    .set({ value: sql`value + 1` })
    .where('name', '=', 'watched_jobs')
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}

function rowOf(watched: WatchedJob): Omit<Selectable<Schema['watched_jobs']>, 'revision'> {
  return {
    key: watched.key,
    vault: vaultKey(watched.ref.vault),
    item: itemIdOf(watched.itemId),
    job_id: watched.jobId === null ? null : idKey(watched.jobId),
    started_at: watched.startedMs,
    done: Number(watched.done),
    job: watched.job && jobToJson(watched.job),
    body: toJson({ ...watched, job: null }),
  };
}

function watchedOf({ body, job }: { readonly body: string; readonly job: string | null }): WatchedJob {
  return { ...(fromJson(body) as WatchedJob), job: job === null ? null : jobFromJson(job) };
}
