import { conversationIsBack } from '../../../../services/notify/reach';
import type { JobSubscription } from '../../../../services/subscriptions/jobSubscription';
import { CHANNEL, NIGHT, noticeOf } from '../../../support/notifySamples';
import { DONE, MINUTE, OwedHarness, SECOND } from '../../../support/owedHarness';
import { aKey } from '../../../support/samples';

let box: OwedHarness;
beforeEach(() => {
  box = new OwedHarness();
});
afterEach(() => box.end());

describe('what whoever asked stops', () => {
  const stop = async (change: Partial<JobSubscription> = { stopped: true }): Promise<void> => {
    const { jobSubscriptions } = box.store.tables;
    const [before] = await jobSubscriptions.ofJob(aKey('job-vm-01'));
    await jobSubscriptions.remove(aKey('job-vm-01'), CHANNEL);
    await jobSubscriptions.add({ ...before!, ...change });
  };
  /** Waiting rows, without changes of the live card, which has no message. */
  const left = (): number => [...box.store.state.rows.values()].filter(({ slot }) => !slot?.startsWith('live:')).length;

  it('a go-ahead that is owed is not told any more, and costs no read', async () => {
    await box.toldOfA();
    await stop();
    box.rechecked = [];
    box.found = DONE;
    await box.clock.advance(11 * SECOND);
    expect([box.truths(), box.rechecked, left()]).toEqual([['anotherSnapshot'], [], 0]);
    expect(box.counted.at(-1)).toBe('withdrawn');
  });

  it('what waits while the channel does not answer is not told any more; the card moves on', async () => {
    await box.asked('job-vm-01');
    await box.store.tables.jobSubscriptions.setCard(aKey('job-vm-01'), CHANNEL, 'card-1');
    box.start();
    box.messenger.answer = () => ({ fails: 'retry' });
    await box.tell(noticeOf({ event: 'snapshotSlow', state: 'inProgress' }), noticeOf({ event: 'ended' }));
    await box.clock.advance(SECOND);
    await stop();
    box.messenger.answer = () => 'ok';
    await box.clock.advance(MINUTE);
    expect([box.truths(), left()]).toEqual([[], 0]);
    expect(box.messenger.arrived.filter(({ update }) => update)).toMatchObject([{ id: 'card-1' }]);
  });

  it('and asks for anew is told by the new asking alone', async () => {
    await box.toldOfA();
    await stop({ createdMs: NIGHT + MINUTE });
    box.found = DONE;
    await box.clock.advance(MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot']);
    await box.tell(noticeOf({ event: 'ended' }));
    await box.clock.advance(SECOND);
    expect(box.said()).toEqual(['snapshotDone vm-01', 'ended vm-01']);
  });

  it('is told where the promise is known under another key by now', async () => {
    await box.toldOfA();
    await box.store.tables.jobSubscriptions.remove(aKey('job-vm-01'), CHANNEL);
    box.found = DONE;
    await box.clock.advance(MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot', 'fresh']);
  });
});

describe('who speaks in the conversation while a go-ahead is owed', () => {
  it('has it looked at no sooner than it is worth it, as often as they speak', async () => {
    await box.toldOfA();
    const speak = async (): Promise<void> => {
      await box.store.transaction((tables) => conversationIsBack(tables, CHANNEL, box.clock.now().getTime()));
      box.outbox.wake();
      await box.clock.advance(SECOND);
    };
    for (let second = 1; second < 8; second += 1) await speak();
    expect(box.rechecked).toEqual([[]]);
    await box.clock.advance(4 * SECOND);
    await speak();
    await speak();
    // A person who speaks makes it due. A check of a deferred go-ahead reads Azure only as often as the monitor allows.
    expect(box.rechecked.slice(1)).toEqual([['anotherSnapshot'], ['anotherSnapshot'], ['anotherSnapshot']]);
  });
});
