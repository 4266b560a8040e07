import { DAY_MS } from '../../services/platform/durations';
import type { Tables } from '../../services/store/tables';
import type { JobSubscription } from '../../services/subscriptions/jobSubscription';
import { scopeKey, type Watch, type WatchScope } from '../../services/subscriptions/watch';
import { aKey } from '../support/samples';
import type { StoreUnderTest } from './storeContract';

const NOW = Date.parse('2026-11-22T17:00:00Z');
const HERE = { tenant: 't', conversation: 'c' };
const THERE = { tenant: 't', conversation: 'd' };
const ELSEWHERE = { tenant: 'u', conversation: 'c' };

export function describeNotices(under: StoreUnderTest): void {
  const inside = <T>(work: (tables: Tables) => Promise<T>): Promise<T> => under.store.transaction(work);

  describe('notices', () => {
    const add = (event: 'started' | 'ended', to = HERE, jobKey = 'j') =>
      inside(({ notices }) => notices.add({ jobKey: aKey(jobKey), event, to, atMs: NOW }));

    it('when one was told to a conversation, then it is not new there, and still is elsewhere', async () => {
      expect([await add('ended'), await add('ended')]).toEqual([true, false]);
      expect([await add('started'), await add('ended', ELSEWHERE), await add('ended', HERE, 'k')]).toEqual([
        ...[true, true, true],
      ]);
    });

    it('when twenty tell it at once, then one does', async () => {
      const added = await Promise.all(Array.from({ length: 20 }, () => add('ended')));
      expect(added.filter(Boolean)).toHaveLength(1);
    });

    it('when thirty days have passed, then it is forgotten', async () => {
      await add('ended');
      expect(await under.store.purge(NOW + 30 * DAY_MS)).toBe(0);
      expect(await under.store.purge(NOW + 31 * DAY_MS)).toBe(1);
    });
  });

  describe('promises', () => {
    const promised = (jobKey: string, to = HERE, createdMs = NOW): JobSubscription => ({
      ...{ jobKey: aKey(jobKey), to, thread: null, asker: { id: '29:a', name: 'Ada 😀' }, language: 'ja' },
      ...{ timeZone: 'Asia/Tokyo', cardActivityId: null, cardId: 'card', createdMs },
    });

    it('when one is made, then it is there once for its job and conversation, and its card can be named', async () => {
      await inside(async ({ jobSubscriptions }) => {
        expect(await jobSubscriptions.add(promised('j'))).toBe(true);
        expect(await jobSubscriptions.add({ ...promised('j'), asker: null })).toBe(false);
        expect(await jobSubscriptions.add(promised('j', THERE, NOW - 1))).toBe(true);
        await jobSubscriptions.setCard(aKey('j'), HERE, 'activity');
        await jobSubscriptions.setCard(aKey('x'), HERE, 'activity');
        expect(await jobSubscriptions.ofJob(aKey('j'))).toEqual([
          promised('j', THERE, NOW - 1),
          { ...promised('j'), cardActivityId: 'activity' },
        ]);
      });
    });

    it('when a conversation has several, then they are found, the newest first, with their cards', async () => {
      await inside(async ({ jobSubscriptions }) => {
        await jobSubscriptions.add(promised('j', HERE, NOW - 2));
        await jobSubscriptions.add({ ...promised('k', HERE, NOW - 1), stopped: true });
        await jobSubscriptions.add(promised('j', THERE));
        await jobSubscriptions.setCard(aKey('k'), HERE, 'activity');
        expect(await jobSubscriptions.ofConversation(HERE)).toEqual([
          { ...promised('k', HERE, NOW - 1), stopped: true, cardActivityId: 'activity' },
          promised('j', HERE, NOW - 2),
        ]);
        expect(await jobSubscriptions.ofConversation(ELSEWHERE)).toEqual([]);
      });
    });

    it('when one, or a conversation, is removed, then no other goes', async () => {
      await inside(async ({ jobSubscriptions }) => {
        for (const to of [HERE, THERE, ELSEWHERE]) await jobSubscriptions.add(promised('j', to));
        await jobSubscriptions.add(promised('k'));
        await jobSubscriptions.remove(aKey('j'), THERE);
        await jobSubscriptions.removeConversation(HERE);
        expect(await jobSubscriptions.ofJob(aKey('j'))).toEqual([promised('j', ELSEWHERE)]);
        expect(await jobSubscriptions.ofJob(aKey('k'))).toEqual([]);
      });
    });
  });
}

