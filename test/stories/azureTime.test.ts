import { startSimulatedAzure } from '../../playground/azure/server';
import { type Clock, createClock } from '../../services/platform/clock';
import { startProduct } from '../support/product';

/** This machine's clock, as one that is `aheadMs` ahead shows it. */
function clockAhead(aheadMs: number): Clock {
  const clock = createClock();
  return { ...clock, now: () => new Date(clock.now().getTime() + aheadMs) };
}

it.each([
  [12_000, /^1[12] s behind Azure's, which the bot goes by$/],
  [-12_000, /^1[12] s ahead of Azure's, which the bot goes by$/],
  [0, /^equal to Azure's, to the second$/],
])('when Azure’s clock is %i ms ahead, then /readyz tells it, once Azure has answered', async (aheadMs, detail) => {
  const azure = await startSimulatedAzure({
    ...{ clock: clockAhead(aheadMs), fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end' },
  });
  const product = await startProduct({ AZURE_RESOURCE_MANAGER_URL: azure.url, CLOCK_SPEED: '1' });
  try {
    await product.say('vms');
    const ready = await fetch(`${product.url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: aheadMs === 0 ? 'ok' : 'degraded',
      checks: { clock: { ok: aheadMs === 0, detail: expect.stringMatching(detail) } },
    });
  } finally {
    await product.stop();
    await azure.close();
  }
});
