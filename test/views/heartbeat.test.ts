import { AzureError, type Inventory } from '../../services/backup/vaults';
import { heartbeatView } from '../../views/heartbeat';
import { ManualClock } from '../support/manualClock';
import { at, NOW, VAULT } from '../support/samples';

const [B, C, D] = ['vault-b', 'vault-c', 'vault-d'].map((name) => ({ ...VAULT, name }));
const LOST = new AzureError({ kind: 'unavailable', status: 503 });
const reads = [
  { vault: VAULT, at: at(-60), items: 3 },
  { vault: B!, at: at(-600), items: 1 },
  { vault: C!, at: null, items: null },
  { vault: D!, at: at(-9_000), items: 2 },
];
const unread = [
  { vault: C!, problem: LOST },
  { vault: D!, problem: LOST },
  { vault: { subscription: 'sub-2', resourceGroup: '*', name: '*' }, problem: LOST },
];
const INVENTORY: Inventory = { items: [], vaults: reads.map(({ vault }) => vault), unread };

function sources(change: Partial<Parameters<typeof heartbeatView>[0]> = {}) {
  const depth = async () => ({ rows: 0, oldestMs: null, deferred: 0 });
  return {
    vaults: { inventory: async () => ({ value: INVENTORY, at: NOW }), known: () => null, vaultReads: () => reads },
    readOnly: { shown: async () => ({}) },
    access: { state: () => ({ ok: true }) },
    store: {
      transaction: <T>(work: (tables: { outbox: { depth: typeof depth } }) => Promise<T>) =>
        work({ outbox: { depth } }),
    },
    clock: new ManualClock(NOW.toISOString()),
    ...change,
  };
}

it('when vaults were read and not, then those that were not stand first, and of each the oldest', async () => {
  const view = await heartbeatView(sources());
  expect(view.vaults.map(({ vault, problem }) => [vault.name, problem === null])).toEqual([
    ...[
      ['vault-c', false],
      ['vault-d', false],
      ['vault-b', true],
    ],
    [VAULT.name, true],
  ]);
  expect(view).toMatchObject({ at: NOW, subscriptions: ['sub-2'], problem: null, waiting: null, hasOldRules: false });
});

it('when Azure and the database do not answer, then it is said all the same, with what is known', async () => {
  const view = await heartbeatView(
    sources({
      vaults: { inventory: () => Promise.reject(LOST), known: () => null, vaultReads: () => [] },
      store: { transaction: () => Promise.reject(new RangeError('no database')) },
    }),
  );
  expect(view).toMatchObject({ vaults: [], problem: LOST, waiting: null });
});

it('when messages have waited for more than ten minutes, then it says how many and since when', async () => {
  const depth = async (beforeMs: number) => ({ rows: 3, oldestMs: beforeMs - 1_000, deferred: 0 });
  const view = await heartbeatView(
    sources({
      store: { transaction: (work) => work({ outbox: { depth } }) },
      access: { state: () => ({ ok: false }) },
    }),
  );
  expect(view.waiting).toEqual({ count: 3, since: at(-601) });
  expect(view.hasOldRules).toBe(true);
});
