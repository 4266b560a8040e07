import type { AuditEntry } from '../../services/access/audit';
import type { PastJob } from '../../services/backup/durations';
import { itemIdOf } from '../../services/backup/ids';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';
import { DAY_MS } from '../../services/platform/durations';
import type { Tables } from '../../services/store/tables';
import { aKey } from '../support/samples';
import type { StoreUnderTest } from './storeContract';

const NOW = Date.parse('2026-11-22T17:00:00Z');
const VAULT = { subscription: 'Sub', resourceGroup: 'RG', name: 'Vault-A' };

function watched(key: string, more: Partial<WatchedJob> = {}): WatchedJob {
  return {
    key: aKey(`sub/rg/vault-a/${key}`),
    ref: { vault: VAULT, container: 'c', item: 'i' },
    ...{ itemId: '/items/vm-01', vmName: 'vm-01', vmResourceGroup: 'rg', jobId: null, startedMs: NOW },
    ...{ retainUntilMs: null, askedBy: 'Ada 😀', awaitsSnapshot: true, firstBackup: false, job: null },
    ...{ readMs: 0, detailMs: 0, missingSinceMs: null, raised: [], endSeenMs: null },
    ...{ consistency: 'waiting', done: false },
    ...more,
  };
}

export function describeWatched(under: StoreUnderTest): void {
  describe('watched jobs', () => {
    const inside = <T>(work: (jobs: Tables['watched']) => Promise<T>) =>
      under.store.transaction((tables) => work(tables.watched));

    it('when one is added, then it comes back as it was, its job with its times', async () => {
      const job: WatchedJob['job'] = {
        ...{ id: 'Job-1', vault: VAULT, vmName: 'vm-01', vmResourceGroup: 'rg', operation: 'Backup' },
        ...{ state: 'inProgress', statusText: 'InProgress', startedAt: new Date(NOW), endedAt: null, durationMs: 5 },
        tasks: [
          {
            ...{ name: 'Take Snapshot', state: 'inProgress', statusText: 'InProgress' },
            ...{ startedAt: new Date(NOW), endedAt: null, durationMs: null },
          },
        ],
        ...{ errors: [], sizeMb: 1.5, retainUntil: null, restore: null },
      };
      const given = watched('a', { job, jobId: 'Job-1', raised: ['started'] });
      await inside((jobs) => jobs.add(given));
      expect(await inside((jobs) => jobs.byKey(given.key))).toEqual(given);
      expect(await inside((jobs) => jobs.byJob({ ...VAULT, name: 'VAULT-a' }, 'job-1'))).toEqual(given);
      expect(await inside((jobs) => jobs.byKeys([given.key, aKey('sub/rg/vault-a/x')]))).toEqual([given]);
      expect(await inside((jobs) => jobs.byKeys([]))).toEqual([]);
      expect(await inside((jobs) => jobs.byKey(aKey('sub/rg/vault-a/x')))).toBeNull();
    });

    it('when the ids of a vault are asked since a moment, then those that started then or later come, done ones too', async () => {
      await inside(async (jobs) => {
        await jobs.add(watched('a', { jobId: 'J-1', startedMs: NOW - 1 }));
        await jobs.add(watched('b', { jobId: 'J-2' }));
        await jobs.add(watched('c', { jobId: 'J-3', done: true }));
        await jobs.add(watched('d'));
        await jobs.add(
          watched('e', { jobId: 'J-5', ref: { vault: { ...VAULT, name: 'b' }, container: 'c', item: 'i' } }),
        );
        expect(await jobs.jobIds({ ...VAULT, name: 'VAULT-a' }, NOW)).toEqual(new Set(['j-2', 'j-3']));
      });
    });

    it('when its key or its job is watched already, then it is not added, and nothing changes', async () => {
      await inside(async (jobs) => {
        expect(await jobs.add(watched('a', { jobId: 'J' }))).toBe(true);
        expect(await jobs.add(watched('a', { vmName: 'other' }))).toBe(false);
        expect(await jobs.add(watched('b', { jobId: 'j' }))).toBe(false);
        expect(await jobs.add(watched('b'))).toBe(true);
        expect(await jobs.add(watched('c'))).toBe(true);
        expect(await jobs.byKey(watched('a').key)).toMatchObject({ vmName: 'vm-01', jobId: 'J' });
      });
    });

    it('when it is saved, then unknown keys and jobs of others are refused', async () => {
      await inside(async (jobs) => {
        await jobs.add(watched('a', { jobId: 'J' }));
        await jobs.add(watched('b'));
        expect(await jobs.save(watched('x'))).toBe(false);
        expect(await jobs.save(watched('b', { jobId: 'j' }))).toBe(false);
        expect(await jobs.save(watched('b', { jobId: 'k' }))).toBe(true);
        expect(await jobs.save(watched('b', { jobId: 'k', done: true }))).toBe(true);
        await jobs.remove(watched('a').key);
        expect(await jobs.byKey(watched('a').key)).toBeNull();
      });
    });

    it('when two triggers find the same job at the same time, then one of them has it', async () => {
      await inside(async (jobs) => {
        for (const key of ['a', 'b', 'c', 'd']) await jobs.add(watched(key));
      });
      const saved = await Promise.all(
        ['a', 'b', 'c', 'd'].map((key) => inside((jobs) => jobs.save(watched(key, { jobId: 'J' })))),
      );
      expect(saved.filter(Boolean)).toHaveLength(1);
    });

    it('when twenty count on what they read, then none is lost', async () => {
      await inside((jobs) => jobs.add(watched('a')));
      const count = () =>
        inside(async (jobs) => {
          const read = await jobs.byKey(watched('a').key);
          await jobs.save({ ...read!, readMs: read!.readMs + 1 });
        });
      await Promise.all(Array.from({ length: 20 }, count));
      expect(await inside((jobs) => jobs.byKey(watched('a').key))).toMatchObject({ readMs: 20 });
    });

    it('when a vault is asked for, then its open ones come, oldest first', async () => {
      await inside(async (jobs) => {
        await jobs.add(watched('b', { startedMs: 2 }));
        await jobs.add(watched('a', { startedMs: 2 }));
        await jobs.add(watched('c', { startedMs: 1 }));
        await jobs.add(watched('d', { startedMs: 0, done: true }));
        await jobs.add(watched('e', { ref: { vault: { ...VAULT, name: 'other' }, container: 'c', item: 'i' } }));
        const keys = (await jobs.ofVault({ ...VAULT, resourceGroup: 'rg' })).map(({ key }) => key.slice(-1));
        expect(keys).toEqual(['c', 'a', 'b']);
      });
    });

    it('when all open ones are paged through, then each comes once, in the order of the keys', async () => {
      await inside(async (jobs) => {
        for (const key of ['é', 'B', 'a', 'd', 'c']) await jobs.add(watched(key, { done: key === 'd' }));
        const first = await jobs.open(null, 2);
        const second = await jobs.open(first.at(-1)!.key, 10);
        expect([...first, ...second].map(({ key }) => key.slice(-1))).toEqual(['B', 'a', 'c', 'é']);
      });
    });

    it('when the last revision is asked for, then what changes later comes after it', async () => {
      expect(await inside((jobs) => jobs.revision())).toBeGreaterThanOrEqual(0);
      await inside((jobs) => jobs.add(watched('a')));
      const revision = await inside((jobs) => jobs.revision());
      expect(await inside((jobs) => jobs.changedSince(revision, 10))).toEqual({ rows: [], revision });
      await inside((jobs) => jobs.add(watched('b')));
      const { rows } = await inside((jobs) => jobs.changedSince(revision, 10));
      expect(rows.map(({ key }) => key)).toEqual([watched('b').key]);
    });

    it('when changes are asked for, then each comes after the revision, done ones too', async () => {
      await inside(async (jobs) => {
        for (const key of ['a', 'b', 'c']) await jobs.add(watched(key));
      });
      const all = await inside((jobs) => jobs.changedSince(0, 2));
      expect(all.rows.map(({ key }) => key.slice(-1))).toEqual(['a', 'b']);
      const { rows, revision } = await inside((jobs) => jobs.changedSince(all.revision, 10));
      expect(rows.map(({ key }) => key.slice(-1))).toEqual(['c']);
      expect(await inside((jobs) => jobs.changedSince(revision, 10))).toEqual({ rows: [], revision });
      await inside((jobs) => jobs.save(watched('b', { done: true })));
      expect(await inside((jobs) => jobs.changedSince(revision, 10))).toMatchObject({ rows: [{ done: true }] });
    });

    it('when those who change are read beside, then no change is missed', async () => {
      await inside(async (jobs) => {
        for (let index = 0; index < 10; index += 1) await jobs.add(watched(String(index)));
      });
      const start = await inside((jobs) => jobs.changedSince(0, 100));
      const missing = new Set(start.rows.map(({ key }) => key));
      let revision = start.revision;
      const look = async (): Promise<void> => {
        const changed = await inside((jobs) => jobs.changedSince(revision, 100));
        for (const { key } of changed.rows) missing.delete(key);
        ({ revision } = changed);
      };
      const saves = start.rows.map((row) =>
        inside(async (jobs) => {
          await jobs.save({ ...row, readMs: 1 });
          for (let index = 0; index < row.key.charCodeAt(row.key.length - 1) % 5; index += 1) await jobs.byKey(row.key);
        }),
      );
      const looks = Array.from({ length: 10 }, look);
      await Promise.all([...saves, ...looks]);
      await look();
      expect([...missing]).toEqual([]);
    });

    it('when it was done a month ago, then it is forgotten; an open one never is', async () => {
      await inside(async (jobs) => {
        await jobs.add(watched('a', { done: true, startedMs: NOW - 31 * DAY_MS }));
        await jobs.add(watched('b', { done: true, startedMs: NOW - 29 * DAY_MS }));
        await jobs.add(watched('c', { startedMs: NOW - 400 * DAY_MS }));
      });
      expect(await under.store.purge(NOW)).toBe(1);
      expect(await inside((jobs) => jobs.byKey(watched('a').key))).toBeNull();
    });
  });
}

