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

type Makers = { readonly [N in keyof Tables]: (db: Queries, engine: Engine) => Tables[N] };

const MAKERS: Makers = {
  activities: activitiesTable,
  conversations: conversationsTable,
  settings: settingsTable,
  readOnly: readOnlyTable,
  dialogState: dialogStateTable,
  leases: leasesTable,
  proposals: proposalsTable,
  audit: auditTable,
  readCounts: readCountsTable,
  history: historyTable,
  watched: watchedJobsTable,
  notices: noticesTable,
  jobSubscriptions: jobSubscriptionsTable,
  watches: watchesTable,
  outbox: outboxTable,
  reach: reachTable,
  posted: postedTable,
  heartbeats: heartbeatsTable,
  grouping: groupingTable,
};

/** Makes each table's object when it is first read, because a transaction uses few of them. */
export function tablesOf(db: Queries, engine: Engine): Tables {
  const lazily = Object.entries(MAKERS).map(([name, make]) => [
    name,
    { enumerable: true, get: (): unknown => make(db, engine) },
  ]);
  return Object.defineProperties({}, Object.fromEntries(lazily) as PropertyDescriptorMap) as Tables;
}
