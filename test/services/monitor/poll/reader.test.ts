import { AzureError } from '../../../../services/backup/vaults';
import { MINUTE_MS } from '../../../../services/platform/durations';
import type { TrueRun } from '../../../../simulation/trueRuns';
import { aRun, aWatch, CLOCK_START_MS, MonitorNight } from '../../../support/monitorNight';
import { anItem } from '../../../support/samples';

const PROBLEM = new AzureError({ kind: 'unavailable', status: 503 });
let night: MonitorNight;

afterEach(() => night.stop());

/** A night whose backups people asked this bot for. */
async function begin(...runs: readonly TrueRun[]): Promise<void> {
  night = new MonitorNight(...runs);
  for (const run of runs) await night.ourTrigger(run);
}

const jobReads = (): number => night.reads.filter(({ kind }) => kind !== 'points').length;

describe('what the watcher makes of Azure’s answers', () => {
  test('when jobs began over a day ago, then a list that shows their ends reaches back to them', async () => {
    const old = (name: string): TrueRun => ({ ...aRun(name, -30 * 3_600), endMs: CLOCK_START_MS + 20 * MINUTE_MS });
    await begin(old('vm-01'), old('vm-02'));
    night.start();
    await night.clock.advance(90 * MINUTE_MS);
    expect(night.told.filter((told) => /ended|vanished/.test(told)).toSorted()).toEqual(['vm-01 ended', 'vm-02 ended']);
  });

  test('when a list shows an end and the job itself lags behind, then the end is told all the same', async () => {
    await begin(aRun('vm-01'), aRun('vm-02'));
    night.start();
    await night.clock.advance(40 * MINUTE_MS);
    night.detailLagMs = 30 * MINUTE_MS;
    await night.clock.advance(10 * MINUTE_MS);
    expect(night.told.filter((told) => told.endsWith('ended')).toSorted()).toEqual(['vm-01 ended', 'vm-02 ended']);
  });

  test.each([
    ['lists and single reads', ['vm-01', 'vm-02']],
    ['single reads', ['vm-01']],
  ])('when %s come from memory with the reason, then that is a failure: they wait ever longer', async (_, names) => {
    await begin(...names.map((name) => aRun(name)));
    night.start();
    await night.clock.advance(40 * MINUTE_MS);
    const before = jobReads();
    night.stale = { ageMs: 20 * MINUTE_MS, problem: PROBLEM };
    await night.clock.advance(20 * MINUTE_MS);
    expect(jobReads() - before).toBeLessThan(14);
    expect(night.told.filter((told) => told.endsWith('ended'))).toEqual([]);
    night.stale = null;
    await night.clock.advance(20 * MINUTE_MS);
    expect(night.told.filter((told) => told.endsWith('ended'))).toHaveLength(names.length);
  });

  test('when a list is new and lacks only what may have begun days ago, then what it shows is told', async () => {
    await begin(aRun('vm-01'), aRun('vm-02'));
    night.start();
    await night.clock.advance(40 * MINUTE_MS);
    night.stale = { ageMs: 0, problem: PROBLEM };
    await night.clock.advance(20 * MINUTE_MS);
    expect(night.told.filter((told) => told.endsWith('ended')).toSorted()).toEqual(['vm-01 ended', 'vm-02 ended']);
  });

  test('when the vault is gone, then its jobs are, and that is told', async () => {
    await begin(aRun('vm-01'), aRun('vm-02'));
    night.start();
    await night.clock.advance(12 * MINUTE_MS);
    night.listProblem = new AzureError({ kind: 'notFound', what: 'vault' });
    await night.clock.advance(90 * MINUTE_MS);
    expect(night.told.filter((told) => told.endsWith('vanished')).toSorted()).toEqual(['vm-01 vanished', 'vm-02 vanished']); // prettier-ignore
  });

  test('when the recovery point is not listed, then it is looked for ever more seldom', async () => {
    await begin(aRun('vm-01'));
    night.pointsFromMs = Infinity;
    night.start();
    await night.clock.advance(3 * 60 * MINUTE_MS);
    const points = night.reads.filter(({ kind }) => kind === 'points');
    expect(points.length).toBeGreaterThan(5);
    expect(points.length).toBeLessThan(16);
  });

  test('when a list shows the job of a trigger before the command has its name, then it is one job, told once', async () => {
    night = new MonitorNight(aRun('vm-01'));
    night.watches = [aWatch('all')];
    await night.ourTrigger(night.runs[0]!, null);
    await night.clock.advance(10_000);
    night.commandReads();
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.watched.all.map(({ key }) => key)).toEqual(['trigger-vm-01']);
    expect(night.told.filter((told) => told.endsWith('started'))).toHaveLength(1);
  });

  test('when a VM is protected later, then its backups are found within half an hour, though nobody asks anything', async () => {
    night = new MonitorNight(aRun('vm-01'));
    night.remembersItems = true;
    night.watches = [aWatch('all')];
    night.start();
    await night.clock.advance(5 * MINUTE_MS);
    night.runs = [...night.runs, { ...aRun('vm-02', 40 * 60) }];
    await night.clock.advance(100 * MINUTE_MS);
    expect(night.told).toContain('vm-02 ended');
  });
});

describe('a job that is found under way', () => {
  const old = (name: string, snapshotEndS: number): TrueRun => ({
    ...aRun(name, -20 * 3_600),
    snapshotEndMs: CLOCK_START_MS + snapshotEndS * 1_000,
    endMs: CLOCK_START_MS + 90 * MINUTE_MS,
  });

  test.each([
    ['in its copy', -19.8 * 3_600, 'completed'],
    ['in its snapshot', 30 * 60, 'inProgress'],
  ] as const)('%s is told as it stands', async (_, snapshotEndS, state) => {
    night = new MonitorNight(old('vm-01', snapshotEndS));
    night.watches = [aWatch('all', CLOCK_START_MS)];
    night.start();
    await night.clock.advance(12 * MINUTE_MS);
    const started = night.notices.find(({ event }) => event === 'started');
    expect(started?.job?.tasks?.[0]).toMatchObject({ name: 'Take Snapshot', state });
  });

  test('by a watch for failures costs no read of its own', async () => {
    night = new MonitorNight(old('vm-01', -19.8 * 3_600));
    night.watches = [aWatch('failures', CLOCK_START_MS)];
    night.start();
    await night.clock.advance(12 * MINUTE_MS);
    expect(night.watched.all.map(({ itemId }) => itemId)).toEqual([anItem().id]);
    expect(night.reads.filter(({ kind }) => kind === 'job')).toEqual([]);
  });
});
