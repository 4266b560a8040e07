import { DAY_MS } from '../../services/platform/durations';
import { scopeKey, type Watch } from '../../services/subscriptions/watch';
import type { StoreUnderTest } from './storeContract';

const NOW = Date.parse('2026-11-22T17:00:00Z');
const HERE = { tenant: 't', conversation: 'c' };
const ELSEWHERE = { tenant: 'u', conversation: 'c' };

function watchOf(to: typeof HERE, vmName: string): Watch {
  const person = { id: '29:a', name: 'Ada', aadObjectId: null, tenantId: null, guest: false };
  return {
    ...{ to, thread: null, scope: { kind: 'vm', itemId: `/items/${vmName}`, vmName }, level: 'all', language: 'en' },
    ...{ owner: { person, place: { id: to.conversation, kind: 'personal', teamId: null } } },
    ...{ timeZone: 'UTC', createdMs: NOW },
  };
}

export function describeReach(under: StoreUnderTest): void {
  describe('what the channel still knows', () => {
    const heard = (to = HERE, at = NOW): Promise<boolean> =>
      under.store.transaction(({ conversations }) => conversations.put(to, { serviceUrl: 'https://a' }, at));
    const missed = (to = HERE, atMs = NOW) => under.store.transaction(({ reach }) => reach.missed(to, atMs));
    const rest = (to = HERE, triedMs = NOW, atMs = NOW) =>
      under.store.transaction(({ reach }) => reach.rest(to, { triedMs, atMs }));

    it('when it knows a conversation no more, then how often and since when is counted, of each by itself', async () => {
      await Promise.all([heard(), heard(ELSEWHERE)]);
      expect(await missed(HERE, NOW)).toEqual({ times: 1, sinceMs: NOW });
      expect(await missed(HERE, NOW + 5)).toEqual({ times: 2, sinceMs: NOW });
      expect(await missed(ELSEWHERE, NOW + 6)).toEqual({ times: 1, sinceMs: NOW + 6 });
    });

    it('when it takes a message there, then that is counted anew', async () => {
      await heard();
      await missed();
      await under.store.transaction(({ reach }) => reach.reached(HERE));
      expect(await missed(HERE, NOW + 9)).toEqual({ times: 1, sinceMs: NOW + 9 });
    });

    it('when somebody speaks there, then it is said whether it was out of reach, until that is put right', async () => {
      expect([await heard(), await heard()]).toEqual([false, false]);
      await missed();
      expect(await heard(HERE, NOW + 1)).toBe(true);
      expect(await under.store.transaction(({ reach }) => reach.back(HERE))).toBeNull();
      expect(await heard(HERE, NOW + 2)).toBe(false);
      expect(await rest(HERE, NOW + 2, NOW + 3)).toBe(true);
      expect(await under.store.transaction(({ reach }) => reach.restingSince(HERE))).toBe(NOW + 3);
      expect(await heard(HERE, NOW + 4)).toBe(true);
      expect(await under.store.transaction(({ reach }) => reach.back(HERE))).toBe(NOW + 3);
      expect(await heard(HERE, NOW + 5)).toBe(false);
    });

    it('when somebody has spoken since the try, or nobody ever has, then it does not rest', async () => {
      expect(await rest()).toBe(false);
      await heard(HERE, NOW + 1);
      expect(await rest(HERE, NOW, NOW + 2)).toBe(false);
      expect(await heard(HERE, NOW + 3)).toBe(false);
    });

    it('when it rests, then nothing is due there, and elsewhere all is', async () => {
      const due = () => under.store.transaction(({ outbox }) => outbox.dueConversations(NOW, 9));
      const depth = () => under.store.transaction(({ outbox }) => outbox.depth(NOW));
      await Promise.all([heard(), heard(ELSEWHERE)]);
      await under.store.transaction(async ({ outbox }) => {
        for (const [index, to] of [HERE, ELSEWHERE].entries())
          await outbox.put({ to, slot: null, update: false, body: 'b', createdMs: NOW - 9 + index });
      });
      await rest();
      expect([await due(), await depth()]).toEqual([[ELSEWHERE], { rows: 1, oldestMs: NOW - 8, deferred: 0 }]);
      await under.store.transaction(({ reach }) => reach.back(HERE));
      expect([await due(), await depth()]).toEqual([[HERE, ELSEWHERE], { rows: 2, oldestMs: NOW - 9, deferred: 0 }]);
    });

    it('when what waits is to be hastened, then only that of its conversation is, and nothing comes later than it was to', async () => {
      const dueOf = async (to: typeof HERE) =>
        (await under.store.transaction(({ outbox }) => outbox.head(to)))?.dueMs ?? null;
      await under.store.transaction(async ({ outbox }) => {
        for (const to of [HERE, ELSEWHERE])
          await outbox.put({ to, slot: null, update: false, body: 'b', createdMs: NOW });
        for (const to of [HERE, ELSEWHERE]) await outbox.mark((await outbox.head(to))!.id, { dueMs: NOW + 900 });
        await outbox.bringAllForward(HERE, NOW + 100);
      });
      expect([await dueOf(HERE), await dueOf(ELSEWHERE)]).toEqual([NOW + 100, NOW + 900]);
      await under.store.transaction(({ outbox }) => outbox.bringAllForward(HERE, NOW + 500));
      expect(await dueOf(HERE)).toBe(NOW + 100);
    });

    it('when something is to change at a later time, such as a question that lapses, then it is not hastened', async () => {
      const due = await under.store.transaction(async ({ outbox }) => {
        await outbox.put({ to: HERE, slot: 'question:1', update: true, body: 'b', createdMs: NOW + 900 });
        await outbox.bringAllForward(HERE, NOW + 100);
        return [await outbox.dueUpdates(HERE, NOW + 899, 9), await outbox.dueUpdates(HERE, NOW + 900, 9)];
      });
      expect(due.map((rows) => rows.map(({ slot }) => slot))).toEqual([[], ['question:1']]);
    });

    it('when watches ended at just that time, then they are back, and no others', async () => {
      const standing = await under.store.transaction(async ({ watches }) => {
        await watches.put(watchOf(HERE, 'old'));
        await watches.end(HERE, NOW - 1);
        await watches.put(watchOf(HERE, 'new'));
        await watches.put(watchOf(ELSEWHERE, 'new'));
        await watches.end(HERE, NOW);
        await watches.end(ELSEWHERE, NOW);
        await watches.revive(HERE, NOW);
        return [await watches.ofConversation(HERE), await watches.ofConversation(ELSEWHERE)];
      });
      expect(standing.map((all) => all.map(({ scope }) => scopeKey(scope)))).toEqual([['vm:/items/new'], []]);
    });

    it('when what waits there is two days old, then it is forgotten', async () => {
      await under.store.transaction(({ outbox }) =>
        outbox.put({ to: HERE, slot: null, update: false, body: 'b', createdMs: NOW }),
      );
      expect(await under.store.purge(NOW + 2 * DAY_MS)).toBe(0);
      expect(await under.store.purge(NOW + 2 * DAY_MS + 1)).toBe(1);
    });
  });
}
