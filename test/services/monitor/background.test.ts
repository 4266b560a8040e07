import { createBackgroundWork } from '../../../services/monitor/background';
import { ManualClock, settle } from '../../support/manualClock';
import { type LogLine, recording } from '../../support/startBot';

type Store = Parameters<typeof createBackgroundWork>[0]['store'];

const TEN_MINUTES = 10 * 60_000;

/** Background work with an idle monitor and outbox. */
function aKeeper(purge: Store['purge'], speed = 1, tables?: object) {
  const clock = new ManualClock('2026-11-22T22:00:00Z', speed);
  const lines: LogLine[] = [];
  const idle = { start: () => undefined, stop: async () => undefined, wake: () => undefined };
  const keeper = createBackgroundWork({
    monitor: { ...idle, watched: () => 0 },
    outbox: idle,
    store: {
      transaction: (work) =>
        tables ? work(tables as Parameters<typeof work>[0]) : Promise.reject(new RangeError('of no concern here')),
      purge,
    },
    owner: 'this process',
    clock,
    log: recording(lines),
    metrics: { gauges: () => undefined },
  });
  return { keeper, clock, lines };
}

describe('old rows', () => {
  it('when it runs, then they are deleted every ten minutes of real time, as old as the clock says', async () => {
    const purged: number[] = [];
    const { keeper, clock } = aKeeper(async (now) => purged.push(now), 60);
    const startMs = clock.now().getTime();
    keeper.start();
    keeper.start();
    await clock.advance(3 * 60 * TEN_MINUTES);
    expect(purged).toEqual([1, 2, 3].map((times) => startMs + times * 60 * TEN_MINUTES));
    await keeper.stop();
    await clock.advance(60 * TEN_MINUTES);
    expect(purged).toHaveLength(3);
  });

  it('when they cannot be deleted, then the log says so, and it is tried again', async () => {
    const purge = jest.fn(() => Promise.reject(new RangeError('the disk is full')));
    const { keeper, clock, lines } = aKeeper(purge);
    keeper.start();
    await clock.advance(2 * TEN_MINUTES);
    await settle();
    expect(purge).toHaveBeenCalledTimes(2);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('old rows') as string }),
    );
    await keeper.stop();
  });
});

it('when an hour has passed, then the head of the audit log is logged, by the one that holds the lease', async () => {
  const ends = { head: { seq: 7, hash: 'ab' }, checkpoint: { seq: 0, hash: '00' } };
  const asked: number[] = [];
  let held = false;
  const tables = {
    leases: {
      releaseAll: async () => undefined,
      claim: async (name: string, owner: string) => held && name === 'audit head' && owner === 'this process',
    },
    audit: { due: async (at: number) => (asked.push(at) === 1 ? ends : null) },
  };
  const { keeper, clock, lines } = aKeeper(async () => 0, 1, tables);
  const logged = (): number => lines.filter(({ message }) => message === 'head of the audit log').length;
  keeper.start();
  await clock.advance(TEN_MINUTES);
  expect([asked, logged()]).toEqual([[], 0]);
  held = true;
  await clock.advance(2 * TEN_MINUTES);
  expect([asked.length, logged()]).toEqual([2, 1]);
  expect(lines).toContainEqual(expect.objectContaining({ level: 'info', facts: ends }));
  await keeper.stop();
});

it('when it starts, then the head of the audit log is logged at once', async () => {
  const ends = { head: { seq: 7, hash: 'ab' }, checkpoint: { seq: 0, hash: '00' } };
  const leases = { releaseAll: async () => undefined, claim: async () => true };
  const { keeper, lines } = aKeeper(async () => 0, 1, { leases, audit: { due: async () => ends } });
  keeper.start();
  await settle();
  expect(lines).toEqual([{ level: 'info', message: 'head of the audit log', facts: ends }]);
  await keeper.stop();
});
