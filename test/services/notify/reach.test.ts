import { conversationIsBack } from '../../../services/notify/reach';
import { MINUTE_MS } from '../../../services/platform/durations';
import { CHANNEL, failureOf, noticeOf, promisedTo, watchOf } from '../../support/notifySamples';
import { OutboxHarness } from '../../support/outboxHarness';

const HOUR = 60 * MINUTE_MS;
const OTHER = { tenant: 't1', conversation: '19:other' };

let box: OutboxHarness;
beforeEach(() => {
  box = new OutboxHarness();
});
afterEach(() => box.end());

/** Somebody speaks in the channel. */
const spoken = (): Promise<void> =>
  box.store.transaction((tables) => conversationIsBack(tables, CHANNEL, box.clock.now().getTime()));
const resting = async (): Promise<boolean> => (await box.store.tables.reach.restingSince(CHANNEL)) !== null;
const standing = async (): Promise<number> => (await box.store.tables.watches.ofConversation(CHANNEL)).length;

/** No process polls through the long hours: another one goes on where this one stopped. */
async function aDay(): Promise<void> {
  await box.outbox.stop();
  await box.clock.advance(25 * HOUR);
  box.make().start();
}

async function promised(): Promise<void> {
  await box.asked('job-vm-01');
  await box.store.tables.watches.put(watchOf());
}

