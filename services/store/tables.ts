import type { AuditLog } from '../access/audit';
import type { ReadCounts } from '../backup/readCounts';
import type { NotifyTables } from '../notify/repositories';
import type { WatchTables } from '../watch/repositories';
import type { Engine } from './engine';
import type { Queries } from './schema';
import { type Activities, activitiesTable } from './tables/activities';
import { auditTable } from './tables/audit';
import { type DialogState, dialogStateTable } from './tables/dialogState';
import { historyTable } from './tables/history';
import { type Leases, leasesTable } from './tables/leases';
import { noticesTable, postedTable, quietTable } from './tables/notices';
import { outboxTable } from './tables/outbox';
import {
  type ConversationReferences,
  type ConversationSettings,
  conversationsTable,
  settingsTable,
} from './tables/perConversation';
import { promisesTable } from './tables/promises';
import { type ProposalRows, proposalsTable } from './tables/proposals';
import { readCountsTable } from './tables/readCounts';
import { watchedJobsTable } from './tables/watchedJobs';
import { watchesTable } from './tables/watches';

/** What a transaction works with; dead once it has ended. */
export interface Tables extends WatchTables, NotifyTables {
  readonly activities: Activities;
  readonly conversations: ConversationReferences;
  readonly settings: ConversationSettings;
  readonly dialogState: DialogState;
  readonly leases: Leases;
  readonly proposals: ProposalRows;
  readonly audit: AuditLog;
  readonly readCounts: ReadCounts;
}

export function tablesOf(db: Queries, engine: Engine): Tables {
  return {
    activities: activitiesTable(db, engine),
    conversations: conversationsTable(db),
    settings: settingsTable(db),
    dialogState: dialogStateTable(db, engine),
    leases: leasesTable(db, engine),
    proposals: proposalsTable(db),
    audit: auditTable(db),
    readCounts: readCountsTable(db),
    history: historyTable(db),
    watched: watchedJobsTable(db, engine),
    notices: noticesTable(db),
    promises: promisesTable(db),
    watches: watchesTable(db),
    outbox: outboxTable(db),
    posted: postedTable(db),
    quiet: quietTable(db, engine),
  };
}
