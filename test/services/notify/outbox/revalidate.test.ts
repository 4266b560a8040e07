import { MINUTE_MS } from '../../../../services/platform/durations';
import { CHANNEL, failureOf, NIGHT, noticeOf, promisedTo, READ_AGAIN, watchOf } from '../../../support/notifySamples';
import { OutboxHarness } from '../../../support/outboxHarness';
import { aKey } from '../../../support/samples';

const OTHER = { reason: 'snapshotRunning', sinceMs: NIGHT - MINUTE_MS, jobId: 'job-b' } as const;
let box: OutboxHarness;

beforeEach(() => {
  box = new OutboxHarness();
});
afterEach(() => box.end());

describe('the live card', () => {
  it('when it changes often, then it is updated at most once in 3 s, with the newest state at the end', async () => {
    await box.store.tables.jobSubscriptions.add(promisedTo());
    box.outbox.start();
    for (let n = 0; n < 40; n += 1) {
      await box.tell(noticeOf({ event: 'taskChanged', atMs: box.clock.now().getTime() }));
      await box.clock.advance(500);
    }
    const lastMs = box.clock.now().getTime() - 500;
    await box.clock.advance(5_000);
    const updates = box.messenger.arrived.filter(({ update }) => update);
    expect(updates.every(({ id }) => id === 'card-1')).toBe(true);
    expect(updates.slice(1).every(({ atMs }, i) => atMs - updates[i]!.atMs >= 3_000)).toBe(true);
    const states = updates.map(({ message: { content } }) => (content.kind === 'group' ? 0 : content.notice.atMs));
    expect(states).toEqual([...states].sort((a, b) => a - b));
    expect(states.at(-1)).toBe(lastMs);
  });

  it('when it changes while an older state is on its way, then the newer one follows', async () => {
    await box.store.tables.jobSubscriptions.add(promisedTo());
    box.messenger.answer = () => 'hang';
    box.outbox.start();
    await box.tell(noticeOf({ event: 'taskChanged', atMs: NIGHT }));
    await box.clock.advance(1_000);
    await box.tell(noticeOf({ event: 'taskChanged', atMs: NIGHT + 1 }));
    box.messenger.answer = () => 'ok';
    box.messenger.release();
    await box.clock.advance(10_000);
    expect(
      box.messenger.arrived.map(({ message: { content } }) => content.kind !== 'group' && content.notice.atMs),
    ).toEqual([NIGHT, NIGHT + 1]);
  });

  it('when the channel names its message only later, then it is updated once it has', async () => {
    await box.asked('job-vm-01');
    box.outbox.start();
    await box.tell(noticeOf({ event: 'taskChanged' }));
    await box.clock.advance(10_000);
    expect(box.messenger.arrived).toEqual([]);
    await box.store.tables.jobSubscriptions.setCard(aKey('job-vm-01'), CHANNEL, 'late-card');
    await box.clock.advance(10_000);
    expect(box.messenger.arrived.map(({ id }) => id)).toEqual(['late-card']);
  });

  it('when a watch with all sees a start, then its message is the card that moves', async () => {
    await box.store.tables.watches.put(watchOf({ level: 'all' }));
    box.outbox.start();
    await box.tell(noticeOf({ event: 'started', state: 'inProgress' }));
    await box.clock.advance(5_000);
    await box.tell(noticeOf({ event: 'taskChanged', state: 'inProgress' }));
    await box.clock.advance(5_000);
    expect(box.messenger.arrived.map(({ id, update }) => [id, update])).toEqual([
      ['a1', false],
      ['a1', true],
    ]);
  });
});

