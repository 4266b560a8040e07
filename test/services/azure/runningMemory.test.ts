import { createRunningJobs } from '../../../services/azure/runningJobs';
import { ManualClock } from '../../support/manualClock';
import { aJob, aReading, at, VAULT } from '../../support/samples';

it('when an older reading comes after a newer one, then what the newer one showed stays', () => {
  const running = createRunningJobs({ clock: new ManualClock() });
  const job = aJob({ id: 'x', startedAt: at(-2 * 86_400) });
  running.read(VAULT, 'x', { job: { ...job, state: 'cancelling' }, at: at(-10) });
  running.listed(VAULT, [job], { since: at(-3 * 86_400), at: at(-20) });
  running.listed(VAULT, [{ ...job, state: 'failed' }], { since: at(-3 * 86_400), at: at(-30) });
  running.listed(VAULT, [], { since: at(-3 * 86_400), at: at(-15) });
  expect(running.mergedWith(VAULT, aReading([], at(0))).value).toMatchObject([{ id: 'x', state: 'cancelling' }]);
});