export function describeHistory(under: StoreUnderTest): void {
  it('when jobs of a VM have ended, then the newest come first, each once, whatever the id is written like', async () => {
    const past = (job: string, startedMs: number): PastJob => ({
      job: aKey(job),
      itemId: '/Items/VM-01',
      state: 'completed',
      startedMs,
      endedMs: startedMs + 60_000,
      snapshotMs: null,
    });
    await under.store.transaction(async ({ history }) => {
      for (const [job, startedMs] of [
        ['a', 1],
        ['b', 3],
        ['c', 2],
        ['b', 3],
      ] as const)
        await history.put(past(job, startedMs));
      await history.put({ ...past('a', 1), snapshotMs: 30_000 });
      await history.put({ ...past('x', 9), itemId: '/items/vm-02' });
      expect(await history.of(itemIdOf('/items/vm-01'), 2)).toEqual([past('b', 3), past('c', 2)]);
      expect(await history.of(itemIdOf('/items/vm-01'), 9)).toContainEqual({ ...past('a', 1), snapshotMs: 30_000 });
    });
    expect(await under.store.purge(NOW)).toBe(4);
  });
}

export function describeAudit(under: StoreUnderTest): void {
  it('when attempts are kept, then they are found by VM and time, newest first, with what came of them', async () => {
    const entry = (at: number, vm: string | null): AuditEntry => ({
      ...{ at, by: { id: '29:a', aadObjectId: null, name: 'Ada' }, tenant: 't', conversation: 'c' },
      ...{ kind: 'trigger', command: 'backupNow', text: 'backup now vm-01', role: 'operator' },
      ...{ rule: 'rules.0', requestId: 'r' },
      vm: vm === null ? null : { name: vm, itemId: `/Items/${vm}` },
    });
    const outcome = { result: 'accepted', jobId: 'j', code: null };
    await under.store.transaction(async ({ audit }) => {
      await audit.begin(entry(NOW - 401 * DAY_MS, 'vm-01'));
      const first = await audit.begin(entry(NOW - DAY_MS, 'vm-01'));
      await audit.begin(entry(NOW, 'vm-01'));
      await audit.begin(entry(NOW, null));
      await audit.end(first, NOW, outcome);
      const find = (id: string | null, since: number, limit = 9) =>
        audit.find({ item: id === null ? null : itemIdOf(id), since, limit });
      expect(await find('/items/VM-01', NOW - DAY_MS)).toEqual([
        { ...entry(NOW, 'vm-01'), outcome: null },
        { ...entry(NOW - DAY_MS, 'vm-01'), outcome },
      ]);
      expect(await find(null, NOW)).toEqual([
        { ...entry(NOW, null), outcome: null },
        { ...entry(NOW, 'vm-01'), outcome: null },
      ]);
      expect(await find(null, 0, 1)).toHaveLength(1);
    });
    expect(await under.store.purge(NOW)).toBe(1);
  });
}
