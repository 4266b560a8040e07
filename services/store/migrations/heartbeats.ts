import type { Migration } from 'kysely';

import type { Engine } from '../engine';
import { createTable } from './columns';

/** The last heartbeat of a conversation. An earlier version could not read the messages that wait for one. */
export function heartbeats(kind: Engine['kind']): Migration {
  return {
    async up(db) {
      await createTable(db, kind, {
        name: 'heartbeats',
        columns: { tenant: 'text', conversation: 'text', day: 'text', told_at: 'int?' },
        primary: ['tenant', 'conversation'],
      });
    },
  };
}
