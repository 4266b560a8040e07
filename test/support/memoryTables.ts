import type { AuditedEntry } from '../../services/access/audit';
import type { ConversationKey } from '../../services/access/conversation';
import { conversationMapKey } from '../../services/access/conversation';
import type { OutboxTables } from '../../services/notify/outbox/outboxParts';
import type { OutboxRows, OutRow, Posted, Reach } from '../../services/notify/repositories';
import { DEFERRED_SLOT_PREFIX } from '../../services/notify/slots';
import type { JobSubscription } from '../../services/subscriptions/jobSubscription';
import type { JobSubscriptions, Watches } from '../../services/subscriptions/repositories';
import { scopeKey, type Watch } from '../../services/subscriptions/watch';

/** What survives a process in these tests. Every value is plain JSON, never changed in place. */
export class MemoryState {
  readonly notices = new Map<string, number>();
  readonly jobSubscriptions = new Map<string, JobSubscription>();
  readonly watches = new Map<string, { readonly watch: Watch; readonly endedMs: number | null }>();
  readonly rows = new Map<number, OutRow>();
  readonly posted = new Map<string, { readonly activityId: string; readonly atMs: number }>();
  readonly quiet = new Map<string, string>();
  readonly leases = new Map<string, string>();
  /** By conversation. */
  readonly heartbeats = new Map<string, { readonly day: string; readonly toldMs: number | null }>();
  readonly audited: AuditedEntry[] = [];
  /** By conversation; what is not here is in reach. */
  readonly reach = new Map<string, { times: number; sinceMs: number | null; restingMs: number | null }>();
  rowsMade = 0;

  copy(): () => void {
    const { notices, jobSubscriptions, watches, rows, posted, quiet, leases, reach, heartbeats } = this;
    const maps = [notices, jobSubscriptions, watches, rows, posted, quiet, leases, reach, heartbeats];
    const kept = maps.map((map) => [...map]);
    return () => {
      maps.forEach((map: Map<unknown, unknown>, index) => {
        map.clear();
        for (const [key, value] of kept[index]!) map.set(key, value);
      });
    };
  }
}

/** Transactions one after another over a state; a work that rejects leaves the state as it was. */
export class MemoryStore {
  readonly state: MemoryState;
  readonly tables: OutboxTables;
  /** Called before each transaction: a rejection is a database that does not answer. */
  before: () => void = () => {};
  #last: Promise<unknown> = Promise.resolve();

  constructor(state = new MemoryState()) {
    this.state = state;
    this.tables = tablesOf(state);
  }

  transaction<T>(work: (tables: OutboxTables) => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      this.before();
      const restore = this.state.copy();
      try {
        return await work(this.tables);
      } catch (error) {
        restore();
        throw error;
      }
    };
    const turn = this.#last.then(run, run);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function tablesOf(state: MemoryState): OutboxTables {
  return {
    notices: {
      async add({ jobKey, event, to, atMs }) {
        const key = `${jobKey}|${event}|${conversationMapKey(to)}`;
        if (state.notices.has(key)) return false;
        state.notices.set(key, atMs);
        return true;
      },
    },
    jobSubscriptions: promisesOf(state),
    watches: watchesOf(state),
    outbox: outboxOf(state),
    posted: postedOf(state),
    heartbeats: heartbeatsOf(state),
    reach: reachOf(state),
    proposals: { botSpoke: async () => undefined },
    audit: { record: async (entry) => void state.audited.push(entry) },
    grouping: {
      get: async (to) => state.quiet.get(conversationMapKey(to)) ?? null,
      put: async (to, record) => void state.quiet.set(conversationMapKey(to), record),
      remove: async (to) => void state.quiet.delete(conversationMapKey(to)),
    },
    leases: {
      async claim(name, owner) {
        const held = state.leases.get(name);
        if (held !== undefined && held !== owner) return false;
        state.leases.set(name, owner);
        return true;
      },
      async release(name, owner) {
        if (state.leases.get(name) === owner) state.leases.delete(name);
      },
    },
  };
}