export function describeWatches(under: StoreUnderTest): void {
  describe('watches', () => {
    const inside = <T>(work: (watches: Tables['watches']) => Promise<T>): Promise<T> =>
      under.store.transaction((tables) => work(tables.watches));
    const ALL: WatchScope = { kind: 'all' };
    const VM: WatchScope = { kind: 'vm', itemId: '/Items/VM-01', vmName: 'VM-01' };
    const watch = (scope: WatchScope, to = HERE, createdMs = NOW): Watch => ({
      ...{ to, thread: null, scope, level: 'failures', language: 'en', timeZone: 'UTC', createdMs },
      owner: {
        person: { id: '29:a', name: 'Ada', aadObjectId: null, tenantId: 't', guest: false },
        place: { id: to.conversation, kind: 'channel', teamId: null },
      },
    });

    it('when one is put again, then it replaces the one of its scope', async () => {
      await inside(async (watches) => {
        await watches.put(watch(ALL));
        await watches.put({ ...watch(ALL), level: 'all' });
        await watches.put(watch(VM, HERE, NOW - 1));
        expect(await watches.ofConversation(HERE)).toEqual([watch(VM, HERE, NOW - 1), { ...watch(ALL), level: 'all' }]);
        expect(await watches.ofConversation(ELSEWHERE)).toEqual([]);
      });
    });

    it('when a job falls under several scopes, then the watches of each come, oldest first', async () => {
      await inside(async (watches) => {
        await watches.put(watch(ALL));
        await watches.put(watch(VM, THERE, NOW - 1));
        await watches.put(watch({ ...VM, itemId: '/items/vm-02' }));
        expect(await watches.ofScopes(['all', scopeKey(VM)])).toEqual([watch(VM, THERE, NOW - 1), watch(ALL)]);
        expect(await watches.ofScopes([])).toEqual([]);
      });
    });

    it('when one is removed, then it says whether there was one that had not ended', async () => {
      await inside(async (watches) => {
        expect(await watches.remove(HERE, 'all')).toBe(false);
        await watches.put(watch(ALL));
        expect(await watches.remove(THERE, 'all')).toBe(false);
        expect(await watches.remove(HERE, 'all')).toBe(true);
        expect(await watches.ofConversation(HERE)).toEqual([]);
      });
    });

    it('when a conversation ends, then its watches are told of nothing, and can be asked back for 90 days', async () => {
      await inside(async (watches) => {
        for (const to of [HERE, THERE]) await watches.put(watch(ALL, to));
        await watches.put(watch(VM));
        await watches.end(HERE, NOW);
        await watches.end(HERE, NOW + 50 * DAY_MS);
        expect(await watches.ofScopes(['all', scopeKey(VM)])).toEqual([watch(ALL, THERE)]);
        expect(await watches.ofConversation(HERE)).toEqual([]);
        expect(await watches.endedOf(HERE)).toEqual([watch(ALL), watch(VM)]);
        await watches.put(watch(ALL));
        expect(await watches.endedOf(HERE)).toEqual([watch(VM)]);
        expect(await watches.remove(HERE, scopeKey(VM))).toBe(false);
        await watches.end(HERE, NOW);
      });
      expect(await under.store.purge(NOW + 90 * DAY_MS)).toBe(0);
      expect(await under.store.purge(NOW + 91 * DAY_MS)).toBe(1);
    });

    it('when all are paged through, then each comes once, in one order', async () => {
      await inside(async (watches) => {
        const all = [watch(ALL), watch(VM), watch(ALL, THERE), watch(ALL, ELSEWHERE)];
        for (const one of [...all].reverse()) await watches.put(one);
        await watches.put(watch(VM, ELSEWHERE));
        await watches.end({ ...ELSEWHERE, tenant: 'none' }, NOW);
        const first = await watches.page(null, 2);
        const { to, scope } = first.at(-1)!;
        const rest = await watches.page({ to, scopeKey: scopeKey(scope) }, 10);
        expect([...first, ...rest]).toEqual([...all, watch(VM, ELSEWHERE)]);
      });
    });
  });
}
