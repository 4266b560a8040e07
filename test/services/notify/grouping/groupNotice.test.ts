import { nightOf } from '../../../../services/notify/grouping/night';
import { MINUTE_MS } from '../../../../services/platform/durations';
import { describeQuietDays } from '../../../contract/quietDays';
import { failureOf, gist, NIGHT, noticeOf, watchOf } from '../../../support/notifySamples';
import { OutboxHarness } from '../../../support/outboxHarness';

const DAY = 24 * 60 * MINUTE_MS;
let box: OutboxHarness;

beforeEach(() => {
  box = new OutboxHarness();
  box.outbox.start();
});
afterEach(() => box.end());

/** Each notice in a minute of its own, sent before the next. */
async function happens(...notices: Parameters<OutboxHarness['tell']>): Promise<void> {
  for (const notice of notices) {
    const waitMs = notice.readMs - box.clock.now().getTime();
    if (waitMs > 10 * 60 * MINUTE_MS) {
      // No process polls through the long hours: another one goes on where this one stopped.
      await box.outbox.stop();
      await box.clock.advance(waitMs);
      box.make().start();
    } else await box.clock.advance(Math.max(waitMs, 0));
    await box.tell(notice);
    await box.clock.advance(10_000);
  }
}

const shown = (): string[] =>
  box.messenger.arrived.map(({ message, id, update }) => `${update ? 'edit ' : ''}${id} ${gist(message)}`);
const goodOf = (vm: string, atMs: number) => noticeOf({ vm, atMs, job: `${vm}@${atMs}` });

