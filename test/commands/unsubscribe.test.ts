import type { Command } from '../../protocol/command';
import { jobKey } from '../../services/backup/ids';
import { newWatchedJob } from '../../services/monitor/track/watchedJob';
import { TO } from '../support/commandBot';
import { anItem, NOW, VAULT } from '../support/samples';
import { JOB, STOP, SubscriptionHarness, TELL } from '../support/subscriptionHarness';

const ITEM = anItem();

let bot: SubscriptionHarness;
beforeEach(() => {
  bot = new SubscriptionHarness();
});

describe('a subscription that ends', () => {
  beforeEach(() => bot.run(TELL));

  it('when its person ends it, then no message comes, the card is updated on, and they may subscribe again', async () => {
    await bot.store.transaction(({ jobSubscriptions }) =>
      jobSubscriptions.setCard(bot.watched.all[0]!.key, TO, 'card-1'),
    );

    expect(await bot.run(STOP)).toMatchObject({ kind: 'job', told: null });
    expect(await bot.card()).toMatchObject({ told: null });
    expect([await bot.told('snapshotDone'), await bot.told('ended')]).toEqual([0, 0]);
    expect(await bot.store.transaction(({ outbox }) => outbox.dueUpdates(TO, NOW.getTime(), 9))).toHaveLength(1);

    expect(await bot.run(TELL)).toMatchObject({ told: 'asked' });
    expect(await bot.promised()).toMatchObject([{ cardActivityId: 'card-1' }]);
    expect(await bot.told('ended')).toBe(1);
  });

  it('when somebody else ends it, then it stays, and the answer names its person', async () => {
    await expect(bot.run(STOP, '29:other')).rejects.toMatchObject({
      message: expect.stringContaining('notYourTelling') as string,
      facts: { name: 'me' },
    });
    expect((await bot.card()).told).toBe('asked');
  });

  it('when there is none, then ending it changes nothing', async () => {
    await bot.run(STOP);
    expect(await bot.run(STOP)).toMatchObject({ told: null });
  });
});

describe('the live card of a watch', () => {
  const seen = { job: JOB, readMs: NOW.getTime() };
  beforeEach(async () => {
    await bot.watch('all');
    const key = jobKey(VAULT, JOB.id);
    const ofSchedule = { retainUntilMs: null, askedBy: null, awaitsSnapshot: true };
    await bot.watched.add({ ...newWatchedJob(ITEM, { key, jobId: JOB.id, startedMs: 0, ...ofSchedule }), ...seen });
    await bot.store.transaction(({ jobSubscriptions }) =>
      jobSubscriptions.add({
        ...{ jobKey: key, to: TO, thread: null, asker: null, language: 'en', timeZone: 'UTC', createdMs: 0 },
        ...{ cardActivityId: 'card-1', cardId: `watched:${key}` },
      }),
    );
  });
  const redrawn = async (): Promise<readonly unknown[]> => {
    const rows = await bot.store.transaction(({ outbox }) => outbox.dueUpdates(TO, NOW.getTime(), 9));
    return rows.map(({ body }) => (JSON.parse(body) as { watches: unknown }).watches);
  };

  it.each<[string, Command]>([
    ['ends', { kind: 'unwatch' }],
    ['is only of failures from now on', { kind: 'watch', scope: { vm: ITEM.vm.name } }],
  ])('when that watch %s, then the card is updated: it promises no messages', async (_what, command) => {
    await bot.run(command);
    expect(await redrawn()).toEqual([null]);
    expect((await bot.card()).told).toBeNull();
  });

  it('when another watch is added, then it stays', async () => {
    await bot.run({ kind: 'watch', scope: { vm: ITEM.vm.name }, level: 'progress' });
    expect(await redrawn()).toEqual([]);
  });

  it('when somebody asks to be told as well, then the card moves for that one', async () => {
    await bot.run({ kind: 'unwatch' });
    await bot.run(TELL);
    expect(await bot.promised()).toMatchObject([{ asker: { id: '29:me' }, cardActivityId: 'card-1' }]);
    expect(await bot.told('ended')).toBe(1);
  });
});
