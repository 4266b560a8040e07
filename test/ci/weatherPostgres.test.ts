import { needing } from '../support/needing';
import { postgresPrograms, type PostgresServer, startPostgres } from '../support/postgresServer';
import type { Asked } from '../support/weatherConnector';
import { expectKept, type Ready, type RealJob, startNight, type WeatherNight } from '../support/weatherNight';

/** The median job takes 42 s of real time, its snapshot 8: both meet a database that is gone for half a minute. */
const SPEED = 60;
const GONE_REAL_MS = 30_000;
const VMS = ['vm-001', 'vm-002', 'vm-003'] as const;
const LATER = 'vm-004';
const conversationOf = (vm: string): string => `a:${vm}`;

jest.setTimeout(240_000);

needing(postgresPrograms(), 'PostgreSQL is not installed')(
  'when PostgreSQL is killed in the middle of a night and comes back after half a minute',
  (programs) => {
    let server: PostgresServer;
    let night: WeatherNight;
    let jobs: readonly RealJob[];
    const said: Record<string, string> = {};
    const ready: Record<'before' | 'within' | 'after', Ready | null> = { before: null, within: null, after: null };
    let statuses: readonly number[];
    const arrived = (vm: string): readonly Asked[] => night.connector.arrived(conversationOf(vm));

    beforeAll(async () => {
      server = await startPostgres(programs);
      night = await startNight({ vms: 4, speed: SPEED, databaseUrl: await server.createDatabase() });
      const { connector, clock } = night;
      ready.before = await night.ready();
      await night.ask('a:asks', 'watch vm-001 all');
      await Promise.all(VMS.map((vm) => night.ask(conversationOf(vm), `backup now ${vm}`)));

      server.kill();
      const goneAt = performance.now();
      ready.within = await night.ready();
      for (const text of [`status ${VMS[0]}`, `safe ${VMS[0]}`, `backup now ${LATER}`, 'watch vm-002', 'vms'])
        said[text] = await night.ask('a:asks', text);
      statuses = await Promise.all(VMS.map((vm) => night.say('a:asks', `status ${vm}`)));
      const leftMs = goneAt + GONE_REAL_MS - performance.now();
      await clock.sleep(Math.max(0, leftMs) * SPEED, new AbortController().signal);

      server.start();
      ready.after = await night.ready();
      await connector.until(() => VMS.every((vm) => arrived(vm).some(({ what }) => what === 'ended')));
      said['afterwards'] = await night.ask('a:asks', 'watches');
      jobs = await night.jobs();
    });
    afterAll(async () => {
      await night.stop();
      server.remove();
    });

    it('then every promise is kept, once, in its order, and none before its time', () => {
      expectKept(VMS, { jobs, arrived });
      const watched = night.connector.arrived('a:asks').filter(({ what }) => what === 'ended');
      expect(watched).toHaveLength(1);
    });

    it('then what is asked meanwhile is answered: with what needs no database, or that it is the operator’s to mend', () => {
      for (const text of [`status ${VMS[0]}`, `safe ${VMS[0]}`, `backup now ${LATER}`, 'watch vm-002'])
        expect(said[text]).toMatch(/^The bot's own database is not working just now.*what was promised is not lost/);
      expect(said['vms']).toBe('4 protected VMs.');
      expect(statuses).toEqual([200, 200, 200]);
    });

    it('then nothing that was refused was done', () => {
      expect(jobs.filter(({ vm }) => vm === LATER)).toEqual([]);
      expect(said['afterwards']).toMatch(/1|vm-001/);
    });

    it('then /readyz says that the database takes no write, and why, and recovers by itself', () => {
      const { before, within, after } = ready;
      expect([before?.status, within?.status, after?.status]).toEqual([200, 503, 200]);
      expect(within?.checks.database).toMatchObject({
        ok: false,
        detail: expect.stringMatching(/^takes no write: [A-Za-z0-9]+$/) as string,
      });
      expect(within?.checks).toMatchObject({ azure: { ok: true }, channel: { ok: true } });
    });
  },
);
