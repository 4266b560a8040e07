import { pino } from 'pino';

import { startSimulatedAzure } from '../../../playground/azure/server';
import { createVaults } from '../../../services/azure/vaults';
import { createClock } from '../../../services/platform/clock';
import { describeVaults } from '../../contract/vaultsContract';

describeVaults('over the simulated Azure', async () => {
  const clock = createClock({ speed: 10 });
  clock.advance(untilNoonMs(clock.now()));
  const azure = await startSimulatedAzure({ clock, fleet: 'small', jobReadsPerHour: 150, faults: 0, points: 'end' });
  const vaults = createVaults({
    resourceManagerUrl: azure.url,
    subscriptionIds: [],
    vaults: [],
    credential: null,
    clock,
    log: pino({ level: 'silent' }),
    jobReadsPerHour: null,
  });
  return {
    vaults,
    clock,
    idle: 'vm-01',
    softDeleted: 'trash-01',
    advance: async (ms) => {
      clock.advance(ms);
    },
    close: async () => {
      await vaults.close();
      await azure.close();
    },
  };
});

/** The fleet's schedules start jobs at night, which is whenever this runs; a clock that stands still names no job. */
function untilNoonMs(now: Date): number {
  const noon = new Date(now);
  noon.setUTCHours(36, 0, 0, 0);
  return noon.getTime() - now.getTime();
}
