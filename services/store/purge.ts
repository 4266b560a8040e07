import { type RawBuilder, sql } from 'kysely';

import { READS_KEPT_MS, REMAINING_KEPT_MS } from '../backup/readCounts';
import { DEFERRED_MS_MAX, DEFERRED_SLOT_PREFIX } from '../notify/slots';
import type { Engine } from './engine';
import type { Queries, Schema } from './schema';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Rows of one transaction, so that nobody waits long for it. */
const BATCH = 500;
/** Batches of one table in one call; the next call goes on. */
const BATCHES_MAX = 40;

interface Rule {
  readonly table: keyof Schema;
  /** What of it is past its time. */
  readonly past: RawBuilder<boolean>;
}

function rulesAt(now: number, { realTime }: Engine): readonly Rule[] {
  return [
    // A fast clock's day may last seconds, in which Teams delivers again.
    {
      table: 'activities',
      past: sql`seen_at < ${now - DAY_MS} and held_until_real < ${realTime(-HOUR_MS / 4)}`,
    },
    { table: 'dialog_state', past: sql`changed_real < ${realTime(-7 * DAY_MS)}` },
    { table: 'audit', past: sql`at < ${now - 400 * DAY_MS}` },
    { table: 'watched_jobs', past: sql`done = 1 and started_at < ${now - 30 * DAY_MS}` },
    { table: 'job_history', past: sql`started_at < ${now - 400 * DAY_MS}` },
    { table: 'notices', past: sql`at < ${now - 30 * DAY_MS}` },
    { table: 'promises', past: sql`created_at < ${now - 30 * DAY_MS}` },
    // What is sent is a day old at most, but for a go-ahead that is owed; what is older waits for a conversation that is
    // out of reach.
    {
      table: 'outbox',
      past: sql`created_at < ${now - DEFERRED_MS_MAX} or
        (created_at < ${now - 2 * DAY_MS} and coalesce(slot, '') not like ${`${DEFERRED_SLOT_PREFIX}%`})`,
    },
    { table: 'watches', past: sql`ended_at < ${now - 90 * DAY_MS}` },
    { table: 'posted', past: sql`at < ${now - 30 * DAY_MS}` },
    { table: 'quiet_records', past: sql`at < ${now - 90 * DAY_MS}` },
    { table: 'proposals', past: sql`until_at < ${now - DAY_MS}` },
    {
      table: 'read_counts',
      past: sql`at < ${now - REMAINING_KEPT_MS} or (kind <> 'remaining' and at < ${now - READS_KEPT_MS})`,
    },
    { table: 'leases', past: sql`until_real < ${realTime(-HOUR_MS)}` },
  ];
}

/** Deletes what is past its time, a batch in each transaction that `run` makes; resolves with how many rows went. */
export async function purge(
  run: <T>(work: (db: Queries) => Promise<T>) => Promise<T>,
  { now, engine }: { readonly now: number; readonly engine: Engine },
): Promise<number> {
  let gone = 0;
  for (const rule of rulesAt(now, engine))
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      const rows = await run((db) => deleteBatch(db, engine, rule));
      gone += rows;
      if (rows < BATCH) break;
    }
  return gone;
}

/** Neither database limits a DELETE by itself. What another replica purges at this moment is left to it. */
async function deleteBatch(db: Queries, { kind }: Engine, { table, past }: Rule): Promise<number> {
  const row = kind === 'postgres' ? sql`ctid` : sql`rowid`;
  const lock = kind === 'postgres' ? sql`for update skip locked` : sql``;
  const name = sql.table(table);
  const { numAffectedRows = 0n } = await sql`delete from ${name} where ${row} in (
    select ${row} from ${name} where ${past} limit ${BATCH} ${lock})`.execute(db);
  return Number(numAffectedRows);
}
