import type { Migration } from 'kysely';

import type { Engine } from '../engine';
import { createTable } from './columns';

/** Reads spent from Azure's limits, stored so that every replica knows them, also after a restart. */
export function readCounts(kind: Engine['kind']): Migration {
  return {
    async up(db) {
      await createTable(db, kind, {
        name: 'read_counts',
        columns: { budget: 'text', owner: 'text', kind: 'text', at: 'int', value: 'int' },
        primary: ['budget', 'owner', 'kind', 'at'],
        indexes: [['at']],
      });
    },
  };
}
