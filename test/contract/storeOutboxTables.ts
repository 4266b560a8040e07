import { deferredSlot } from '../../services/notify/slots';
import { DAY_MS } from '../../services/platform/durations';
import type { Tables } from '../../services/store/tables';
import { aKey } from '../support/samples';
import type { StoreUnderTest } from './storeContract';

const NOW = Date.parse('2026-11-22T17:00:00Z');
const HERE = { tenant: 't', conversation: 'c' };
const THERE = { tenant: 't', conversation: 'd' };
const ELSEWHERE = { tenant: 'u', conversation: 'c' };

export function describeOutbox(under: StoreUnderTest): void {
  const inside = <T>(work: (outbox: Tables['outbox']) => Promise<T>): Promise<T> =>
    under.store.transaction((tables) => work(tables.outbox));
  const row = (body: string, slot: string | null = null, more: { update?: boolean; to?: typeof HERE } = {}) => ({
    ...{ to: HERE, slot, update: false, body, createdMs: NOW },
    ...more,
  });

  describe('the outbox', () => {
    it('when messages wait, then they are taken in the order in which they came', async () => {
      await inside(async (outbox) => {
        expect(await outbox.head(HERE)).toBeNull();
        await outbox.put(row('first'));
        await outbox.put(row('second'));
        const head = await outbox.head(HERE);
        expect(head).toEqual({
          ...{ id: expect.any(Number), to: HERE, slot: null, update: false, body: 'first', version: 1 },
          ...{ createdMs: NOW, dueMs: NOW, tries: 0, unanswered: 0, failed: 0, sending: false },
        });
        await outbox.mark(head!.id, { dueMs: NOW + 5, tries: 1, unanswered: 2, failed: 1, sending: true });
        await outbox.mark(head!.id, {});
        expect(await outbox.head(HERE)).toMatchObject({
          body: 'first',
          tries: 1,
          unanswered: 2,
          failed: 1,
          sending: true,
        });
        expect(await outbox.remove(head!.id, 1)).toBe(true);
        expect(await outbox.remove(head!.id, 1)).toBe(true);
        expect(await outbox.head(HERE)).toMatchObject({ body: 'second' });
        expect(await outbox.count(HERE)).toBe(1);
      });
    });

    it('when the same message waits in a newer state, then it keeps its place and takes the newest body', async () => {
      await inside(async (outbox) => {
        await outbox.put(row('old', 'card', { update: true }));
        await outbox.put(row('other'));
        await outbox.put(row('newer', 'card', { update: true }));
        expect(await outbox.dueUpdates(HERE, NOW, 9)).toMatchObject([{ body: 'newer', version: 2, update: true }]);
        expect(await outbox.head(HERE)).toMatchObject({ body: 'other' });
        await outbox.put(row('newest', 'card'));
        await outbox.put(row('newest of all', 'card', { update: true }));
        const head = await outbox.head(HERE);
        expect(head).toMatchObject({ body: 'newest of all', version: 4, update: false });
        expect(await outbox.remove(head!.id, 3)).toBe(false);
        expect(await outbox.remove(head!.id, 4)).toBe(true);
        await outbox.put(row('again', 'card'));
        expect(await outbox.head(HERE)).toMatchObject({ body: 'other' });
      });
    });

    it('when two put the same message at once, then one row waits', async () => {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => inside((outbox) => outbox.put(row(`${index}`, 'card')))),
      );
      expect(await inside((outbox) => outbox.count(HERE))).toBe(1);
      expect(await inside((outbox) => outbox.head(HERE))).toMatchObject({ version: 20 });
    });

    it('when conversations have something due, then each comes once, who waited longest first', async () => {
      await inside(async (outbox) => {
        expect(await outbox.depth(NOW)).toEqual({ rows: 0, oldestMs: null, deferred: 0 });
        expect(await outbox.nextDueMs(0)).toBeNull();
        await outbox.put(row('1', null, { to: THERE }));
        await outbox.put({ ...row('2'), createdMs: NOW - 1 });
        await outbox.put(row('3', null, { to: THERE }));
        await outbox.put({ ...row('4', null, { to: ELSEWHERE }), createdMs: NOW + 9 });
        expect(await outbox.dueConversations(NOW, 9)).toEqual([THERE, HERE]);
        expect(await outbox.dueConversations(NOW, 1)).toEqual([THERE]);
        expect(await outbox.nextDueMs(NOW)).toBe(NOW + 9);
        expect(await outbox.depth(NOW + 9)).toEqual({ rows: 4, oldestMs: NOW - 1, deferred: 0 });
        await outbox.removeConversation(THERE);
        expect(await outbox.dueConversations(NOW + 9, 9)).toEqual([HERE, ELSEWHERE]);
      });
    });
  });

  describe('the outbox, counted', () => {
    const depth = (nowMs = NOW) => inside((outbox) => outbox.depth(nowMs));

    it('when a question is open, then what shows its lapse counts once it is due, and at once where it was answered', async () => {
      const lapse = { ...row('lapse', 'question:1', { update: true }), createdMs: NOW + 300 };
      await inside((outbox) => outbox.put(lapse));
      expect(await depth()).toEqual({ rows: 0, oldestMs: null, deferred: 0 });
      expect(await depth(NOW + 300)).toEqual({ rows: 1, oldestMs: NOW + 300, deferred: 0 });
      await inside((outbox) => outbox.bringForward(HERE, 'question:1', NOW));
      expect(await depth()).toMatchObject({ rows: 1 });
    });

    it('when a go-ahead is owed, then it is counted apart, due or not; what is tried again waits to be sent', async () => {
      await inside(async (outbox) => {
        await outbox.put(row('owed', deferredSlot(aKey('job-1')), { update: true }));
        await outbox.put({ ...row('owed', deferredSlot(aKey('job-2')), { update: true }), createdMs: NOW + 10 });
        await outbox.put(row('message'));
        await outbox.mark((await outbox.head(HERE))!.id, { dueMs: NOW + 900, tries: 1 });
      });
      expect(await depth()).toEqual({ rows: 1, oldestMs: NOW, deferred: 2 });
    });
  });

  describe('the outbox, brought forward', () => {
    it('when what waits is due later, then it is due now; what was due before, was tried, or stands elsewhere stays', async () => {
      await inside(async (outbox) => {
        const later = (slot: string, to = HERE) => ({ ...row(slot, slot, { update: true, to }), createdMs: NOW + 9 });
        await outbox.put(later('a'));
        await outbox.put(later('b'));
        await outbox.put(later('a', ELSEWHERE));
        await outbox.bringForward(HERE, 'a', NOW);
        await outbox.bringForward(HERE, 'a', NOW + 5);
        await outbox.bringForward(HERE, 'none', NOW);
        const [due, ...others] = await outbox.dueUpdates(HERE, NOW, 9);
        expect([due?.slot, due?.dueMs, others]).toEqual(['a', NOW, []]);
        expect(await outbox.dueUpdates(ELSEWHERE, NOW, 9)).toEqual([]);

        await outbox.mark(due!.id, { tries: 1, dueMs: NOW + 9 });
        await outbox.bringForward(HERE, 'a', NOW);
        expect(await outbox.dueUpdates(HERE, NOW, 9)).toEqual([]);
      });
    });
  });

  describe('what stands where', () => {
    it('when a message shows something no more, then that one is forgotten, and no other', async () => {
      await under.store.transaction(async ({ posted }) => {
        const shown = { activityId: 'a', atMs: NOW };
        for (const to of [HERE, ELSEWHERE]) await posted.put(to, 'card', shown);
        await posted.put(HERE, 'other', shown);
        await posted.remove(HERE, 'card');
        expect(await posted.get(HERE, 'card')).toBeNull();
        expect([await posted.get(HERE, 'other'), await posted.get(ELSEWHERE, 'card')]).toEqual([shown, shown]);
      });
    });

    it('when a message was posted again, then its newest activity is known', async () => {
      await under.store.transaction(async ({ posted }) => {
        expect(await posted.get(HERE, 'card')).toBeNull();
        await posted.put(HERE, 'card', { activityId: 'a', atMs: NOW - 1 });
        await posted.put(HERE, 'card', { activityId: 'b', atMs: NOW });
        await posted.put(ELSEWHERE, 'card', { activityId: 'c', atMs: NOW });
        expect(await posted.get(HERE, 'card')).toEqual({ activityId: 'b', atMs: NOW });
      });
      expect(await under.store.purge(NOW + 31 * DAY_MS)).toBe(2);
    });

    it('when two begin the record of a conversation at the same time, then the second sees the first', async () => {
      const add = (name: string) =>
        under.store.transaction(async ({ grouping }) => {
          const record = (await grouping.get(HERE)) ?? '';
          await grouping.get(ELSEWHERE);
          await grouping.put(HERE, record + name, NOW);
        });
      await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(add));
      const record = await under.store.transaction(({ grouping }) => grouping.get(HERE));
      expect(Array.from(record!).sort().join('')).toBe('abcdef');
      await under.store.transaction(({ grouping }) => grouping.remove(HERE));
      expect(await under.store.transaction(({ grouping }) => grouping.get(HERE))).toBeNull();
    });
  });
}
