import type { AuditHeads, AuditLog } from '../access/audit';
import type { ReadOnlyRow } from '../access/readOnly';
import type { ReadCounts } from '../backup/readCounts';
import type { Activities, ConversationReferences } from '../conversations/activityTables';
import type { ProposalRows, SettingRows } from '../conversations/repositories';
import type { JobTables } from '../monitor/repositories';
import type { Heartbeats, NotifyTables } from '../notify/repositories';
import type { Leases } from '../platform/leases';
import type { Engine } from './engine';
import type { Queries } from './schema';
import { activitiesTable } from './tables/activities';
import { auditTable } from './tables/audit';
import { type DialogState, dialogStateTable } from './tables/dialogState';
import { heartbeatsTable } from './tables/heartbeats';
import { historyTable } from './tables/history';
import { jobSubscriptionsTable } from './tables/jobSubscriptions';
import { leasesTable } from './tables/leases';
import { groupingTable, noticesTable, postedTable } from './tables/notices';
import { outboxTable } from './tables/outbox';
import { conversationsTable, settingsTable } from './tables/perConversation';
import { proposalsTable } from './tables/proposals';
import { reachTable } from './tables/reach';
import { readCountsTable } from './tables/readCounts';
import { readOnlyTable } from './tables/readOnly';
import { watchedJobsTable } from './tables/watchedJobs';
import { watchesTable } from './tables/watches';

/** The tables within one transaction; a query after its end is refused. */
export interface Tables extends JobTables, NotifyTables {
  readonly activities: Activities;
  readonly conversations: ConversationReferences;
  readonly settings: SettingRows;
  readonly readOnly: ReadOnlyRow;
  readonly dialogState: DialogState;
  readonly leases: Leases;
  readonly heartbeats: Heartbeats;
  readonly proposals: ProposalRows;
  readonly audit: AuditLog & AuditHeads;
  readonly readCounts: ReadCounts;
}

/** Makes each table's object when it is first read, because a transaction uses few of them. */
export function tablesOf(db: Queries, engine: Engine): Tables {
  return {
    get activities() {
      return activitiesTable(db, engine);
    },
    get conversations() {
      return conversationsTable(db);
    },
    get settings() {
      return settingsTable(db);
    },
    get readOnly() {
      return readOnlyTable(db);
    },
    get dialogState() {
      return dialogStateTable(db, engine);
    },
    get leases() {
      return leasesTable(db, engine);
    },
    get proposals() {
      return proposalsTable(db);
    },
    get audit() {
      return auditTable(db);
    },
    get readCounts() {
      return readCountsTable(db);
    },
    get history() {
      return historyTable(db);
    },
    get watched() {
      return watchedJobsTable(db, engine);
    },
    get notices() {
      return noticesTable(db);
    },
    get jobSubscriptions() {
      return jobSubscriptionsTable(db);
    },
    get watches() {
      return watchesTable(db);
    },
    get outbox() {
      return outboxTable(db);
    },
    get reach() {
      return reachTable(db);
    },
    get posted() {
      return postedTable(db);
    },
    get heartbeats() {
      return heartbeatsTable(db);
    },
    get grouping() {
      return groupingTable(db, engine);
    },
  };
}
