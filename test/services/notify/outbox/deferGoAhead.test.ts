import type { Recheck } from '../../../../services/notify/outbox/revalidate';
import { conversationIsBack } from '../../../../services/notify/reach';
import { CHANNEL, NIGHT, noticeOf, promisedTo, watchOf } from '../../../support/notifySamples';
import { DONE, MINUTE, OTHER, OwedHarness, SECOND, WAITS } from '../../../support/owedHarness';

const DAY = 24 * 60 * MINUTE;
const UNREAD: Recheck = { kind: 'unread' };

let box: OwedHarness;
beforeEach(() => {
  box = new OwedHarness();
});
afterEach(() => box.end());

describe('a go-ahead that something else of the VM stands against', () => {
  it('is told as that, once however long it lasts, and the go-ahead follows, once', async () => {
    await box.toldOfA();
    await box.clock.advance(30 * MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot']);
    box.found = DONE;
    await box.clock.advance(MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot', 'fresh']);
    await box.clock.advance(60 * MINUTE);
    expect([box.truths(), box.store.state.rows.size]).toEqual([['anotherSnapshot', 'fresh'], 0]);
  });

  it('is told within seconds of the end of what stood against it', async () => {
    await box.toldOfA();
    box.found = { kind: 'notYet' };
    await box.clock.advance(60 * MINUTE);
    expect(box.rechecked.slice(1).every((told) => told.includes('anotherSnapshot'))).toBe(true);
    box.found = DONE;
    await box.clock.advance(11 * SECOND);
    expect(box.truths()).toEqual(['anotherSnapshot', 'fresh']);
  });

  it('is told after days too', async () => {
    await box.toldOfA();
    await box.clock.advance(1.5 * DAY);
    box.found = DONE;
    await box.clock.advance(MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot', 'fresh']);
  });

  it('does not hold up what else the conversation waits for: the end comes in its time', async () => {
    await box.toldOfA();
    await box.tell(noticeOf({ event: 'ended' }));
    await box.clock.advance(SECOND);
    expect(box.said()).toEqual(['snapshotDone vm-01', 'ended vm-01']);
    box.found = DONE;
    await box.clock.advance(MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot', 'event', 'fresh']);
  });

  it('when its job has failed or was cancelled, then the end says all', async () => {
    await box.toldOfA();
    box.found = { kind: 'withdrawn' };
    await box.clock.advance(20 * MINUTE);
    expect([box.truths(), box.store.state.rows.size]).toEqual([['anotherSnapshot'], 0]);
  });

  it('when the process dies at any point, then the next one goes on, and says nothing twice', async () => {
    await box.toldOfA();
    await box.outbox.stop();
    box.start();
    await box.clock.advance(10 * MINUTE);
    await box.outbox.stop();
    box.found = DONE;
    box.start();
    await box.clock.advance(10 * MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot', 'fresh']);
  });

  it('when what came of its sending cannot be written, then it is written later and nothing is lost', async () => {
    await box.toldOfA();
    box.found = DONE;
    box.messenger.answer = () => {
      let broken = 3;
      box.store.before = () => {
        if (broken-- > 0) throw new TypeError('no disk');
      };
      return 'ok';
    };
    await box.clock.advance(10 * MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot', 'fresh']);
  });

  it('when the conversation is out of reach, then it waits, and follows once somebody speaks there', async () => {
    await box.toldOfA();
    box.messenger.answer = () => ({ fails: 'gone' });
    box.found = DONE;
    await box.clock.advance(60 * MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot']);
    expect(box.store.state.audited).toEqual([
      expect.objectContaining({
        kind: 'delivery',
        ...CHANNEL,
        outcome: { result: 'unreachable', jobId: null, code: null },
      }),
    ]);

    box.messenger.answer = () => 'ok';
    await box.store.transaction((tables) => conversationIsBack(tables, CHANNEL, box.clock.now().getTime()));
    box.outbox.wake();
    await box.clock.advance(MINUTE);
    expect(box.truths()).toEqual(['anotherSnapshot', 'fresh']);
  });

  it('is told to each conversation that was told of it', async () => {
    const there = { tenant: 't1', conversation: 'a:tanaka' };
    await box.store.tables.jobSubscriptions.add(promisedTo({ to: there, cardActivityId: null, cardId: 'c2' }));
    await box.toldOfA();
    box.found = DONE;
    await box.clock.advance(MINUTE);
    const told = box.messenger.posts.map(({ message: { to, validity } }) => `${to.conversation} ${validity}`);
    expect(told.toSorted()).toEqual(
      [CHANNEL.conversation, there.conversation].flatMap((to) => [`${to} anotherSnapshot`, `${to} fresh`]).toSorted(),
    );
  });
});

describe('a go-ahead whose VM’s other backups cannot be read', () => {
  it('is told as that, once, and follows when they can', async () => {
    box.found = UNREAD;
    await box.toldOfA();
    await box.clock.advance(30 * MINUTE);
    expect(box.truths()).toEqual(['unread']);
    box.found = DONE;
    await box.clock.advance(MINUTE);
    expect(box.truths()).toEqual(['unread', 'fresh']);
  });

  it('when they show another snapshot then, then that is told once too, and the go-ahead after it', async () => {
    box.found = UNREAD;
    await box.toldOfA();
    box.found = WAITS;
    await box.clock.advance(20 * MINUTE);
    box.found = UNREAD;
    await box.clock.advance(20 * MINUTE);
    box.found = WAITS;
    await box.clock.advance(20 * MINUTE);
    expect(box.truths()).toEqual(['unread', 'anotherSnapshot']);
    box.found = DONE;
    await box.clock.advance(MINUTE);
    expect(box.truths()).toEqual(['unread', 'anotherSnapshot', 'fresh']);
    expect(box.store.state.rows.size).toBe(0);
  });
});

describe('a go-ahead of a watch', () => {
  it('is owed as a reply of the night, and the night’s first message stays its root', async () => {
    await box.store.tables.watches.put(watchOf({ level: 'progress' }));
    box.start();
    await box.tell(noticeOf({ event: 'snapshotDone', state: 'inProgress' }));
    await box.clock.advance(SECOND);
    box.found = DONE;
    await box.clock.advance(MINUTE);
    await box.tell(noticeOf({ vm: 'vm-02', state: 'failed', code: 'E1', atMs: box.clock.now().getTime() }));
    await box.clock.advance(MINUTE);
    const posts = box.messenger.posts.map(({ message: { validity, thread, alert } }) => [validity, thread, alert]);
    expect(posts).toEqual([
      ['anotherSnapshot', null, true],
      ['fresh', 'a1', false],
      ['fresh', 'a1', false],
    ]);
  });

  it('when it was unwatched meanwhile, then nothing follows', async () => {
    await box.store.tables.watches.put(watchOf({ level: 'progress' }));
    box.start();
    await box.tell(noticeOf({ event: 'snapshotDone', state: 'inProgress' }));
    await box.clock.advance(SECOND);
    await box.store.tables.watches.remove(CHANNEL, 'all');
    box.found = DONE;
    await box.clock.advance(MINUTE);
    expect([box.truths(), box.store.state.rows.size]).toEqual([['anotherSnapshot'], 0]);
  });

  it('whose message changes with the night’s counts costs no read, and claims nothing anew', async () => {
    box.found = DONE;
    await box.store.tables.watches.put(watchOf({ level: 'progress' }));
    box.start();
    await box.tell(noticeOf({ event: 'snapshotDone', state: 'inProgress' }));
    await box.clock.advance(MINUTE);
    box.rechecked = [];
    await box.tell(noticeOf({ vm: 'vm-02', state: 'failed', code: 'E1', atMs: NIGHT + MINUTE }));
    await box.clock.advance(MINUTE);
    const changes = box.messenger.arrived.filter(({ update }) => update);
    expect(changes.map(({ id, message: { validity } }) => [id, validity])).toEqual([['a1', 'unread']]);
    expect(box.rechecked).toEqual([]);
    await box.clock.advance(60 * MINUTE);
    expect(box.truths()).toEqual(['fresh', 'group']);
  });
});

describe('an end', () => {
  it('names what else of its VM is known to stand against a change', async () => {
    box.make({ otherOf: async () => OTHER });
    await box.asked('job-vm-01');
    box.outbox.start();
    await box.tell(noticeOf({ event: 'ended' }));
    await box.clock.advance(SECOND);
    expect(box.messenger.posts).toMatchObject([{ message: { validity: 'fresh', other: OTHER } }]);
  });

  it('is told all the same where that cannot be found out', async () => {
    box.make({ otherOf: () => Promise.reject(new TypeError('no disk')) });
    await box.asked('job-vm-01');
    box.outbox.start();
    await box.tell(noticeOf({ event: 'ended' }));
    await box.clock.advance(SECOND);
    expect(box.messenger.posts).toMatchObject([{ message: { other: null } }]);
  });
});
