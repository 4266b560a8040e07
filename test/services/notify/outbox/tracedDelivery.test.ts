import { MINUTE_MS } from '../../../../services/platform/durations';
import { createTracer, type SpanStart, untraced } from '../../../../services/platform/trace';
import { traceOfAsker } from '../../../../services/subscriptions/jobSubscription';
import { CHANNEL, NIGHT, noticeOf, promisedTo, watchOf } from '../../../support/notifySamples';
import { OutboxHarness } from '../../../support/outboxHarness';

const ASKED = '1'.repeat(32);
const READ = '2'.repeat(32);
const work = (traceId: string) => ({ name: 'work', kind: 'internal', traceId }) as const;

let box: OutboxHarness;
let spans: SpanStart[];
beforeEach(() => {
  box = new OutboxHarness();
  spans = [];
  const sink = {
    start(span: SpanStart) {
      spans.push(span);
      return { sampled: true, note: () => undefined, end: () => undefined };
    },
  };
  box.make({ tracer: createTracer(sink) }).start();
});
afterEach(() => box.end());

it('when a person asked, then the delivery goes on with the trace of the request, and links the read', async () => {
  await untraced(work(ASKED), async () => {
    await box.store.tables.jobSubscriptions.add(promisedTo({ cardActivityId: null, ...traceOfAsker() }));
  });
  await untraced(work(READ), () => box.tell(noticeOf({ event: 'snapshotDone', state: 'inProgress' })));
  await box.clock.advance(MINUTE_MS);
  expect(spans).toMatchObject([
    {
      name: 'delivery snapshotDone',
      kind: 'consumer',
      traceId: ASKED,
      parent: { isRemote: true },
      links: [{ traceId: READ }],
    },
  ]);
});

it('when only a watch asks for it, then the delivery goes on with the trace of the read', async () => {
  await box.store.tables.watches.put(watchOf({ level: 'all' }));
  await untraced(work(READ), () => box.tell(noticeOf({ event: 'ended', state: 'failed', code: 'E1' })));
  await box.clock.advance(MINUTE_MS);
  expect(spans.map(({ traceId, links }) => ({ traceId, links }))).toEqual([{ traceId: READ, links: [] }]);
});

it('when what waits was written without a trace, then its delivery is a trace of its own', async () => {
  await box.asked('job-vm-01');
  await box.tell(noticeOf({ event: 'snapshotDone', state: 'inProgress' }));
  await box.clock.advance(MINUTE_MS);
  expect(spans).toMatchObject([{ parent: null, links: [] }]);
  expect(box.said()).toEqual(['snapshotDone vm-01']);
});

describe('how late a go-ahead is', () => {
  it("is measured from the snapshot's own end to the sent message, by the bot's clock", async () => {
    await box.asked('job-vm-01');
    await box.clock.advance(7 * MINUTE_MS);
    await box.tell(noticeOf({ event: 'snapshotDone', state: 'inProgress', atMs: NIGHT }));
    await box.clock.advance(100);
    expect(box.observed).toEqual([
      { name: 'bot_go_ahead_lateness_seconds', seconds: expect.closeTo(420, 0) as number, labels: { reason: 'asked' } },
    ]);
  });

  it('is not measured for other messages', async () => {
    await box.asked('job-vm-01');
    await box.tell(noticeOf({ event: 'ended' }));
    await box.clock.advance(MINUTE_MS);
    expect([box.said(), box.observed]).toEqual([['ended vm-01'], []]);
  });
});

it('when a heartbeat is sent, then that is written down and logged', async () => {
  await box.store.transaction(async ({ heartbeats, outbox }) => {
    await heartbeats.claim(CHANNEL, '2026-11-22');
    const rest = { thread: null, underSlot: null, alert: false, mention: null, language: 'en', timeZone: 'UTC' };
    const body = JSON.stringify({
      content: { kind: 'heartbeat', day: '2026-11-22' },
      ...rest,
      cardId: 'h',
      watches: null,
    });
    await outbox.put({ to: CHANNEL, slot: 'heartbeat:2026-11-22', update: false, body, createdMs: NIGHT });
  });
  box.outbox.wake();
  await box.clock.advance(MINUTE_MS);
  expect(await box.store.transaction(({ heartbeats }) => heartbeats.toldMs(CHANNEL))).toBeGreaterThanOrEqual(NIGHT);
  expect([box.messenger.posts.length, box.store.state.rows.size]).toEqual([1, 0]);
});
