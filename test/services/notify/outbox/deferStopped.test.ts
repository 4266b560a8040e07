import type { OutMessage } from '../../../../services/notify/message';
import type { Recheck } from '../../../../services/notify/outbox/revalidate';
import { conversationIsBack } from '../../../../services/notify/reach';
import type { JobSubscription } from '../../../../services/subscriptions/jobSubscription';
import { CHANNEL, NIGHT, noticeOf, READ_AGAIN } from '../../../support/notifySamples';
import { OutboxHarness } from '../../../support/outboxHarness';
import { aKey } from '../../../support/samples';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const OTHER = { reason: 'snapshotRunning', sinceMs: NIGHT, jobId: 'job-b' } as const;
const DONE: Recheck = { kind: 'stillDone', ...READ_AGAIN };
const WAITS: Recheck = { kind: 'anotherSnapshot', ...READ_AGAIN, other: OTHER };

let box: OutboxHarness;
let found: Recheck;
/** For each re-check, in order: what had been sent in place of the go-ahead by then. */
let asked: (readonly OutMessage['validity'][])[];

function start(): void {
  box.make({
    async recheck(_key, toldInstead) {
      asked.push(toldInstead);
      return found;
    },
  });
  box.outbox.start();
}

beforeEach(() => {
  box = new OutboxHarness();
  asked = [];
  found = WAITS;
});
afterEach(() => box.end());

function truths(): string[] {
  return box.messenger.posts.map(({ message: { content, validity } }) =>
    content.kind === 'event' && content.notice.event === 'snapshotDone' ? validity : content.kind,
  );
}

async function toldOfA(): Promise<void> {
  await box.asked('job-vm-01');
  start();
  await box.tell(noticeOf({ event: 'snapshotDone', state: 'inProgress' }));
  await box.clock.advance(SECOND);
}

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
    await toldOfA();
    await stop();
    asked = [];
    found = DONE;
    await box.clock.advance(11 * SECOND);
    expect([truths(), asked, left()]).toEqual([['anotherSnapshot'], [], 0]);
    expect(box.counted.at(-1)).toBe('withdrawn');
  });

  it('what waits while the channel does not answer is not told any more; the card moves on', async () => {
    await box.asked('job-vm-01');
    await box.store.tables.jobSubscriptions.setCard(aKey('job-vm-01'), CHANNEL, 'card-1');
    start();
    box.messenger.answer = () => ({ fails: 'retry' });
    await box.tell(noticeOf({ event: 'snapshotSlow', state: 'inProgress' }), noticeOf({ event: 'ended' }));
    await box.clock.advance(SECOND);
    await stop();
    box.messenger.answer = () => 'ok';
    await box.clock.advance(MINUTE);
    expect([truths(), left()]).toEqual([[], 0]);
    expect(box.messenger.arrived.filter(({ update }) => update)).toMatchObject([{ id: 'card-1' }]);
  });

  it('and asks for anew is told by the new asking alone', async () => {
    await toldOfA();
    await stop({ createdMs: NIGHT + MINUTE });
    found = DONE;
    await box.clock.advance(MINUTE);
    expect(truths()).toEqual(['anotherSnapshot']);
    await box.tell(noticeOf({ event: 'ended' }));
    await box.clock.advance(SECOND);
    expect(box.said()).toEqual(['snapshotDone vm-01', 'ended vm-01']);
  });

  it('is told where the promise is known under another key by now', async () => {
    await toldOfA();
    await box.store.tables.jobSubscriptions.remove(aKey('job-vm-01'), CHANNEL);
    found = DONE;
    await box.clock.advance(MINUTE);
    expect(truths()).toEqual(['anotherSnapshot', 'fresh']);
  });
});

describe('who speaks in the conversation while a go-ahead is owed', () => {
  it('has it looked at no sooner than it is worth it, as often as they speak', async () => {
    await toldOfA();
    const speak = async (): Promise<void> => {
      await box.store.transaction((tables) => conversationIsBack(tables, CHANNEL, box.clock.now().getTime()));
      box.outbox.wake();
      await box.clock.advance(SECOND);
    };
    for (let second = 1; second < 8; second += 1) await speak();
    expect(asked).toEqual([[]]);
    await box.clock.advance(4 * SECOND);
    await speak();
    await speak();
    // A person who speaks makes it due. A check of a deferred go-ahead reads Azure only as often as the monitor allows.
    expect(asked.slice(1)).toEqual([['anotherSnapshot'], ['anotherSnapshot'], ['anotherSnapshot']]);
  });
});
