import { Refusals } from '../../../bots/http/refusals';
import { ManualClock } from '../../support/manualClock';
import { type LogLine, recording } from '../../support/startBot';

let lines: LogLine[];
let counted: string[];
let clock: ManualClock;
let refusals: Refusals;
beforeEach(() => {
  lines = [];
  counted = [];
  clock = new ManualClock();
  const metrics = { count: (name: string, { cause = '' } = {}) => counted.push(`${name} ${cause}`) };
  refusals = new Refusals({
    clock,
    log: recording(lines),
    metrics: { count: (...given) => void metrics.count(...given) },
  });
});

it('when 10,000 requests are refused for one cause, then one line is written and all are counted', async () => {
  for (let i = 0; i < 10_000; i += 1) refusals.note('no token', { address: '192.0.2.1' });

  expect(lines).toEqual([
    {
      level: 'warn',
      facts: { cause: 'no token', unlogged: 0, address: '192.0.2.1' },
      message: 'a request was refused',
    },
  ]);
  expect(counted).toHaveLength(10_000);
  expect(new Set(counted)).toEqual(new Set(['bot_refused_requests_total no token']));

  await clock.advance(10_000);
  refusals.note('no token', { address: '192.0.2.1' });

  expect(lines).toHaveLength(2);
  expect(lines[1]?.facts).toMatchObject({ unlogged: 9_999 });
});

it('when there are two causes, then each has its line', () => {
  refusals.note('no token', {});
  refusals.note('tenant', {});

  expect(lines.map(({ facts }) => facts['cause'])).toEqual(['no token', 'tenant']);
});

it('when a field is long, then the line has its first 100 characters', () => {
  refusals.note('tenant', { tenant: 'x'.repeat(200_000), conversation: 'a:1' });

  expect(lines[0]?.facts).toMatchObject({ tenant: 'x'.repeat(100), conversation: 'a:1' });
});