describe('a conversation that the channel does not find', () => {
  beforeEach(promised);

  it('when it says so once, at random, then the message is told within seconds, and nothing ends', async () => {
    box.messenger.answer = () => (box.messenger.tries.length === 1 ? { fails: 'missing' } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf(), noticeOf({ event: 'consistency' }));
    await box.clock.advance(5_000);
    expect(box.said()).toEqual(['ended vm-01', 'consistency vm-01']);
    expect(box.messenger.posts[0]!.atMs - box.messenger.tries[0]!).toBeLessThan(3_000);
    expect(await standing()).toBe(1);
    expect(box.store.state.jobSubscriptions.size).toBe(1);
  });

  it('when it says so for hours, then nothing is sent there any more, and no other conversation waits', async () => {
    await box.store.tables.jobSubscriptions.add(promisedTo({ to: OTHER, cardActivityId: null }));
    box.messenger.answer = ({ to }) => (to.conversation === CHANNEL.conversation ? { fails: 'missing' } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(2.9 * HOUR);
    expect(await resting()).toBe(false);
    await box.clock.advance(HOUR);
    const tried = box.messenger.tries.length;
    expect(tried).toBeLessThan(30);
    await box.tell(noticeOf({ event: 'consistency' }), failureOf('vm-02', box.clock.now().getTime()));
    await box.clock.advance(2 * HOUR);
    expect(box.messenger.posts.map(({ message }) => message.to.conversation)).toEqual(Array(2).fill('19:other'));
    expect(box.messenger.tries).toHaveLength(tried + 1);
  });

  it('when somebody speaks there after that, then all that was promised or watched meanwhile is told, in its order', async () => {
    box.messenger.answer = () => ({ fails: 'missing' });
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(4 * HOUR);
    const tried = box.messenger.tries.length;
    await box.tell(noticeOf({ event: 'consistency' }), failureOf('vm-02', box.clock.now().getTime()));
    await box.clock.advance(HOUR);
    expect(box.messenger.tries).toHaveLength(tried);
    box.messenger.answer = () => 'ok';
    await spoken();
    await box.clock.advance(MINUTE_MS);
    expect(box.said()).toEqual(['ended vm-01', 'consistency vm-01', 'failures vm-02']);
    expect(box.messenger.posts[0]!.message.late).toBe(true);
  });

  it('when nobody speaks there for a day, then its watches end, and are back with the next word', async () => {
    const dayLater = async (): Promise<void> => {
      await aDay();
      await box.tell(failureOf('vm-03', box.clock.now().getTime()));
    };
    box.messenger.answer = () => ({ fails: 'missing' });
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(4 * HOUR);
    expect(await standing()).toBe(1);
    await dayLater();
    expect(await standing()).toBe(0);
    box.messenger.answer = () => 'ok';
    await spoken();
    await box.clock.advance(MINUTE_MS);
    expect([await standing(), box.said()]).toEqual([1, []]);
    await dayLater();
    await box.clock.advance(MINUTE_MS);
    expect([await standing(), box.said()]).toEqual([1, ['failures vm-03']]);
  });

  it('when somebody speaks there before that, then what waits is told at once, and the hours are counted anew', async () => {
    let isOut = true;
    box.messenger.answer = () => (isOut ? { fails: 'missing' } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(2.9 * HOUR);
    await spoken();
    await box.clock.advance(HOUR);
    expect(await resting()).toBe(false);
    isOut = false;
    await spoken();
    await box.clock.advance(10_000);
    expect(box.said()).toEqual(['ended vm-01']);
  });

  it('when it takes another message in between, then the hours are counted anew', async () => {
    box.messenger.answer = () => ({ fails: 'missing' });
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(2.9 * HOUR);
    box.messenger.answer = () => 'ok';
    await box.clock.advance(HOUR);
    box.messenger.answer = () => ({ fails: 'missing' });
    await box.tell(noticeOf({ event: 'consistency' }));
    await box.clock.advance(2.9 * HOUR);
    expect(await resting()).toBe(false);
  });

  it('when it says so a second time hours later, and was not asked in between, then that ends nothing', async () => {
    box.messenger.answer = () => ({ fails: 'missing' });
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(1_000);
    await box.outbox.stop();
    await box.clock.advance(5 * HOUR);
    box.make({ owner: 'two' }).start();
    await box.clock.advance(1_000);
    expect(box.messenger.tries).toHaveLength(2);
    expect(await resting()).toBe(false);
    box.messenger.answer = () => 'ok';
    await box.clock.advance(MINUTE_MS);
    expect(box.said()).toEqual(['ended vm-01']);
  });

  it('when the process is another one by then, then the hours count all the same', async () => {
    box.messenger.answer = () => ({ fails: 'missing' });
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(2 * HOUR);
    await box.outbox.stop();
    box.make({ owner: 'two' }).start();
    await box.clock.advance(1.5 * HOUR);
    expect(await resting()).toBe(true);
    await box.outbox.stop();
    const tried = box.messenger.tries.length;
    box.make({ owner: 'three' }).start();
    await box.clock.advance(HOUR);
    expect(box.messenger.tries).toHaveLength(tried);
  });

  it('when the message that waits is a day old by the time that somebody speaks, then it is not told any more', async () => {
    box.messenger.answer = () => ({ fails: 'missing' });
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(4 * HOUR);
    await aDay();
    box.messenger.answer = () => 'ok';
    await spoken();
    await box.clock.advance(MINUTE_MS);
    expect(box.said()).toEqual([]);
  });
});

describe('a conversation that the bot is not in, as the channel says', () => {
  beforeEach(promised);

  it('then it is told nothing until somebody speaks there, and all of it then', async () => {
    box.messenger.answer = () => ({ fails: 'gone' });
    box.outbox.start();
    await box.tell(noticeOf(), noticeOf({ event: 'consistency' }));
    await box.clock.advance(HOUR);
    expect(box.messenger.tries).toHaveLength(1);
    box.messenger.answer = () => 'ok';
    await spoken();
    await box.clock.advance(MINUTE_MS);
    expect(box.said()).toEqual(['ended vm-01', 'consistency vm-01']);
  });

  it('when a watch was ended there before that, then only those that ended with the rest are back', async () => {
    await box.store.tables.watches.put(watchOf({ scope: { kind: 'vm', itemId: '/item/vm-09', vmName: 'vm-09' } }));
    await box.store.tables.watches.end(CHANNEL, box.clock.now().getTime() - HOUR);
    await box.store.tables.watches.put(watchOf());
    box.messenger.answer = () => ({ fails: 'gone' });
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(MINUTE_MS);
    await aDay();
    await box.tell(failureOf('vm-03', box.clock.now().getTime()));
    expect(await standing()).toBe(0);
    await spoken();
    expect((await box.store.tables.watches.ofConversation(CHANNEL)).map(({ scope }) => scope.kind)).toEqual(['all']);
  });
});

describe('a message that is to change and is not found', () => {
  it('when that is so once, at random, then it changes, and what the card says is true again', async () => {
    await box.store.tables.jobSubscriptions.add(promisedTo());
    let changes = 0;
    box.messenger.answer = (_message, isChange) => (isChange && (changes += 1) === 1 ? { fails: 'missing' } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(10_000);
    expect(box.messenger.arrived.filter(({ update }) => update)).toHaveLength(1);
  });

  it.each(['failed', 'unanswered'] as const)(
    'when a change is %s again and again, then it is tried every minute until it is there: twice is no harm',
    async (fails) => {
      await box.store.tables.jobSubscriptions.add(promisedTo());
      let changes = 0;
      box.messenger.answer = (_message, isChange) => (isChange && (changes += 1) <= 8 ? { fails } : 'ok');
      box.outbox.start();
      await box.tell(noticeOf());
      await box.clock.advance(6 * MINUTE_MS);
      expect(box.messenger.arrived.filter(({ update }) => update)).toHaveLength(1);
    },
  );

  it('when that stays so, then it is given up within minutes, and its conversation goes on', async () => {
    await box.store.tables.jobSubscriptions.add(promisedTo());
    box.messenger.answer = (_message, isChange) => (isChange ? { fails: 'missing' } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(10 * MINUTE_MS);
    expect(box.said()).toEqual(['ended vm-01']);
    expect(box.messenger.tries).toHaveLength(6);
    expect(box.store.state.rows.size).toBe(0);
  });
});
