import type { Generated, Kysely } from 'kysely';

/** Every table, as it stands after the last migration. Times are epoch ms of the bot's clock, `…_real` ones of real time. */
export interface Schema {
  activities: {
    tenant: string;
    conversation: string;
    activity: string;
    seen_at: number;
    /** JSON, to answer it after a crash; '' once answered. */
    body: string;
    /** JSON; null until answered. */
    result: string | null;
    owner: string;
    held_until_real: number;
  };
  conversations: {
    tenant: string;
    conversation: string;
    reference: string;
    seen_at: number;
    /** The first of the 404s since it last took a message; null: none. */
    missing_since: number | null;
    missing_times: Generated<number>;
    /** Nothing is sent there since then; null: it is in reach. */
    resting_since: number | null;
  };
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
  watched_jobs: {
    key: string;
    vault: string;
    item: string;
    /** Lower case, as `vault`, `item` and `key` are. */
    job_id: string | null;
    started_at: number;
    done: number;
    revision: number;
    /** `jobToJson` of the newest state. */
    job: string | null;
    body: string;
  };
  notices: { job: string; event: string; tenant: string; conversation: string; at: number };
  promises: {
    job: string;
    tenant: string;
    conversation: string;
    created_at: number;
    card_activity: string | null;
    body: string;
  };
  watches: {
    tenant: string;
    conversation: string;
    scope: string;
    created_at: number;
    ended_at: number | null;
    body: string;
  };
  outbox: {
    id: Generated<number>;
    tenant: string;
    conversation: string;
    slot: string | null;
    is_update: number;
    body: string;
    version: number;
    created_at: number;
    due_at: number;
    tries: number;
    unanswered: Generated<number>;
    failed: Generated<number>;
    sending: number;
  };
  posted: { tenant: string; conversation: string; slot: string; activity: string; at: number };
  quiet_records: { tenant: string; conversation: string; record: string; at: number };
  counters: { name: string; value: number };
  job_history: { job: string; item: string; started_at: number; entry: string };
  read_counts: { budget: string; owner: string; kind: string; at: number; value: number };
  health: { id: number; at_real: number };
  proposals: {
    id: string;
    person: string;
    place: string;
    until_at: number;
    taken_by: string | null;
    asks: string;
    question: string | null;
    ended: string | null;
    ended_at: number | null;
    said_since: Generated<number>;
  };
}

/** A connection, or a transaction on one. */
export type Queries = Kysely<Schema>;
