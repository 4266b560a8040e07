import { join } from 'node:path';

import { needing } from '../support/needing';
import { mountSmallDisk } from '../support/smallDisk';
import type { Asked } from '../support/weatherConnector';
import { expectKept, type Ready, type RealJob, startNight, type WeatherNight } from '../support/weatherNight';

/** The median job takes 42 s of real time, its snapshot 8, which ends while the disk is full. */
const SPEED = 60;
const FULL_MS = 12 * 60_000;
const VMS = ['vm-001', 'vm-002', 'vm-003'] as const;
const LATER = 'vm-004';
const conversationOf = (vm: string): string => `a:${vm}`;

jest.setTimeout(240_000);

needing(mountSmallDisk(8), 'only root may mount a small disk')(
  'when the disk is full in the middle of a night, for twelve minutes of it',
  (disk) => {
    let night: WeatherNight;
    let jobs: readonly RealJob[];
    const said: Record<string, string> = {};
    const ready: Record<'before' | 'within' | 'after', Ready | null> = { before: null, within: null, after: null };
    const arrived = (vm: string): readonly Asked[] => night.connector.arrived(conversationOf(vm));
    const pass = (ms: number): Promise<void> => night.clock.sleep(Math.max(0, ms), new AbortController().signal);

    beforeAll(async () => {
      night = await startNight({ vms: 4, speed: SPEED, databaseUrl: `sqlite:${join(disk.folder, 'bot.db')}` });
      ready.before = await night.ready();
      await Promise.all(VMS.map((vm) => night.ask(conversationOf(vm), `backup now ${vm}`)));
      disk.fill();
      const untilMs = night.clock.now().getTime() + FULL_MS;
      while ((ready.within = await night.ready()).checks.database.ok) await pass(5_000);
      for (const text of ['vms', `backup now ${LATER}`, 'watch vm-002']) said[text] = await night.ask('a:asks', text);
      await pass(untilMs - night.clock.now().getTime());

      disk.clear();
      ready.after = await night.ready();
      await night.connector.until(() => VMS.every((vm) => arrived(vm).some(({ what }) => what === 'ended')));
      jobs = await night.jobs();
    });
    afterAll(async () => {
      await night.stop();
      disk.remove();
    });

    it('then every promise is kept, once, in its order, and none before its time', () => {
      expectKept(VMS, { jobs, arrived });
    });

    it('then questions are answered, and a change is refused as the operator’s to mend, and not made', () => {
      expect(said['vms']).toBe('4 protected VMs.');
      for (const text of [`backup now ${LATER}`, 'watch vm-002'])
        expect(said[text]).toMatch(/^The bot's own database is not working just now.*what was promised is not lost/);
      expect(jobs.filter(({ vm }) => vm === LATER)).toEqual([]);
    });

    it('then /readyz says so, and recovers by itself', () => {
      expect([ready.before?.status, ready.within?.status, ready.after?.status]).toEqual([200, 503, 200]);
      expect(ready.within?.checks).toMatchObject({
        database: { ok: false, detail: 'takes no write: SQLITE_FULL' },
        azure: { ok: true },
        channel: { ok: true },
      });
    });
  },
);
