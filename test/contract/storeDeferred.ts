import { enqueue } from '../../services/notify/enqueue/enqueue';
import { recordOutcome } from '../../services/notify/outbox/recordOutcome';
import { takeRow } from '../../services/notify/outbox/takeRow';
import { deferredSlot } from '../../services/notify/slots';
import { DAY_MS } from '../../services/platform/durations';
import { CHANNEL, NIGHT, noticeOf, promisedTo } from '../support/notifySamples';
import { aKey } from '../support/samples';
import type { StoreUnderTest } from './storeContract';

export function describeOwed(under: StoreUnderTest): void {
  describe('a go-ahead that is owed', () => {
    const rows = (): Promise<number> => under.store.transaction(({ outbox }) => outbox.count(CHANNEL));

    it('when days pass, then it waits for 31 of them, counted from the first, and nothing else does', async () => {
      await under.store.transaction(async (tables) => {
        await tables.jobSubscriptions.add(promisedTo({ jobKey: aKey('job-vm-01'), createdMs: NIGHT + 2 * DAY_MS }));
        await enqueue(tables, [noticeOf({ event: 'snapshotDone', state: 'inProgress' })], async () => true);
      });
      for (const validity of ['unread', 'anotherSnapshot'] as const)
        await under.store.transaction(async (tables) => {
          const taken = await takeRow(tables, CHANNEL, NIGHT + DAY_MS);
          if (!('row' in taken)) throw new RangeError('nothing waits');
          await recordOutcome(tables, taken, { outcome: { kind: 'sent', activityId: 'a', validity }, nowMs: NIGHT });
        });
      await under.store.transaction(async ({ outbox, ...tables }) => {
        await tables.jobSubscriptions.removeConversation(CHANNEL);
        const row = { to: CHANNEL, update: true, body: '{}', createdMs: NIGHT };
        for (const slot of [null, 'card:job-vm-01', 'prepaid owed:']) await outbox.put({ ...row, slot });
        await outbox.removeConversation({ ...CHANNEL, tenant: 'another' });
      });
      const before = await rows();
      await under.store.purge(NIGHT + 3 * DAY_MS);
      expect([before > 1, await rows()]).toEqual([true, 1]);
      await under.store.purge(NIGHT + 31 * DAY_MS);
      const left = await under.store.transaction(({ outbox }) => outbox.dueUpdates(CHANNEL, NIGHT + DAY_MS, 9));
      expect(left).toMatchObject([{ slot: deferredSlot(aKey('job-vm-01')) }]);
      await under.store.purge(NIGHT + 31 * DAY_MS + 60_000);
      expect(await rows()).toBe(0);
    });
  });
}