describe('a night of a conversation that watches', () => {
  beforeEach(() => box.store.tables.watches.put(watchOf()));

  it('when several VMs fail with different codes, then the first is the root with the toast, the others reply to it', async () => {
    await happens(
      failureOf('vm-01', NIGHT),
      failureOf('vm-02', NIGHT + MINUTE_MS, 'E2'),
      failureOf('vm-03', NIGHT + 2 * MINUTE_MS, 'E3'),
    );
    expect(box.messenger.posts.map(({ message: { thread, alert } }) => [thread, alert])).toEqual([
      [null, true],
      ['a1', false],
      ['a1', false],
    ]);
    expect(box.messenger.arrived.at(-1)).toMatchObject({ id: 'a1', message: { content: { night: { failed: 3 } } } });
  });

  it('when a root could not be sent for long, then its replies still come after it and under it', async () => {
    let broken = true;
    box.messenger.answer = () => (broken ? { fails: 'retry' } : 'ok');
    await happens(failureOf('vm-01', NIGHT), failureOf('vm-02', NIGHT + MINUTE_MS, 'E2'));
    broken = false;
    await box.clock.advance(2 * MINUTE_MS);
    expect(box.messenger.posts.map(({ message }) => [gist(message), message.thread])).toEqual([
      ['failures vm-01', null],
      ['failures vm-02', 'a1'],
    ]);
    expect(box.messenger.posts[0]).toMatchObject({ message: { alert: true, content: { night: { failed: 2 } } } });
  });

  it('when three VMs fail with one code within 15 minutes, then they are one card', async () => {
    await happens(
      failureOf('vm-01', NIGHT),
      failureOf('vm-02', NIGHT + 5 * MINUTE_MS),
      failureOf('vm-03', NIGHT + 14 * MINUTE_MS),
    );
    expect(shown()).toEqual([
      'a1 failures vm-01',
      'edit a1 failures vm-01+vm-02',
      'edit a1 failures vm-01+vm-02+vm-03',
    ]);
  });

  it('when the same code comes later than that, then it is another card', async () => {
    await happens(failureOf('vm-01', NIGHT), failureOf('vm-02', NIGHT + 16 * MINUTE_MS));
    expect(box.said()).toEqual(['failures vm-01', 'failures vm-02']);
  });

  it('when a VM fails the second night with the same code, then nothing is posted, and the night counts it', async () => {
    await happens(failureOf('vm-01', NIGHT), failureOf('vm-01', NIGHT + DAY));
    expect(box.said()).toEqual(['failures vm-01']);
    await happens(failureOf('vm-02', NIGHT + DAY + MINUTE_MS));
    expect(box.messenger.posts.at(-1)).toMatchObject({ message: { content: { night: { again: 1, failed: 1 } } } });
  });

  it('when it fails with another code, then it is told', async () => {
    await happens(failureOf('vm-01', NIGHT), failureOf('vm-01', NIGHT + DAY, 'E2'));
    expect(box.said()).toEqual(Array(2).fill('failures vm-01'));
  });

  it('when it fails again after a success, then it is told', async () => {
    await happens(failureOf('vm-01', NIGHT), goodOf('vm-01', NIGHT + DAY / 2), failureOf('vm-01', NIGHT + DAY));
    expect(box.said()).toEqual(Array(2).fill('failures vm-01'));
  });

  it('when one fails and another has warnings with the same code, then each says what it is', async () => {
    const warned = noticeOf({ vm: 'vm-02', atMs: NIGHT + MINUTE_MS, code: 'E1', state: 'completedWithWarnings' });
    await happens(failureOf('vm-01', NIGHT), warned, failureOf('vm-03', NIGHT + 2 * MINUTE_MS));
    expect(shown().filter((one) => !one.startsWith('edit a1'))).toEqual(['a1 failures vm-01', 'a2 failures vm-02']);
    expect(shown().at(-1)).toBe('edit a1 failures vm-01+vm-03');
    expect(box.messenger.arrived.at(-1)).toMatchObject({ message: { content: { night: { failed: 2, warnings: 1 } } } });
  });

  it('when a VM fails twice in a night and succeeds after each, then each of its failures is told recovered, once', async () => {
    const [first, second] = [NIGHT + 30 * MINUTE_MS, NIGHT + 90 * MINUTE_MS];
    await happens(failureOf('vm-01', NIGHT), goodOf('vm-01', first), goodOf('vm-01', first + 10 * MINUTE_MS));
    expect(box.messenger.arrived).toHaveLength(2);
    await happens(failureOf('vm-01', NIGHT + 60 * MINUTE_MS), goodOf('vm-01', second));
    const recovered = (id: string): unknown[] => {
      const last = box.messenger.arrived.findLast((one) => one.id === id)!.message.content;
      return last.kind === 'group' ? last.group.vms.map(({ recoveredMs }) => recoveredMs) : [];
    };
    expect([recovered('a1'), recovered('a3')]).toEqual([[first], [second]]);
    expect(box.messenger.arrived.findLast(({ id }) => id === 'a1')).toMatchObject({
      message: { content: { night: { failed: 2, recovered: 2 } } },
    });
  });

  it('when a VM fails and then succeeds in the same night, then its first message is edited and nothing is posted', async () => {
    await happens(
      failureOf('vm-01', NIGHT),
      failureOf('vm-02', NIGHT + MINUTE_MS, 'E2'),
      goodOf('vm-02', NIGHT + 60 * MINUTE_MS),
    );
    expect(box.said()).toEqual(['failures vm-01', 'failures vm-02']);
    const edits = box.messenger.arrived.filter(({ update }) => update);
    const reply = box.messenger.posts[1]!.id;
    expect(edits.filter(({ id }) => id === reply)).toMatchObject([
      { message: { content: { group: { vms: [{ recoveredMs: NIGHT + 60 * MINUTE_MS }] } } } },
    ]);
    expect(edits.at(-1)).toMatchObject({ message: { content: { night: { recovered: 1 } } } });
  });
});

describe('a night', () => {
  it.each([
    ['2026-11-22T11:59:59Z', 'UTC', '2026-11-21'],
    ['2026-11-22T12:00:00Z', 'UTC', '2026-11-22'],
    ['2026-11-23T02:59:59Z', 'Asia/Tokyo', '2026-11-22'],
    ['2026-11-23T03:00:00Z', 'Asia/Tokyo', '2026-11-23'],
    ['2026-03-01T05:00:00Z', 'UTC', '2026-02-28'],
    ['2026-11-22T05:00:00Z', 'Not/AZone', '2026-11-21'],
  ])('at %s in %s is that of %s', (at, zone, night) => {
    expect(nightOf(Date.parse(at), zone)).toBe(night);
  });
});

describeQuietDays(60);
