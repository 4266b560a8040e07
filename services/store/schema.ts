import type { Generated, Kysely } from 'kysely';

import type { IdKey, ItemId, JobKey, VaultKey } from '../backup/ids';

/**
 * Every table as the last migration leaves it. Times are epoch ms of the bot's clock; columns named `…_real` hold real
 * time. How long rows live is written in `purge.ts`.
 */
export interface Schema {
  /** Activities received, by (tenant, conversation, activity); kept 1 day. Written by bots/inbox. */
  activities: {
    tenant: string;
    conversation: string;
    activity: string;
    seen_at: number;
    /** JSON, to answer it after a crash; '' once answered. */
    body: string;
    /** The answer as JSON; null until answered. */
    result: string | null;
    owner: string;
    held_until_real: number;
  };
  /**
   * How to reach a conversation, by (tenant, conversation); kept until the bot is removed from it. Written by
   * bots/inbox; services/notify writes the three columns about 404 answers.
   */
  conversations: {
    tenant: string;
    conversation: string;
    reference: string;
    seen_at: number;
    /** Time of the first 404 since the conversation last took a message; null if there was none. */
    missing_since: number | null;
    missing_times: Generated<number>;
    /** Since when nothing is sent to it; null if the conversation is within reach. */
    resting_since: number | null;
  };
  /** Language and time zone, by (tenant, conversation); never purged. Written by services/conversations. */
  settings: { tenant: string; conversation: string; value: string };
  /** An admin's switch to read-only mode, as JSON, in its only row; never purged. Written by services/access. */
  read_only: { id: number; value: string };
  /** State of the Bot Framework's dialogs, by its key; kept 7 real days after a change. Written by bots/turn. */
  dialog_state: { key: string; value: string; etag: string; changed_real: number };
  /**
   * Work that only one process may do, by name; kept 1 real hour after it runs out. Written by services/monitor (reads
   * of Azure), services/notify (sends to a conversation) and services/onDemand (triggers of a VM).
   */
  leases: { name: string; owner: string; until_real: number };
  /**
   * The audit log, by a number without gaps; kept 400 days, and deleted from its beginning only. Written through
   * services/access by commands, services/notify and the start of the process. The database itself lets no row change.
   */
  audit_log: {
    seq: number;
    at: number;
    /** Empty if the entry names no VM. */
    vm: ItemId | '';
    /** The row whose outcome this row adds; null: an entry of its own. */
    attempt: number | null;
    entry: string | null;
    outcome: string | null;
    previous: string;
    hash: string;
  };
  /**
   * Rows of the audit log, by what they are: the last one, the last one that was purged, and the last one whose hash
   * was logged; never purged. The row `head` is the lock of the log.
   */
  audit_marks: { name: 'head' | 'checkpoint' | 'logged'; seq: number; hash: string; at: number };
  /**
   * Backup jobs that the monitor follows, by job key, and unique by (vault, job_id); kept 30 days after the start of a
   * job that is done. Written by services/monitor, and by services/onDemand before it triggers a backup.
   */
  watched_jobs: {
    key: JobKey;
    vault: VaultKey;
    item: ItemId;
    /** Null until Azure names the job. */
    job_id: IdKey | null;
    started_at: number;
    done: number;
    revision: number;
    /** The job as last read, written by `jobToJson`. */
    job: string | null;
    body: string;
  };
  /**
   * Events told, by (job, event, tenant, conversation), so that each is told once; kept 30 days. Written by
   * services/notify.
   */
  notices: { job: JobKey; event: string; tenant: string; conversation: string; at: number };
  /**
   * Subscriptions of conversations to one job, by (job, tenant, conversation); kept 30 days. Written by
   * services/onDemand, services/notify and views. `promises` is an earlier name of job subscriptions.
   */
  promises: {
    job: JobKey;
    tenant: string;
    conversation: string;
    created_at: number;
    card_activity: string | null;
    body: string;
  };
  /**
   * Standing subscriptions of a conversation, by (tenant, conversation, scope); kept 90 days after they end. Written by
   * the commands watch, unwatch and watches; services/notify ends them.
   */
  watches: {
    tenant: string;
    conversation: string;
    scope: string;
    created_at: number;
    ended_at: number | null;
    body: string;
  };
  /**
   * Messages that wait to be sent, by a growing id, and unique by (tenant, conversation, slot). Written by
   * services/notify, which deletes them once delivered; purged after 2 days, a deferred go-ahead after 31.
   */
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
  /**
   * Which activity shows a slot's message, by (tenant, conversation, slot); kept 30 days. Written by services/notify.
   */
  posted: { tenant: string; conversation: string; slot: string; activity: string; at: number };
  /** The grouping records of watches, by (tenant, conversation); kept 90 days. Written by services/notify. */
  quiet_records: { tenant: string; conversation: string; record: string; at: number };
  /**
   * The last heartbeat, by (tenant, conversation): its day there, and when the channel last took one; never purged.
   * Written by services/notify.
   */
  heartbeats: { tenant: string; conversation: string; day: string; told_at: number | null };
  /** The last revision of `watched_jobs`, in its only row; never purged. Written with each row of that table. */
  counters: { name: string; value: number };
  /** Durations of jobs that ended, by job key; kept 400 days after the job's start. Written by services/monitor. */
  job_history: { job: JobKey; item: ItemId; started_at: number; entry: string };
  /**
   * Reads spent from Azure's limits, by (budget, owner, kind, at); kept 2 hours, the highest remaining number 25. Each
   * process writes its own rows through services/readBudget.
   */
  read_counts: { budget: string; owner: string; kind: string; at: number; value: number };
  /** One row with id 1, written by the readiness check to prove that the database takes a write. */
  health: { id: number; at_real: number };
  /** Changes that wait for a person's yes, by id; kept 1 day after they lapse. Written by services/conversations. */
  proposals: {
    id: string;
    person: string;
    place: string;
    until_at: number;
    /** The turn that took the answer; null if none did. */
    taken_by: string | null;
    asks: string;
    question: string | null;
    ended: string | null;
    ended_at: number | null;
    /** Name of the second person who approved or declined. */
    ended_by: string | null;
    /** 1 if the person wrote something else in that conversation after the question. */
    said_since: Generated<number>;
  };
  /** The release that first brought the schema to a migration; never purged. Written by `migrate.ts`. */
  releases: { migration: string; version: string; at_real: number };
}

/** A connection, or a transaction on one. */
export type Queries = Kysely<Schema>;
