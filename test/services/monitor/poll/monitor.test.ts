import { AzureError } from '../../../../services/backup/vaults';
import { MINUTE_MS } from '../../../../services/platform/durations';
import type { TrueRun } from '../../../../simulation/trueRuns';
import { aRun, aWatch, CLOCK_START_MS, MonitorNight } from '../../../support/monitorNight';
import { aKey, anItem } from '../../../support/samples';

const nights = new Set<MonitorNight>();

afterEach(async () => {
  await Promise.all([...nights].map((night) => night.stop()));
  nights.clear();
});

function aNight(...runs: readonly TrueRun[]): MonitorNight {
  const night = new MonitorNight(...runs);
  nights.add(night);
  return night;
}

describe('the watcher', () => {
  test('when a backup was asked for, then its start, its snapshot and its end are told, once and in time', async () => {
    const night = aNight(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    night.start();
    await night.clock.advance(2 * 60 * MINUTE_MS);
    expect(night.told).toEqual(['vm-01 started', 'vm-01 snapshotDone', 'vm-01 ended']);
    const [, goAhead, end] = night.notices.filter(({ event }) => event !== 'taskChanged');
    expect(goAhead!.readMs - night.runs[0]!.snapshotEndMs).toBeLessThan(60_000);
    expect(end!.readMs - night.runs[0]!.endMs).toBeLessThan(60_000);
    expect(night.watched.all[0]).toMatchObject({ done: true, consistency: 'told' });
  });

  test('when a backup has ended, then how long it and its snapshot took is remembered', async () => {
    const night = aNight(aRun('vm-01'));
    const { startMs, endMs } = night.runs[0]!;
    await night.ourTrigger(night.runs[0]!);
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    const itemId = anItem({ name: 'vm-01' }).id;
    expect(await night.history.of(itemId, 9)).toEqual([
      { job: 'trigger-vm-01', itemId, state: 'completed', startedMs: startMs, endedMs: endMs, snapshotMs: 480_000 },
    ]);
  });

  test('when backups of others are followed as closely, then the end of the one that was asked for still names its tasks', async () => {
    const others = Array.from({ length: 8 }, (_, n) => aRun(`web-${n}`, 30 * n));
    const night = aNight(aRun('vm-01'), ...others);
    night.watches = [aWatch('progress')];
    await night.ourTrigger(night.runs[0]!);
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    const ends = night.notices.filter(({ event }) => event === 'ended');
    const known = (name: string): unknown =>
      ends.find(({ vmName }) => vmName === name)?.job?.tasks?.map(({ state }) => state);
    expect(known('vm-01')).toEqual(['completed', 'completed']);
    expect(known('web-7')).not.toEqual(['completed', 'completed']);
  });

  test('when all is done, then nothing more is read', async () => {
    const night = aNight(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    const before = night.reads.length;
    await night.clock.advance(10 * 60 * MINUTE_MS);
    expect(night.reads).toHaveLength(before);
  });

  test('when the process died before Azure named the job, then the next one finds it in the list', async () => {
    const night = aNight(aRun('vm-01'), aRun('vm-02'));
    await night.ourTrigger(night.runs[0]!, null);
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toContain('vm-01 ended');
    expect(night.watched.all).toMatchObject([{ key: 'trigger-vm-01', jobId: 'vm-01', done: true }]);
  });

  test('when a trigger started nothing, then that is told once after a quarter of an hour', async () => {
    const night = aNight(aRun('vm-01', 100_000));
    await night.ourTrigger({ ...night.runs[0]!, startMs: CLOCK_START_MS }, null);
    night.start();
    await night.clock.advance(14 * MINUTE_MS);
    expect(night.told).toEqual([]);
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toEqual(['vm-01 notStarted']);
  });

  test('when somebody asks for the jobs of the vault, then the end that this shows is told at once', async () => {
    const night = aNight(aRun('vm-01'), aRun('vm-02'));
    for (const run of night.runs) await night.ourTrigger(run);
    night.problem = new AzureError({ kind: 'throttled', until: null, own: true });
    night.start();
    await night.clock.advance(45 * MINUTE_MS);
    expect(night.told).toEqual([]);
    night.commandReads();
    await night.clock.advance(MINUTE_MS / 2);
    expect(night.told.toSorted()).toEqual(['vm-01 ended', 'vm-02 ended']);
  });

  test('when what somebody asked for is over a minute old before the watcher sees it, then nothing is taken from it', async () => {
    const night = aNight(aRun('vm-01'));
    night.commandReads();
    await night.clock.advance(60 * MINUTE_MS);
    night.watches = [aWatch('all')];
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toEqual(['vm-01 ended', 'vm-01 consistency']);
  });

  test('when somebody asks for a job whose snapshot is done, then the go-ahead is told at once', async () => {
    const night = aNight(aRun('vm-01'), aRun('vm-02'));
    for (const run of night.runs) await night.ourTrigger(run);
    night.problem = new AzureError({ kind: 'throttled', until: null, own: true });
    night.start();
    await night.clock.advance(9 * MINUTE_MS);
    night.commandReads('vm-01');
    await night.clock.advance(MINUTE_MS / 2);
    expect(night.told).toEqual(['vm-01 started', 'vm-01 snapshotDone']);
  });

  test('when somebody watches, then backups that others started are found', async () => {
    const night = aNight(aRun('vm-01', 600), aRun('vm-02', 1_200));
    night.watches = [aWatch('progress')];
    night.start();
    await night.clock.advance(3 * 60 * MINUTE_MS);
    expect(night.told.filter((text) => text.endsWith('ended'))).toHaveLength(2);
    expect(night.told.filter((text) => text.endsWith('started'))).toHaveLength(2);
  });

  test('when a backup of others begins and ends between two lists, or while nobody reads, then its end is told, once', async () => {
    const night = aNight({ ...aRun('vm-01', 600), endMs: CLOCK_START_MS + 660_000 }, aRun('vm-02', 600));
    night.watches = [aWatch('failures')];
    night.start();
    await night.clock.advance(5 * MINUTE_MS);
    night.problem = new AzureError({ kind: 'unavailable', status: 503 });
    await night.clock.advance(3 * 60 * MINUTE_MS);
    expect(night.told).toEqual([]);
    night.problem = null;
    await night.clock.advance(3 * 60 * MINUTE_MS);
    expect(night.told.filter((text) => text.endsWith('ended')).toSorted()).toEqual(['vm-01 ended', 'vm-02 ended']);
    expect(night.told.filter((text) => text.endsWith('started'))).toEqual([]);
  });

  test('when a backup ended before anybody watched, or over a day ago, then it is not told', async () => {
    const day = 24 * 60 * 60;
    const night = aNight(aRun('vm-01', -2 * 60 * 60), aRun('vm-02', -2 * day));
    night.watches = [aWatch('all', CLOCK_START_MS), { ...aWatch('all', CLOCK_START_MS - 5 * day * 1_000), scope: { kind: 'vm', itemId: anItem({ name: 'vm-02' }).id, vmName: 'vm-02' } }]; // prettier-ignore
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toEqual([]);
  });

  test('when the owner of a watch may not see its VM, then it rests and costs no read', async () => {
    const night = aNight(aRun('vm-01', 120));
    night.watches = [aWatch('all')];
    night.hidden = ['vm-01'];
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect([night.told, night.reads]).toEqual([[], []]);
  });

  test('when nobody watches, then nothing is read', async () => {
    const night = aNight(aRun('vm-01'));
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.reads).toEqual([]);
  });

  test('when Azure does not answer for a while, then nothing is told, and afterwards everything is', async () => {
    const night = aNight(aRun('vm-01'), aRun('vm-02'));
    for (const run of night.runs) await night.ourTrigger(run);
    night.problem = new AzureError({ kind: 'unavailable', status: 503 });
    night.start();
    await night.clock.advance(20 * MINUTE_MS);
    expect(night.told).toEqual([]);
    expect(night.reads.length).toBeLessThan(30);
    night.problem = null;
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told.filter((text) => text.endsWith('snapshotDone'))).toHaveLength(2);
    expect(night.told.filter((text) => text.endsWith('ended'))).toHaveLength(2);
  });

  test('when the database fails, then the loop goes on', async () => {
    const night = aNight(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    night.brokenTransactions = 5;
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toContain('vm-01 ended');
  });

  test('when another process reads the subscription, then this one does not', async () => {
    const night = aNight(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    night.isOurs = false;
    night.start();
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.reads).toEqual([]);
  });

  test('when the recovery point is listed after the end, then its consistency is told then', async () => {
    const night = aNight(aRun('vm-01'));
    night.pointsFromMs = night.runs[0]!.endMs + 10 * MINUTE_MS;
    await night.ourTrigger(night.runs[0]!);
    night.start();
    await night.clock.advance(3 * 60 * MINUTE_MS);
    expect(night.told.slice(-2)).toEqual(['vm-01 ended', 'vm-01 consistency']);
  });

  test('when the job is gone from Azure, then that is told once', async () => {
    const night = aNight(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!, 'another');
    night.start();
    await night.clock.advance(5 * 60 * MINUTE_MS);
    expect(night.told).toEqual(['vm-01 vanished']);
  });

  test('when a trigger was withdrawn, then it is watched no more', async () => {
    const night = aNight(aRun('vm-01', 100_000));
    await night.ourTrigger({ ...night.runs[0]!, startMs: CLOCK_START_MS }, null);
    night.start();
    await night.clock.advance(MINUTE_MS / 2);
    await night.watched.remove('trigger-vm-01');
    await night.clock.advance(60 * MINUTE_MS);
    expect(night.told).toEqual([]);
  });

  test('when a go-ahead is sent, then it is checked against what Azure shows then', async () => {
    const night = aNight(aRun('vm-01'));
    await night.ourTrigger(night.runs[0]!);
    const monitor = night.start();
    await night.clock.advance(10 * MINUTE_MS);
    const readMs = night.clock.now().getTime();
    expect(await monitor.recheck(aKey('trigger-vm-01'), [])).toMatchObject({
      kind: 'stillDone',
      job: { id: 'vm-01' },
      readMs,
    });
    night.runs = [{ ...night.runs[0]!, snapshotEndMs: CLOCK_START_MS + 20 * MINUTE_MS }];
    expect(await monitor.recheck(aKey('trigger-vm-01'), [])).toEqual({ kind: 'unread' });
    expect(await monitor.recheck(aKey('nobody knows it'), [])).toEqual({ kind: 'unread' });
  });
});
