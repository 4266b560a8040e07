import { startSimulatedAzure } from '../../playground/azure/server';
import { createClock, type SettableClock } from '../../services/platform/clock';
import { isHere, needing } from '../support/needing';
import { type CliSession, cliSession } from './azureCliSession';

const VAULT = ['--resource-group', 'rg-backup', '--vault-name', 'vault-01'];
const VM_01 = ['--container-name', 'vm-01', '--item-name', 'vm-01', '--backup-management-type', 'AzureIaasVM'];

interface Shown {
  readonly name: string;
  readonly properties: Record<string, unknown>;
}

jest.setTimeout(600_000);

const MISSING = ['az', 'openssl'].filter((program) => !isHere(program));

needing(MISSING.length === 0 ? 'az' : null, `${MISSING.join(' and ')} not installed`)(
  'az backup against the simulated Azure',
  () => {
    let clock: SettableClock;
    let azure: Awaited<ReturnType<typeof startSimulatedAzure>>;
    let session: CliSession;

    beforeAll(async () => {
      clock = createClock();
      azure = await startSimulatedAzure({ clock, fleet: 'small', jobReadsPerHour: 150, faults: 0, points: 'end' });
      session = await cliSession(azure.url);
    });
    afterAll(async () => {
      await session.close();
      await azure.close();
    });

    const backup = async (...args: string[]): Promise<unknown> => session.az('backup', ...args);
    const list = async (...args: string[]): Promise<Shown[]> => (await backup(...args)) as Shown[];
    const show = async (...args: string[]): Promise<Shown> => (await backup(...args)) as Shown;

    it('when vaults, items, points and policies are listed, then each is there', async () => {
      const vaults = await list('vault', 'list');
      const items = await list('item', 'list', ...VAULT);
      const points = await list('recoverypoint', 'list', ...VAULT, ...VM_01, '--workload-type', 'VM');
      const policies = await list('policy', 'list', ...VAULT);

      expect(vaults.map(({ name }) => name)).toEqual(['vault-01', 'vault-02', 'vault-03']);
      expect(items.map(({ name }) => name)).toContain('VM;iaasvmcontainerv2;rg-app;vm-01');
      expect(points).toHaveLength(14);
      expect(points[0]?.properties).toMatchObject({ recoveryPointType: 'AppConsistent' });
      expect(policies.map(({ name }) => name)).toEqual(['DailyPolicy', 'EnhancedPolicy']);
    });

    it('when a backup is started and stopped, then az follows it to its end', async () => {
      const keep = ['--workload-type', 'VM', '--retain-until', inAMonth(clock.now())];
      const started = await show('protection', 'backup-now', ...VAULT, ...VM_01, ...keep);
      const running = await list('job', 'list', ...VAULT, '--status', 'InProgress', '--operation', 'Backup');
      await backup('job', 'stop', ...VAULT, '--name', started.name);
      clock.advance(120_000);
      const stopped = await show('job', 'show', ...VAULT, '--name', started.name);

      expect(started.properties).toMatchObject({ operation: 'Backup', entityFriendlyName: 'vm-01' });
      expect(running.map(({ name }) => name)).toContain(started.name);
      expect(stopped.properties).toMatchObject({
        status: 'Cancelled',
        extendedInfo: {
          tasksList: [
            expect.objectContaining({ taskId: 'Take Snapshot', status: 'Cancelled' }),
            expect.objectContaining({ taskId: 'Transfer data to vault', status: 'Cancelled' }),
          ],
        },
      });
    });
  },
);

/** As az wants it: day, month and year. */
function inAMonth(now: Date): string {
  const [year, month, day] = new Date(now.getTime() + 30 * 86_400_000).toISOString().slice(0, 10).split('-');
  return `${day}-${month}-${year}`;
}
