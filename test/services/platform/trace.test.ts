import { pino } from 'pino';

import { traceFields } from '../../../services/platform/log';
import {
  createTracer,
  currentTraceId,
  currentTraceparent,
  inSpan,
  keepTrace,
  noteOnSpan,
  type SpanSink,
  type SpanStart,
  untraced,
} from '../../../services/platform/trace';

const ASKED = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const READ = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;

/** Keeps what it is given. */
function aSink(sampled = true) {
  const spans: (SpanStart & { ended?: string | null; noted: object[] })[] = [];
  const sink: SpanSink = {
    start(span) {
      const kept: (typeof spans)[number] = { ...span, noted: [] };
      spans.push(kept);
      return { sampled, note: (facts) => kept.noted.push(facts), end: (error) => (kept.ended = error) };
    },
  };
  return { sink, spans, named: (name: string) => spans.find((span) => span.name === name) };
}

const start = { name: 'activity', kind: 'server' } as const;
const inner = { name: 'azure', kind: 'client', facts: {} } as const;

it('when work calls other work, then its span is a child in the same trace, and facts go to the inner one', async () => {
  const { sink, named } = aSink();
  const ids = await createTracer(sink)(start, async () => {
    await inSpan(inner, async () => {
      noteOnSpan({ status: 429 });
    });
    return [currentTraceId(), currentTraceparent()];
  });
  const [outer, azure] = [named('activity'), named('azure')];
  expect(azure).toMatchObject({ traceId: outer?.traceId, parent: { spanId: outer?.spanId }, ended: null });
  expect(azure?.noted).toEqual([{ status: 429 }]);
  expect(outer).toMatchObject({ parent: null, noted: [], ended: null });
  expect(ids).toEqual([outer?.traceId, `00-${outer?.traceId}-${outer?.spanId}-01`]);
  expect(currentTraceId()).toBeUndefined();
});

it('when work fails, then its span names the kind of error and no message, which may hold a secret', async () => {
  const { sink, spans } = aSink();
  const work = createTracer(sink)(start, () => inSpan(inner, () => Promise.reject(new RangeError('secret'))));
  await expect(work).rejects.toThrow('secret');
  expect(spans.map(({ ended }) => ended)).toEqual(['RangeError', 'RangeError']);
});

it('when a trace was stored, then later work goes on with it and links the read that led to it', async () => {
  const { sink, spans } = aSink();
  await createTracer(sink)({ ...start, parent: ASKED, cause: READ, traceId: 'e'.repeat(32) }, async () => undefined);
  expect(spans).toMatchObject([
    {
      traceId: 'a'.repeat(32),
      parent: { spanId: 'b'.repeat(16), sampled: true, isRemote: true },
      links: [{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }],
    },
  ]);
});

it.each(['', 'nonsense', ASKED.toUpperCase(), `${ASKED}-more`, ASKED.replace('00-', '01-'), 'a'.repeat(70_000)])(
  'when what was stored is no traceparent of the bot (%#), then the work begins a trace of its own',
  async (parent) => {
    const { sink, spans } = aSink();
    await createTracer(sink)({ ...start, parent }, async () => undefined);
    expect(spans).toMatchObject([{ parent: null, traceId: expect.stringMatching(/^[\da-f]{32}$/) as string }]);
  },
);

it('when nobody takes spans, or none of a trace, then there is an id all the same, and it says not sampled', async () => {
  for (const tracer of [untraced, createTracer(aSink(false).sink)])
    expect(await tracer(start, async () => currentTraceparent())).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
});

it('when another caller runs a work, then the work keeps the trace of who made it', async () => {
  const seen = await untraced({ ...start, traceId: '1'.repeat(32) }, async () => keepTrace(() => currentTraceId()));
  expect(await untraced(start, async () => seen())).toBe('1'.repeat(32));
  expect(keepTrace(() => currentTraceId())()).toBeUndefined();
});

it('when a line is logged within a trace, then it holds the id; outside it holds none', async () => {
  const lines: string[] = [];
  const log = pino({ mixin: traceFields }, { write: (line: string) => lines.push(line) });
  log.info('outside');
  await untraced({ ...start, traceId: '2'.repeat(32) }, async () => {
    await new Promise((later) => setImmediate(later));
    log.info('within');
  });
  expect(lines.map((line) => (JSON.parse(line) as { traceId?: string }).traceId)).toEqual([undefined, '2'.repeat(32)]);
});
