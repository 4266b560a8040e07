import { AzureError } from '../../../services/backup/vaults';
import { MINUTE_MS } from '../../../services/platform/durations';
import { aRun, MonitorNight } from '../../support/monitorNight';

const UNFOUND = new AzureError({ kind: 'notFound', what: 'vault' });

let night: MonitorNight;
beforeEach(async () => {
  night = new MonitorNight(aRun('vm-01'));
  await night.ourTrigger(night.runs[0]!);
  night.start();
  await night.clock.advance(MINUTE_MS);
});
afterEach(() => night.stop());

test('when Azure does not find a vault for some minutes, then what is promised of its backups is told after that', async () => {
  night.problem = UNFOUND;
  await night.clock.advance(15 * MINUTE_MS);
  night.problem = null;
  await night.clock.advance(2 * 60 * MINUTE_MS);
  expect(night.told).toEqual(['vm-01 started', 'vm-01 snapshotDone', 'vm-01 ended']);
});

test('when it does not find it for hours, then its backups have vanished, which is told once', async () => {
  night.problem = UNFOUND;
  await night.clock.advance(50 * MINUTE_MS);
  expect(night.told).not.toContain('vm-01 vanished');
  await night.clock.advance(60 * MINUTE_MS);
  expect(night.told.at(-1)).toBe('vm-01 vanished');
  expect(night.told.filter((one) => one.endsWith('vanished'))).toHaveLength(1);
});
