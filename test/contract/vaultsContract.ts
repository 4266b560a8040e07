import { sameId } from '../../services/backup/ids';
import type { ProtectedItem } from '../../services/backup/types';
import type { Vaults } from '../../services/backup/vaults';
import type { Clock } from '../../services/platform/clock';

/**
 * An implementation with two vaults at least. `idle`: a VM that has points, runs no job within the next five hours but
 * ours, and whose backups succeed.
 */
interface VaultsUnderTest {
  readonly vaults: Vaults;
  readonly clock: Clock;
  readonly idle: string;
  readonly softDeleted: string;
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NEW = { maxAgeMs: 0 };

/** What everybody who uses the port relies on, whatever stands behind it. */
export function describeVaults(name: string, start: () => Promise<VaultsUnderTest>): void {
  describe(`the Vaults port: ${name}`, () => {
    let under: VaultsUnderTest;
    let vaults: Vaults;
    let item: ProtectedItem;

    beforeEach(async () => {
      under = await start();
      ({ vaults } = under);
      item = await find(under.idle);
    });
    afterEach(() => under.close());

    async function find(vm: string): Promise<ProtectedItem> {
      const { value } = await vaults.inventory();
      const found = value.items.find((other) => sameId(other.vm.name, vm));
      if (!found) expect(value.items.map((other) => other.vm.name)).toContain(vm);
      return found!;
    }
    const trigger = (): Promise<string> =>
      vaults.trigger(item, { retainUntil: new Date(under.clock.now().getTime() + 30 * DAY_MS) });
    const today = (): { since: Date } => ({ since: new Date(under.clock.now().getTime() - DAY_MS) });

    it('when everything can be read, then the inventory holds every VM once, the soft-deleted too, and is remembered', async () => {
      const { value, at, problem } = await vaults.inventory();
      const ids = value.items.map(({ id }) => id.toLowerCase());
      expect(new Set(ids).size).toBe(ids.length);
      expect((await find(under.softDeleted)).softDeleted).toBe(true);
      expect([value.unread, problem]).toEqual([[], undefined]);
      expect(vaults.known()).toMatchObject({ at, value: { vaults: value.vaults } });
      expect(at.getTime()).toBeLessThanOrEqual(under.clock.now().getTime());
    });

    it('when points are read, then they come newest first and carry a consistency and a tier', async () => {
      const { value } = await vaults.points(item, NEW);
      const times = value.map(({ at }) => at.getTime());
      expect(times).toEqual([...times].sort((a, b) => b - a));
      expect(value[0]).toMatchObject({
        type: expect.stringMatching(/Consistent$/),
        tiers: expect.arrayContaining([expect.anything()]),
      });
    });

    it('when the item has a policy, then its schedule can be read', async () => {
      const { value } = await vaults.policy(item);
      expect(value).toMatchObject({
        name: item.policy!.name,
        schedule: { kind: expect.stringMatching(/^(?:daily|weekly|hourly)$/) },
        timeZone: expect.stringMatching(/\S/),
      });
    });

    it('when a backup is triggered, then its job runs with its snapshot, stands in the list without tasks, and ends', async () => {
      const before = under.clock.now();
      const id = await trigger();

      const running = await vaults.job(item.ref.vault, id, NEW);
      expect(running.value).toMatchObject({ id, vmName: item.vm.name, operation: 'Backup', state: 'inProgress' });
      expect(running.value.tasks?.[0]).toMatchObject({ name: 'Take Snapshot', state: 'inProgress' });
      const listed = (await vaults.jobs(item.ref.vault, today())).value.find((job) => job.id === id);
      expect(listed).toMatchObject({ state: 'inProgress', tasks: null });

      await under.advance(4 * 60 * MINUTE_MS);
      const ended = (await vaults.job(item.ref.vault, id)).value;
      expect(ended.state).toBe('completed');
      expect(ended.tasks?.map(({ state }) => state)).toEqual(ended.tasks?.map(() => 'completed'));
      const own = (await vaults.points(item)).value.filter(({ at }) => at >= before && at <= ended.endedAt!);
      expect(own).toHaveLength(1);
      expect((await find(item.vm.name)).lastBackup).toEqual({ status: 'Completed', at: ended.startedAt });
    });

    it('when a backup is triggered while one runs, then that is not refused: the second becomes a failed job', async () => {
      const first = await trigger();
      const second = await trigger();
      expect(second).not.toBe(first);
      await under.advance(MINUTE_MS);
      expect((await vaults.job(item.ref.vault, second)).value).toMatchObject({
        state: 'failed',
        errors: [{ code: 'UserErrorBackupOperationInProgress' }],
      });
    });

    it('when a job is cancelled in its snapshot, then it ends cancelled', async () => {
      const id = await trigger();
      await under.advance(MINUTE_MS);
      await vaults.cancel(item.ref.vault, id);
      await under.advance(60 * MINUTE_MS);
      expect((await vaults.job(item.ref.vault, id)).value.state).toBe('cancelled');
    });

    it('when a job has ended, then Azure refuses to cancel it, in its own words', async () => {
      const id = await trigger();
      await under.advance(4 * 60 * MINUTE_MS);
      await expect(vaults.cancel(item.ref.vault, id)).rejects.toMatchObject({
        problem: { kind: 'refused', message: expect.stringMatching(/\w/) },
      });
    });

    it('when a job is not this vault’s, then it is not found', async () => {
      const { value } = await vaults.inventory();
      const id = await trigger();
      const other = value.vaults.find((vault) => vault.name !== item.ref.vault.name)!;
      const notFound = { problem: { kind: 'notFound', what: 'job' } };
      await expect(vaults.job(other, id)).rejects.toMatchObject(notFound);
      await expect(vaults.job(other, '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject(notFound);
    });

    it('when a reading is new enough, then it is shared, with the time that Azure was asked', async () => {
      const first = await vaults.jobs(item.ref.vault, today());
      await under.advance(20_000);
      expect((await vaults.jobs(item.ref.vault, today())).at).toEqual(first.at);
      await under.advance(20_000);
      expect((await vaults.jobs(item.ref.vault, today())).at.getTime()).toBeGreaterThan(first.at.getTime());
    });

    it('when commands have spent their share of the reads, then the last reading is given, throttled by ourselves', async () => {
      let reading = await vaults.jobs(item.ref.vault, today(), NEW);
      for (let reads = 0; reads < 200 && !reading.problem; reads++) {
        await under.advance(1_000);
        reading = await vaults.jobs(item.ref.vault, today(), NEW);
      }
      expect(reading.problem?.problem).toMatchObject({ kind: 'throttled', own: true });
      expect(reading.value.length).toBeGreaterThan(0);
    });
  });
}