function heartbeatsOf({ heartbeats }: MemoryState): OutboxTables['heartbeats'] {
  return {
    async claim(to, day) {
      const known = heartbeats.get(conversationMapKey(to));
      if (known && known.day >= day) return false;
      heartbeats.set(conversationMapKey(to), { day, toldMs: known?.toldMs ?? null });
      return true;
    },
    async told(to, toldMs) {
      const known = heartbeats.get(conversationMapKey(to));
      if (known) heartbeats.set(conversationMapKey(to), { ...known, toldMs });
    },
    toldMs: async (to) => heartbeats.get(conversationMapKey(to))?.toldMs ?? null,
  };
}

function promisesOf({ jobSubscriptions }: MemoryState): JobSubscriptions {
  const keyOf = (jobKey: string, to: ConversationKey): string => `${jobKey}|${conversationMapKey(to)}`;
  return {
    async add(promised) {
      const key = keyOf(promised.jobKey, promised.to);
      if (jobSubscriptions.has(key)) return false;
      jobSubscriptions.set(key, json(promised));
      return true;
    },
    ofJob: async (jobKey) => oldestFirst([...jobSubscriptions.values()].filter((each) => each.jobKey === jobKey)),
    ofConversation: async (to) =>
      [...jobSubscriptions.values()].filter((each) => same(each.to, to)).sort((a, b) => b.createdMs - a.createdMs),
    async setCard(jobKey, to, cardActivityId) {
      const known = jobSubscriptions.get(keyOf(jobKey, to));
      if (known) jobSubscriptions.set(keyOf(jobKey, to), { ...known, cardActivityId });
    },
    remove: async (jobKey, to) => void jobSubscriptions.delete(keyOf(jobKey, to)),
    async removeConversation(to) {
      for (const [key, promised] of jobSubscriptions) if (same(promised.to, to)) jobSubscriptions.delete(key);
    },
  };
}

function watchesOf({ watches }: MemoryState): Watches {
  const keyOf = (to: ConversationKey, scope: string): string => `${conversationMapKey(to)}|${scope}`;
  const live = (): Watch[] => [...watches.values()].filter((each) => each.endedMs === null).map(({ watch }) => watch);
  return {
    put: async (watch) =>
      void watches.set(keyOf(watch.to, scopeKey(watch.scope)), { watch: json(watch), endedMs: null }),
    async remove(to, scope) {
      const known = watches.get(keyOf(to, scope));
      watches.delete(keyOf(to, scope));
      return known?.endedMs === null;
    },
    ofScopes: async (scopes) => oldestFirst(live().filter(({ scope }) => scopes.includes(scopeKey(scope)))),
    ofConversation: async (to) => oldestFirst(live().filter((watch) => same(watch.to, to))),
    async page(after, limit) {
      const from = after === null ? '' : keyOf(after.to, after.scopeKey);
      const keyed = live().map((watch) => ({ key: keyOf(watch.to, scopeKey(watch.scope)), watch }));
      const sorted = keyed.filter(({ key }) => key > from).sort((a, b) => (a.key < b.key ? -1 : 1));
      return sorted.slice(0, limit).map(({ watch }) => watch);
    },
    async end(to, atMs) {
      for (const [key, { watch, endedMs }] of watches)
        if (same(watch.to, to) && endedMs === null) watches.set(key, { watch, endedMs: atMs });
    },
    async revive(to, atMs) {
      for (const [key, { watch, endedMs }] of watches)
        if (same(watch.to, to) && endedMs === atMs) watches.set(key, { watch, endedMs: null });
    },
    endedOf: async (to) =>
      [...watches.values()]
        .filter((each) => each.endedMs !== null && same(each.watch.to, to))
        .map(({ watch }) => watch),
  };
}

