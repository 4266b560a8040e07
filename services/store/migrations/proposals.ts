import type { Migration } from 'kysely';

import type { Engine } from '../engine';
import { createTable } from './columns';

/** Proposals that wait for a yes. They are stored so that any replica may take the answer and a restart loses none. */
export function proposals(kind: Engine['kind']): Migration {
  return {
    async up(db) {
      await createTable(db, kind, {
        name: 'proposals',
        columns: { id: 'text', person: 'text', place: 'text', until_at: 'int', taken_by: 'text?', asks: 'text' },
        primary: ['id'],
        indexes: [['person', 'place', 'until_at'], ['until_at']],
      });
    },
  };
}
