import type { Migration } from 'kysely';

import type { Engine } from '../engine';
import { createTable } from './columns';

/** The switch to read-only mode. It has no row while the mode is off. */
export function readOnlySwitch(kind: Engine['kind']): Migration {
  return {
    async up(db) {
      await createTable(db, kind, { name: 'read_only', columns: { id: 'int', value: 'text' }, primary: ['id'] });
    },
  };
}
