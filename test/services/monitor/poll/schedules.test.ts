import { HOUR_MS, MINUTE_MS } from '../../../../services/platform/durations';
import type { TrueRun } from '../../../../simulation/trueRuns';
import { aRun, aWatch, CLOCK_START_MS, MonitorNight } from '../../../support/monitorNight';
import { aPolicy } from '../../../support/samples';

/** The clock begins at 02:00 in Tokyo; the schedule's time is an hour later. */
const AT_THREE = aPolicy({ schedule: { kind: 'daily', times: [3 * 60] } });
const THREE_S = 3_600;

let night: MonitorNight;
afterEach(() => night.stop());

function begin(...runs: readonly TrueRun[]): void {
  night = new MonitorNight(...runs);
  night.policy = AT_THREE;
  night.watches = [aWatch('progress')];
}

const toldAt = new Map<string, number>();
/** Runs the night for this long; notes when each message was enqueued. */
async function pass(ms: number): Promise<void> {
  toldAt.clear();
  night.raise = async (notices) => {
    for (const { vmName, event } of notices) toldAt.set(`${vmName} ${event}`, night.clock.now().getTime());
  };
  night.start();
  await night.clock.advance(ms);
}
const lateS = (what: string, sinceMs: number): number => ((toldAt.get(what) ?? Infinity) - sinceMs) / 1_000;
const reads = (kind: string): readonly number[] =>
  night.reads.filter((read) => read.kind === kind).map(({ atMs }) => (atMs - CLOCK_START_MS) / 1_000);

describe('a scheduled backup of a watched VM', () => {
  test.each([6, 11, 19])(
    'when it begins %d min after its time, then its start and its snapshot are told',
    async (min) => {
      const run = aRun('vm-01', THREE_S + min * 60);
      begin(run);
      await pass(3 * HOUR_MS);
      expect(lateS('vm-01 started', run.startMs)).toBeLessThan(120);
      expect(lateS('vm-01 snapshotDone', run.snapshotEndMs)).toBeLessThan(60);
      expect(night.told).toEqual(['vm-01 started', 'vm-01 snapshotDone', 'vm-01 ended']);
    },
  );

  test('when it begins only after an hour, then the end at least is told, and the start before the snapshot ends', async () => {
    const run = aRun('vm-01', THREE_S + 70 * 60);
    begin(run);
    await pass(4 * HOUR_MS);
    expect(night.told).toEqual(['vm-01 started', 'vm-01 snapshotDone', 'vm-01 ended']);
  });

  test('when it has been seen, then lists are as rare as at leisure until something may end', async () => {
    begin(aRun('vm-01', THREE_S + 6 * 60));
    await pass(3 * HOUR_MS);
    const seen = (toldAt.get('vm-01 started')! - CLOCK_START_MS) / 1_000;
    expect(reads('list').filter((atS) => atS > seen && atS < seen + 7 * 60)).toEqual([]);
  });

  test('when policies cannot be read, then the backup is found at leisure', async () => {
    const run = aRun('vm-01', THREE_S + 6 * 60);
    begin(run);
    night.policy = null;
    await pass(3 * HOUR_MS);
    expect(night.told.at(-1)).toBe('vm-01 ended');
  });

  test('when Azure spells the policy’s id otherwise than the item does, then its start is expected all the same', async () => {
    const run = aRun('vm-01', THREE_S + 11 * 60);
    begin(run);
    night.policy = { ...AT_THREE, id: `/another/path/${AT_THREE.name}` };
    await pass(3 * HOUR_MS);
    expect(lateS('vm-01 started', run.startMs)).toBeLessThan(120);
  });

  test('policies are read once in six hours, and not again with each round', async () => {
    begin(aRun('vm-01', 20 * THREE_S));
    await pass(11 * HOUR_MS);
    expect(reads('policies')).toHaveLength(2);
  });

  test('when only failures are wanted, then its start is worth few reads', async () => {
    begin(aRun('vm-01', THREE_S + 19 * 60));
    night.watches = [aWatch('failures')];
    await pass(90 * MINUTE_MS);
    expect(reads('list').filter((atS) => atS > THREE_S && atS < THREE_S + 19 * 60).length).toBeLessThanOrEqual(4);
  });
});
