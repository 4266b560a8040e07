import { AzureError } from '../../../services/backup/vaults';
import { type BackgroundParts, createBackgroundWork } from '../../../services/monitor/background';
import { ManualClock, settle } from '../../support/manualClock';
import { type LogLine, recording } from '../../support/startBot';

const TEN_MINUTES = 10 * 60_000;

/** Background work over a store and an Azure that answer nothing. */
function aKeeper(purge: BackgroundParts['store']['purge'], speed = 1) {
  const clock = new ManualClock('2026-11-22T22:00:00Z', speed);
  const lines: LogLine[] = [];
  const unavailable = async (): Promise<never> => {
    throw new AzureError({ kind: 'unavailable', status: 0 });
  };
  const parts = {
    clock,
    log: recording(lines),
    messenger: { post: unavailable, update: unavailable },
    vaults: { forMonitor: { inventory: unavailable, known: () => null }, lastRead: () => null },
    store: { transaction: () => Promise.reject(new RangeError('of no concern here')), purge },
    mayTell: async () => true,
    metrics: { count: () => undefined, gauges: () => undefined },
  };
  // Only the parts that are used before the first read.
  return { keeper: createBackgroundWork(parts as unknown as BackgroundParts), clock, lines };
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
