import type { Migration } from 'kysely';

import type { Engine } from '../engine';
import { createTable, type TableShape } from './columns';

const TABLES: readonly TableShape[] = [
  {
    name: 'activities',
    columns: {
      ...{ tenant: 'text', conversation: 'text', activity: 'text', seen_at: 'int', body: 'text', result: 'text?' },
      ...{ owner: 'text', held_until_real: 'int' },
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
  { name: 'health', columns: { id: 'int', at_real: 'int' }, primary: ['id'] },
];

/** What the bot started with. */
export function first(kind: Engine['kind']): Migration {
  return {
    async up(db) {
      for (const table of TABLES) await createTable(db, kind, table);
    },
  };
}
