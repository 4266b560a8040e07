import type { OutMessage } from '../../../../services/notify/message';
import { MINUTE_MS } from '../../../../services/platform/durations';
import { settle } from '../../../support/manualClock';
import { CHANNEL, failureOf, noticeOf, promisedTo, watchOf } from '../../../support/notifySamples';
import { OutboxHarness } from '../../../support/outboxHarness';
import { aKey } from '../../../support/samples';

let box: OutboxHarness;

beforeEach(() => {
  box = new OutboxHarness();
});
afterEach(() => box.end());

/** What the audit log says of messages that were given up. */
const givenUp = (): readonly string[] =>
  box.store.state.audited.map(({ vm, outcome }) => `${vm?.name} ${outcome?.jobId} ${outcome?.code}`);

describe('the channel answers', () => {
  it('when all goes well, then messages are sent in their order, each once, and nothing waits any more', async () => {
    await box.asked('job-vm-01', 'job-vm-02');
    box.outbox.start();
    await box.tell(noticeOf({ event: 'snapshotDone' }), noticeOf({ vm: 'vm-02', event: 'snapshotSlow' }));
    await box.tell(noticeOf({ event: 'ended' }));
    await box.clock.advance(11 * MINUTE_MS);
    expect(box.said()).toEqual(['snapshotDone vm-01', 'snapshotSlow vm-02', 'ended vm-01']);
    expect(box.store.state.rows.size).toBe(0);
    expect(box.store.state.leases.size).toBe(0);
  });

  it.each(['412', '429', '502', '503', '504', 'a reset before anything was sent'])(
    'when it says %s, then the message is sent later and nothing overtakes it',
    async () => {
      await box.asked('job-vm-01');
      let failures = 3;
      box.messenger.answer = () => (failures-- > 0 ? { fails: 'retry' } : 'ok');
      box.outbox.start();
      await box.tell(noticeOf({ event: 'snapshotDone' }));
      await box.tell(noticeOf({ event: 'consistency' }));
      await box.clock.advance(MINUTE_MS);
      expect(box.said()).toEqual(['snapshotDone vm-01', 'consistency vm-01']);
      expect(box.messenger.tries.slice(1, 4).map((ms, i) => ms - box.messenger.tries[i]!)).toEqual([
        2_000, 4_000, 8_000,
      ]);
    },
  );

  it('when it says 429 with Retry-After, then nothing goes to that conversation before, and others are told', async () => {
    await box.asked('job-vm-01');
    await box.store.tables.jobSubscriptions.add(
      promisedTo({ to: { tenant: 't1', conversation: 'other' }, jobKey: aKey('job-vm-02') }),
    );
    let first = true;
    box.messenger.answer = ({ to }) => {
      if (to.conversation !== CHANNEL.conversation || !first) return 'ok';
      first = false;
      return { fails: 'retry', afterMs: 30_000 };
    };
    box.outbox.start();
    await box.tell(noticeOf(), noticeOf({ vm: 'vm-02' }));
    await box.clock.advance(29_000);
    expect(box.said()).toEqual(['ended vm-02']);
    await box.clock.advance(2_000);
    expect(box.said()).toEqual(['ended vm-02', 'ended vm-01']);
  });

  it.each([
    ['was lost', false, 1],
    ['had arrived', true, 2],
  ] as const)('when a send dies unanswered and %s, then it is sent again and counted', async (_, arrived, copies) => {
    await box.asked('job-vm-01');
    let first = true;
    box.messenger.answer = () => {
      if (!first) return 'ok';
      first = false;
      return { fails: 'unanswered', arrived };
    };
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(MINUTE_MS);
    expect(box.said()).toEqual(Array(copies).fill('ended vm-01'));
    expect(box.counted).toEqual(['unanswered', 'resent', 'sent']);
  });

  it('when a message that is to change was deleted, then its conversation goes on', async () => {
    await box.store.tables.jobSubscriptions.add(promisedTo());
    box.messenger.answer = ({ content }) => (content.kind === 'card' ? { fails: 'lost' } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(MINUTE_MS);
    expect(box.said()).toEqual(['ended vm-01']);
    expect(box.messenger.tries).toHaveLength(2);
    expect(box.store.state.jobSubscriptions.size).toBe(1);
  });

  it.each([
    ['can never be sent', 'impossible', 1],
    ['is refused each time', 'refused', 4],
  ] as const)('when a message %s, then it is dropped and the next is told', async (_, fails, tries) => {
    await box.asked('job-vm-01');
    const isFirst = ({ content }: OutMessage): boolean => content.kind === 'event' && content.notice.event === 'ended';
    box.messenger.answer = (message) => (isFirst(message) ? { fails } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf(), noticeOf({ event: 'consistency' }));
    await box.clock.advance(5 * MINUTE_MS);
    expect(box.said()).toEqual(['consistency vm-01']);
    expect(box.messenger.tries).toHaveLength(tries + 1);
    expect(box.counted).toContain('refused');
    expect(givenUp()).toEqual(['vm-01 j refused']);
  });

  it('when it refuses a message once, at random, then that is told', async () => {
    await box.asked('job-vm-01');
    box.messenger.answer = () => (box.messenger.tries.length === 1 ? { fails: 'refused' } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(MINUTE_MS);
    expect(box.said()).toEqual(['ended vm-01']);
  });

  it('when a message could not be sent for a day, then it is dropped and counted', async () => {
    await box.asked('job-vm-01');
    box.messenger.answer = () => ({ fails: 'retry', afterMs: 3_600_000 });
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(26 * 60 * MINUTE_MS);
    expect(box.store.state.rows.size).toBe(0);
    expect(box.counted).toContain('tooOld');
    expect(givenUp()).toEqual(['vm-01 j tooOld']);
  });

  it('when it asks for another try for hours, then the message arrives as soon as it can, however often it was tried', async () => {
    await box.asked('job-vm-01');
    let isOut = true;
    box.messenger.answer = () => (isOut ? { fails: 'retry' } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(5 * 60 * MINUTE_MS);
    expect(box.messenger.tries.length).toBeGreaterThan(250);
    isOut = false;
    await box.clock.advance(2 * MINUTE_MS);
    expect(box.said()).toEqual(['ended vm-01']);
  });

  it('when no answer comes for hours, then the message arrives all the same, and is not sent over and over', async () => {
    await box.asked('job-vm-01');
    let isOut = true;
    box.messenger.answer = () => (isOut ? { fails: 'unanswered', arrived: false } : 'ok');
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(5 * 60 * MINUTE_MS);
    isOut = false;
    await box.clock.advance(90 * MINUTE_MS);
    expect(box.said()).toEqual(['ended vm-01']);
    expect(box.messenger.tries.length).toBeLessThan(15);
  });

  it('when it fails at a message once after it hung for long, then that is tried again', async () => {
    await box.asked('job-vm-01');
    const fates = [...Array<'unanswered'>(6).fill('unanswered'), 'failed'] as const;
    box.messenger.answer = () => {
      const fails = fates[box.messenger.tries.length - 1];
      return fails === undefined ? 'ok' : { fails, arrived: false };
    };
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(6 * 60 * MINUTE_MS);
    expect(box.said()).toEqual(['ended vm-01']);
  });

  it('when it fails at a message each time, then that is sent five times in all, counted, and what waits behind it is told', async () => {
    await box.asked('job-vm-01');
    box.messenger.answer = ({ content }) =>
      content.kind === 'event' && content.notice.event === 'ended' ? { fails: 'failed', arrived: true } : 'ok';
    box.outbox.start();
    await box.tell(noticeOf(), noticeOf({ event: 'consistency' }));
    await box.clock.advance(25 * MINUTE_MS);
    expect(box.said()).toEqual([...Array(5).fill('ended vm-01'), 'consistency vm-01']);
    expect(box.counted).toContain('failedTooOften');
    expect(givenUp()).toEqual(['vm-01 j failedTooOften']);
  });

  it('when the message was deleted that another failure joins, then that is told anew', async () => {
    await box.store.tables.watches.put(watchOf());
    box.outbox.start();
    for (const vm of ['vm-01', 'vm-02', 'vm-03']) await box.tell(failureOf(vm, box.clock.now().getTime()));
    await box.clock.advance(MINUTE_MS);
    box.messenger.answer = (_message, isChange) => (isChange ? { fails: 'lost' } : 'ok');
    await box.tell(failureOf('vm-04', box.clock.now().getTime()));
    await box.clock.advance(MINUTE_MS);
    expect(box.said().at(-1)).toContain('vm-04');
    expect(await box.store.tables.watches.ofConversation(CHANNEL)).toHaveLength(1);
  });

  it('when it hangs, then nothing else goes to that conversation, and stop waits for it', async () => {
    await box.asked('job-vm-01');
    box.messenger.answer = () => 'hang';
    box.outbox.start();
    await box.tell(noticeOf(), noticeOf({ event: 'consistency' }));
    await box.clock.advance(MINUTE_MS);
    expect(box.messenger.tries).toHaveLength(1);
    const stopped = box.outbox.stop();
    box.messenger.release();
    await stopped;
    expect(box.said()).toEqual(['ended vm-01']);
    expect(box.store.state.rows.size).toBe(2); // the next message and the card
    expect([...box.store.state.rows.values()].some(({ sending }) => sending)).toBe(false);
  });
});

describe('the rates of Teams', () => {
  it('when a hundred messages wait for a conversation, then at most 7 go in a second, 8 in two, 60 in thirty', async () => {
    const jobs = Array.from({ length: 100 }, (_, n) => `job-vm-${n}`);
    await box.asked(...jobs);
    box.outbox.start();
    await box.tell(...jobs.map((job, n) => noticeOf({ vm: `vm-${n}`, job })));
    await box.clock.advance(2 * MINUTE_MS);
    expect(box.said()).toEqual(jobs.map((_, n) => `ended vm-${n}`));
    for (const [withinMs, most] of [
      [1_000, 7],
      [2_000, 8],
      [30_000, 60],
    ] as const)
      for (const from of box.messenger.tries)
        expect(box.messenger.tries.filter((ms) => ms >= from && ms < from + withinMs).length).toBeLessThanOrEqual(most);
  });

  it('when many conversations wait, then at most 50 messages go in a second and one at a time to each', async () => {
    for (let n = 0; n < 120; n += 1)
      await box.store.tables.jobSubscriptions.add(
        promisedTo({ to: { tenant: 't1', conversation: `c${n}` }, cardActivityId: null }),
      );
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(10_000);
    expect(box.said().length).toBeGreaterThanOrEqual(100);
    for (const from of box.messenger.tries)
      expect(box.messenger.tries.filter((ms) => ms >= from && ms < from + 1_000).length).toBeLessThanOrEqual(50);
  });
});

describe('several processes', () => {
  it('when another holds the conversation, then nothing is sent until it lets go', async () => {
    await box.asked('job-vm-01');
    box.store.state.leases.set('tell:t1/19:channel', 'another');
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(10_000);
    expect(box.said()).toEqual([]);
    box.store.state.leases.clear();
    await box.clock.advance(10_000);
    expect(box.said()).toEqual(['ended vm-01']);
  });

  it('when the database does not answer after a send, then the message is not sent again', async () => {
    await box.asked('job-vm-01');
    let gone = false;
    box.store.before = () => {
      if (gone) throw new TypeError('the database is gone');
    };
    box.messenger.answer = () => {
      gone = true;
      return 'ok';
    };
    box.outbox.start();
    await box.tell(noticeOf());
    await box.clock.advance(30_000);
    gone = false;
    await box.clock.advance(MINUTE_MS);
    await settle();
    expect(box.said()).toEqual(['ended vm-01']);
  });
});
