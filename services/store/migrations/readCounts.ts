import type { Migration } from 'kysely';

import type { Engine } from '../engine';
import { createTable } from './columns';

/** Reads spent of Azure's limits, stored so that a restart and every replica know them. */
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
