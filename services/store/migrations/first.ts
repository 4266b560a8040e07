import { type Migration, sql } from 'kysely';

import type { Engine } from '../engine';
import { createTable, type TableShape } from './columns';

const TABLES: readonly TableShape[] = [
  {
    name: 'activities',
    columns: {
      tenant: 'text',
      conversation: 'text',
      activity: 'text',
      seen_at: 'int',
      body: 'text',
      result: 'text?',
      owner: 'text',
      held_until_real: 'int',
    },
    primary: ['tenant', 'conversation', 'activity'],
    indexes: [['seen_at']],
  },
  {
    name: 'conversations',
    columns: { tenant: 'text', conversation: 'text', reference: 'text', seen_at: 'int' },
    primary: ['tenant', 'conversation'],
  },
  {
    name: 'settings',
    columns: { tenant: 'text', conversation: 'text', value: 'text' },
    primary: ['tenant', 'conversation'],
  },
  {
    name: 'dialog_state',
    columns: { key: 'text', value: 'text', etag: 'text', changed_real: 'int' },
    primary: ['key'],
    indexes: [['changed_real']],
  },
  { name: 'leases', columns: { name: 'text', owner: 'text', until_real: 'int' }, primary: ['name'] },
  {
    name: 'audit',
    primary: null,
    columns: { at: 'int', vm: 'text', entry: 'text', outcome: 'text?' },
    indexes: [['at'], ['vm', 'at']],
  },
  {
    name: 'watched_jobs',
    columns: {
      key: 'text',
      vault: 'text',
      item: 'text',
      job_id: 'text?',
      started_at: 'int',
      done: 'int',
      revision: 'int',
      job: 'text?',
      body: 'text',
    },
    primary: ['key'],
    unique: [['vault', 'job_id']],
    indexes: [['vault', 'done', 'started_at'], ['item', 'started_at'], ['done', 'key'], ['revision']],
  },
  { name: 'counters', columns: { name: 'text', value: 'int' }, primary: ['name'] },
  {
    name: 'job_history',
    columns: { job: 'text', item: 'text', started_at: 'int', entry: 'text' },
    primary: ['job'],
    indexes: [['item', 'started_at'], ['started_at']],
  },
  {
    name: 'notices',
    columns: { job: 'text', event: 'text', tenant: 'text', conversation: 'text', at: 'int' },
    primary: ['job', 'event', 'tenant', 'conversation'],
    indexes: [['at']],
  },
  {
    name: 'promises',
    columns: {
      job: 'text',
      tenant: 'text',
      conversation: 'text',
      created_at: 'int',
      card_activity: 'text?',
      body: 'text',
    },
    primary: ['job', 'tenant', 'conversation'],
    indexes: [['tenant', 'conversation'], ['created_at']],
  },
  {
    name: 'watches',
    columns: {
      tenant: 'text',
      conversation: 'text',
      scope: 'text',
      created_at: 'int',
      ended_at: 'int?',
      body: 'text',
    },
    primary: ['tenant', 'conversation', 'scope'],
    indexes: [['scope', 'created_at'], ['ended_at']],
  },
  {
    name: 'outbox',
    columns: {
      tenant: 'text',
      conversation: 'text',
      slot: 'text?',
      is_update: 'int',
      body: 'text',
      version: 'int',
      created_at: 'int',
      due_at: 'int',
      tries: 'int',
      sending: 'int',
    },
    primary: null,
    unique: [['tenant', 'conversation', 'slot']],
    indexes: [['tenant', 'conversation', 'is_update', 'id'], ['due_at'], ['created_at']],
  },
  {
    name: 'posted',
    columns: { tenant: 'text', conversation: 'text', slot: 'text', activity: 'text', at: 'int' },
    primary: ['tenant', 'conversation', 'slot'],
    indexes: [['at']],
  },
  {
    name: 'quiet_records',
    columns: { tenant: 'text', conversation: 'text', record: 'text', at: 'int' },
    primary: ['tenant', 'conversation'],
    indexes: [['at']],
  },
  { name: 'health', columns: { id: 'int', at_real: 'int' }, primary: ['id'] },
];

/** Every table of the bot's first version; `schema.ts` says what each holds. */
export function first(kind: Engine['kind']): Migration {
  return {
    async up(db) {
      for (const table of TABLES) await createTable(db, kind, table);
      await sql`insert into counters (name, value) values ('watched_jobs', 0)`.execute(db);
    },
  };
}
