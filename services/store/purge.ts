import { type RawBuilder, sql } from 'kysely';

import { READS_KEPT_MS, REMAINING_KEPT_MS } from '../backup/readCounts';
import { DEFERRED_MS_MAX, DEFERRED_SLOT_PREFIX } from '../notify/slots';
import { DAY_MS, HOUR_MS } from '../platform/durations';
import type { Engine } from './engine';
import type { Queries, Schema } from './schema';
import { lockHead, setMark } from './tables/audit';

/** Rows deleted in one transaction, few enough that other transactions do not wait long. */
const BATCH = 500;
/** Maximum number of batches of one table in one call; the next call deletes the rest. */
const BATCHES_MAX = 40;
const AUDIT_KEPT_MS = 400 * DAY_MS;

interface Retention {
  readonly table: keyof Schema;
  /** Condition of the rows that are past their time. */
  readonly expired: RawBuilder<boolean>;
}

function retentionsAt(now: number, { realTime }: Engine): readonly Retention[] {
  return [
    // A demo's clock may pass a day in seconds of real time, and Teams may deliver an activity again within those
    // seconds.
    {
      table: 'activities',
      expired: sql`seen_at < ${now - DAY_MS} and held_until_real < ${realTime(-HOUR_MS / 4)}`,
    },
    { table: 'dialog_state', expired: sql`changed_real < ${realTime(-7 * DAY_MS)}` },
    { table: 'watched_jobs', expired: sql`done = 1 and started_at < ${now - 30 * DAY_MS}` },
    { table: 'job_history', expired: sql`started_at < ${now - 400 * DAY_MS}` },
    { table: 'notices', expired: sql`at < ${now - 30 * DAY_MS}` },
    { table: 'promises', expired: sql`created_at < ${now - 30 * DAY_MS}` },
    // Messages are sent within a day, except deferred go-aheads. Older ones wait for a conversation out of reach.
    {
      table: 'outbox',
      expired: sql`created_at < ${now - DEFERRED_MS_MAX} or
        (created_at < ${now - 2 * DAY_MS} and coalesce(slot, '') not like ${`${DEFERRED_SLOT_PREFIX}%`})`,
    },
    { table: 'watches', expired: sql`ended_at < ${now - 90 * DAY_MS}` },
    { table: 'posted', expired: sql`at < ${now - 30 * DAY_MS}` },
    { table: 'quiet_records', expired: sql`at < ${now - 90 * DAY_MS}` },
    { table: 'proposals', expired: sql`until_at < ${now - DAY_MS}` },
    {
      table: 'read_counts',
      expired: sql`at < ${now - REMAINING_KEPT_MS} or (kind <> 'remaining' and at < ${now - READS_KEPT_MS})`,
    },
    { table: 'leases', expired: sql`until_real < ${realTime(-HOUR_MS)}` },
  ];
}

/** Deletes expired rows, one batch in each transaction that `run` makes; resolves with the number of rows. */
export async function purge(
  run: <T>(work: (db: Queries) => Promise<T>) => Promise<T>,
  { now, engine }: { readonly now: number; readonly engine: Engine },
): Promise<number> {
  const batches = [
    ...retentionsAt(now, engine).map((retention) => (db: Queries) => deleteBatch(db, engine, retention)),
    (db: Queries) => deleteAudit(db, now - AUDIT_KEPT_MS),
  ];
  let deleted = 0;
  for (const work of batches)
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      const rows = await run(work);
      deleted += rows;
      if (rows < BATCH) break;
    }
  return deleted;
}

/**
 * Deletes the audit log's first rows, up to the first that is younger than `before`. The last of them is recorded as
 * the checkpoint, from which the chain can still be checked.
 */
async function deleteAudit(db: Queries, before: number): Promise<number> {
  await lockHead(db);
  const rows = await db.selectFrom('audit_log').select(['seq', 'hash', 'at']).orderBy('seq').limit(BATCH).execute();
  const young = rows.findIndex(({ at }) => at >= before);
  const expired = young === -1 ? rows : rows.slice(0, young);
  const last = expired.at(-1);
  if (last === undefined) return 0;
  // First the checkpoint: the database lets nothing else be deleted.
  await setMark(db, 'checkpoint', last);
  await db.deleteFrom('audit_log').where('seq', '<=', last.seq).execute();
  return expired.length;
}

/**
 * Selects the rows first, because neither database limits a DELETE. Rows locked by another replica's purge are skipped.
 */
async function deleteBatch(db: Queries, { kind }: Engine, { table, expired }: Retention): Promise<number> {
  const row = kind === 'postgres' ? sql`ctid` : sql`rowid`;
  const lock = kind === 'postgres' ? sql`for update skip locked` : sql``;
  const name = sql.table(table);
  const { numAffectedRows = 0n } = await sql`delete from ${name} where ${row} in (
    select ${row} from ${name} where ${expired} limit ${BATCH} ${lock})`.execute(db);
  return Number(numAffectedRows);
}
