import type { JobState } from '../../backup/types';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';

/** What is remembered of a job that ended: how long this VM's backups take (CONTRACT 5, "usually 38 min"). */
export interface PastJob {
  /** Names the job for ever: `jobKey`. */
  readonly job: string;
  /** ARM id of the protected item. */
  readonly itemId: string;
  readonly state: JobState;
  /** Epoch ms, by Azure's times. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** Of a job that the bot watched itself; null where its tasks were not read. */
  readonly snapshotMs: number | null;
}

export interface JobHistory {
  /** Once per job: what is written again replaces what was known. */
  put(job: PastJob): Promise<void>;
  /** Newest first, whatever the id's case. */
  of(itemId: string, limit: number): Promise<readonly PastJob[]>;
}

export function historyTable(db: Queries): JobHistory {
  return {
    async put(past) {
      const row = { item: past.itemId.toLowerCase(), started_at: past.startedMs, entry: toJson(past) };
      await db
        .insertInto('job_history')
        .values({ job: past.job, ...row })
        .onConflict((conflict) => conflict.column('job').doUpdateSet(row))
        .execute();
    },
    async of(itemId, limit) {
      const ofItem = db.selectFrom('job_history').select('entry').where('item', '=', itemId.toLowerCase());
      const rows = await ofItem.orderBy('started_at', 'desc').limit(limit).execute();
      return rows.map(({ entry }) => fromJson(entry) as PastJob);
    },
  };
}
