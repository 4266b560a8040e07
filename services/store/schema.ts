import type { Generated, Kysely } from 'kysely';

/** Every table, as it stands after the last migration. Times are epoch ms of the bot's clock, `…_real` ones of real time. */
export interface Schema {
  activities: {
    tenant: string;
    conversation: string;
    activity: string;
    seen_at: number;
    /** JSON, to answer it after a crash. */
    body: string;
    /** JSON; null until answered. */
    result: string | null;
    owner: string;
    held_until_real: number;
  };
  conversations: { tenant: string; conversation: string; reference: string; seen_at: number };
  settings: { tenant: string; conversation: string; value: string };
  dialog_state: { key: string; value: string; etag: string; changed_real: number };
  leases: { name: string; owner: string; until_real: number };
  audit: {
    id: Generated<number>;
    at: number;
    /** Lower case; '' where none is meant. */
    vm: string;
    entry: string;
    outcome: string | null;
  };
  health: { id: number; at_real: number };
}

/** A connection, or a transaction on one. */
export type Queries = Kysely<Schema>;
