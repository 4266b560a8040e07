import type { Migration } from 'kysely';

import type { Engine } from '../engine';
import { createTable } from './columns';

/** Which release brought the schema up to which migration, so that an earlier one can say which release it takes. */
export function releases(kind: Engine['kind']): Migration {
  return {
    async up(db) {
      await createTable(db, kind, {
        name: 'releases',
        columns: { migration: 'text', version: 'text', at_real: 'int' },
        primary: ['migration'],
      });
    },
  };
}