describe('a go-ahead', () => {
  const late = async (): Promise<void> => {
    await box.asked('job-vm-01');
    await box.tell(noticeOf({ event: 'snapshotDone' }));
    await box.clock.advance(45 * MINUTE_MS);
    box.outbox.start();
    await box.clock.advance(1_000);
  };

  it.each([
    ['stillDone', 'fresh'],
    ['anotherSnapshot', 'anotherSnapshot'],
  ] as const)(
    'when it is told after an outage and the re-check says %s, then it says so, as late, of what was read again',
    async (kind, validity) => {
      box.make({ recheck: async () => ({ kind, ...READ_AGAIN, other: OTHER }) });
      await late();
      expect(box.messenger.posts).toMatchObject([
        { message: { validity, late: true, toldMs: NIGHT + 45 * MINUTE_MS } },
      ]);
      const [{ message } = {}] = box.messenger.posts;
      expect(message?.content).toMatchObject({ notice: { event: 'snapshotDone', atMs: NIGHT, ...READ_AGAIN } });
    },
  );

  it('when it could not be read again, then it is told as unread, of what was known', async () => {
    box.make({ recheck: async () => ({ kind: 'unread' }) });
    await late();
    expect(box.messenger.posts).toMatchObject([
      { message: { validity: 'unread', content: { notice: { readMs: NIGHT } } } },
    ]);
  });

  it('when the re-check fails, then it is told as unread', async () => {
    box.make({ recheck: () => Promise.reject(new TypeError('no budget')) });
    await late();
    expect(box.messenger.posts).toMatchObject([{ message: { validity: 'unread' } }]);
  });

  it('when its job has failed since, then it is not told', async () => {
    box.make({ recheck: async () => ({ kind: 'withdrawn' }) });
    await late();
    expect(box.said()).toEqual([]);
    expect(box.counted).toContain('withdrawn');
  });

  it('when its reading is fresh, then the VM’s other backups are looked at all the same, and it is not late', async () => {
    box.make({ recheck: async () => ({ kind: 'anotherSnapshot', ...READ_AGAIN, other: OTHER }) });
    await box.asked('job-vm-01');
    box.outbox.start();
    await box.tell(noticeOf({ event: 'snapshotDone' }));
    await box.clock.advance(1_000);
    expect(box.messenger.posts).toMatchObject([
      { message: { late: false, validity: 'anotherSnapshot', other: OTHER } },
    ]);
  });
});

describe("a watch's message", () => {
  it('when its owner may no longer see one of the VMs, then that one is left out', async () => {
    box.make({ mayTell: async (_watch, { vmName }) => vmName !== 'vm-01' });
    await box.store.tables.watches.put(watchOf());
    box.outbox.start();
    await box.tell(failureOf('vm-01', NIGHT), failureOf('vm-02', NIGHT + 1));
    await box.clock.advance(1_000);
    expect(box.said()).toEqual(['failures vm-02']);
  });

  it('when its owner may see none, then it is dropped', async () => {
    box.make({ mayTell: async () => false });
    await box.store.tables.watches.put(watchOf());
    box.outbox.start();
    await box.tell(failureOf('vm-01', NIGHT));
    await box.clock.advance(1_000);
    expect([box.said(), box.store.state.rows.size]).toEqual([[], 0]);
  });

  it('when it was unwatched meanwhile, then it is dropped', async () => {
    await box.store.tables.watches.put(watchOf());
    await box.tell(failureOf('vm-01', NIGHT));
    await box.store.tables.watches.remove(CHANNEL, 'all');
    box.outbox.start();
    await box.clock.advance(1_000);
    expect(box.said()).toEqual([]);
  });

  it('when access cannot be looked up, then it waits and is told later', async () => {
    let broken = true;
    box.make({ mayTell: async () => (broken ? Promise.reject(new TypeError('file gone')) : true) });
    await box.store.tables.watches.put(watchOf());
    box.outbox.start();
    await box.tell(failureOf('vm-01', NIGHT));
    await box.clock.advance(5_000);
    expect(box.said()).toEqual([]);
    broken = false;
    await box.clock.advance(MINUTE_MS);
    expect(box.said()).toEqual(['failures vm-01']);
  });
});
