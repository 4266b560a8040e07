import type { Store } from '../../services/store/openStore';
import type { Tables } from '../../services/store/tables';
import { MemoryState, MemoryStore } from '../support/memoryTables';
import { MemoryHistory, MemoryWatched } from '../support/memoryWatched';
import type { StoreUnderTest } from './storeContract';
import { describeHistory, describeWatched } from './storeJobTables';
import { describeNotices, describeWatches } from './storeNotifyTables';
import { describeOutbox } from './storeOutboxTables';

const DAY_MS = 24 * 3_600_000;

/** The tables in memory that other tests use behave as the store's own, so that those tests prove what they say. */
describe('the tables in memory', () => {
  let store: Store;
  beforeEach(() => {
    store = storeInMemory();
  });
  const under: StoreUnderTest = {
    get store() {
      return store;
    },
    raw: () => Promise.reject(new RangeError('no SQL here')),
    reopen: () => Promise.reject(new RangeError('nothing to open here')),
  };
  describeNotices(under);
  describeWatches(under);
  describeOutbox(under);
  describeWatched(under);
  describeHistory(under);
});

function storeInMemory(): Store {
  const state = new MemoryState();
  const memory = new MemoryStore(state);
  const watched = new MemoryWatched();
  const history = new MemoryHistory();
  return {
    transaction: (work) => memory.transaction((tables) => work({ ...tables, watched, history } as unknown as Tables)),
    health: async () => {},
    close: async () => {},
    purge: async (now) => {
      const old = (ms: number | null | undefined, days: number): boolean => ms != null && ms < now - days * DAY_MS;
      const done = new Map<string, number>(
        watched.all.filter((one) => one.done).map((one) => [one.key, one.startedMs]),
      );
      return (
        drop(state.notices, (atMs) => old(atMs, 30)) +
        drop(state.jobSubscriptions, ({ createdMs }) => old(createdMs, 30)) +
        drop(state.watches, ({ endedMs }) => old(endedMs, 90)) +
        drop(state.posted, ({ atMs }) => old(atMs, 30)) +
        drop(watched.rows, (_row, key) => old(done.get(key), 30)) +
        drop(history.rows, ({ startedMs }) => old(startedMs, 400))
      );
    },
  };
}

function drop<V>(map: Map<string, V>, isOld: (value: V, key: string) => boolean): number {
  const old = [...map].filter(([key, value]) => isOld(value, key));
  for (const [key] of old) map.delete(key);
  return old.length;
}
