import { createBackgroundWork } from '../../../services/monitor/background';
import { ManualClock, settle } from '../../support/manualClock';
import { type LogLine, recording } from '../../support/startBot';

type Store = Parameters<typeof createBackgroundWork>[0]['store'];

const TEN_MINUTES = 10 * 60_000;

/** Background work with an idle monitor and outbox. */
function aKeeper(purge: Store['purge'], speed = 1, tables?: object) {
  const readers: (() => Promise<object>)[] = [];
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
    metrics: { gauges: (read) => void readers.push(read) },
    heartbeat: { ...idle, check: async () => ({ ok: true, detail: '', at: new Date('2026-11-22T21:00:00Z') }) },
  });
  const gauges = async (): Promise<object> =>
    Object.assign({}, ...(await Promise.all(readers.map((read) => read().catch(() => ({})))))) as object;
  return { keeper, clock, lines, gauges };
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
    audit: { due: async (at: number) => (asked.push(at) === 1 ? { ...ends, fault: null } : null) },
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
  const { keeper, lines } = aKeeper(async () => 0, 1, {
    leases,
    audit: { due: async () => ({ ...ends, fault: null }) },
  });
  keeper.start();
  await settle();
  expect(lines).toEqual([{ level: 'info', message: 'head of the audit log', facts: ends }]);
  await keeper.stop();
});

it('when the audit log has a fault, then the log says so once, and the gauge stays at 0', async () => {
  const ends = { head: { seq: 7, hash: 'ab' }, checkpoint: { seq: 0, hash: '00' } };
  const faults = [null, { seq: 5, fault: 'gap' }, null];
  let looked = 0;
  const leases = { releaseAll: async () => undefined, claim: async () => true };
  const due = async () => ({ ...ends, fault: faults[looked++] ?? null });
  const { keeper, clock, lines, gauges } = aKeeper(async () => 0, 1, { leases, audit: { due } });
  const seen: unknown[] = [];
  const look = async (): Promise<void> => void seen.push((await gauges())['bot_audit_chain_ok' as keyof object]);
  await look();
  keeper.start();
  await settle();
  await look();
  for (let times = 0; times < 2; times += 1) {
    await clock.advance(TEN_MINUTES);
    await look();
  }
  expect(seen).toEqual([undefined, 1, 0, 0]);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([
    expect.objectContaining({
      facts: { seq: 5, fault: 'gap' },
      message: expect.stringContaining('--verify') as string,
    }),
  ]);
  await keeper.stop();
});

it("when a heartbeat was taken, then a gauge shows how long ago, by the bot's clock", async () => {
  const { gauges } = aKeeper(async () => 0);
  expect(await gauges()).toMatchObject({ bot_heartbeat_age_seconds: 3_600 });
});