function outboxOf(state: MemoryState): OutboxRows {
  const { rows } = state;
  const of = (to: ConversationKey): OutRow[] => [...rows.values()].filter((row) => same(row.to, to));
  return {
    async put({ to, slot, update, body, createdMs }) {
      const known = slot === null ? undefined : of(to).find((row) => row.slot === slot);
      if (known) {
        rows.set(known.id, { ...known, body, version: known.version + 1, update: known.update && update });
        return;
      }
      state.rowsMade += 1;
      const fresh = { version: 1, tries: 0, unanswered: 0, failed: 0, sending: false, dueMs: createdMs };
      rows.set(state.rowsMade, { id: state.rowsMade, to, slot, update, body, createdMs, ...fresh });
    },
    count: async (to) => of(to).length,
    depth: async (nowMs) => {
      const all = [...rows.values()];
      const owed = all.filter(({ slot }) => slot?.startsWith(DEFERRED_SLOT_PREFIX));
      const due = all.filter((row) => !owed.includes(row) && Math.min(row.createdMs, row.dueMs) <= nowMs);
      const oldestMs = due.length ? Math.min(...due.map(({ createdMs }) => createdMs)) : null;
      return { rows: due.length, oldestMs, deferred: owed.length };
    },
    async dueConversations(nowMs, limit) {
      const rests = ({ to }: OutRow): boolean => (state.reach.get(conversationMapKey(to))?.restingMs ?? null) !== null;
      const due = [...rows.values()].filter((row) => row.dueMs <= nowMs && !rests(row));
      return [...new Map(due.map(({ to }) => [conversationMapKey(to), to])).values()].slice(0, limit);
    },
    async nextDueMs(nowMs) {
      const later = [...rows.values()].map(({ dueMs }) => dueMs).filter((dueMs) => dueMs > nowMs);
      return later.length ? Math.min(...later) : null;
    },
    head: async (to) => of(to).find(({ update }) => !update) ?? null,
    dueUpdates: async (to, nowMs, limit) =>
      of(to)
        .filter(({ update, dueMs }) => update && dueMs <= nowMs)
        .sort((a, b) => a.dueMs - b.dueMs)
        .slice(0, limit),
    async bringForward(to, slot, dueMs) {
      const row = of(to).find((one) => one.slot === slot && one.tries === 0 && one.dueMs > dueMs);
      if (row) rows.set(row.id, { ...row, dueMs });
    },
    async mark(id, fields) {
      const row = rows.get(id);
      if (row) rows.set(id, { ...row, ...fields });
    },
    async bringAllForward(to, atMs) {
      for (const row of of(to))
        if (row.createdMs <= atMs) rows.set(row.id, { ...row, dueMs: Math.min(row.dueMs, atMs) });
    },
    async remove(id, version) {
      const row = rows.get(id);
      if (row && row.version !== version) return false;
      rows.delete(id);
      return true;
    },
    async removeConversation(to) {
      for (const { id } of of(to)) rows.delete(id);
    },
  };
}

function postedOf({ posted }: MemoryState): Posted {
  return {
    get: async (to, slot) => posted.get(`${conversationMapKey(to)}|${slot}`) ?? null,
    put: async (to, slot, shown) => void posted.set(`${conversationMapKey(to)}|${slot}`, shown),
    remove: async (to, slot) => void posted.delete(`${conversationMapKey(to)}|${slot}`),
  };
}

function reachOf({ reach }: MemoryState): Reach {
  const of = (to: ConversationKey) => reach.get(conversationMapKey(to)) ?? { times: 0, sinceMs: null, restingMs: null };
  return {
    async missed(to, atMs) {
      const { times, sinceMs, restingMs } = of(to);
      const missed = { times: times + 1, sinceMs: sinceMs ?? atMs };
      reach.set(conversationMapKey(to), { ...missed, restingMs });
      return missed;
    },
    reached: async (to) => void reach.set(conversationMapKey(to), { ...of(to), times: 0, sinceMs: null }),
    async rest(to, { atMs }) {
      reach.set(conversationMapKey(to), { ...of(to), restingMs: atMs });
      return true;
    },
    restingSince: async (to) => of(to).restingMs,
    async back(to) {
      const { restingMs } = of(to);
      reach.delete(conversationMapKey(to));
      return restingMs;
    },
  };
}

function same(a: ConversationKey, b: ConversationKey): boolean {
  return conversationMapKey(a) === conversationMapKey(b);
}

function oldestFirst<T extends { readonly createdMs: number }>(all: readonly T[]): T[] {
  return all.toSorted((a, b) => a.createdMs - b.createdMs);
}

function json<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
