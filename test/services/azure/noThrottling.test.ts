import { pino } from 'pino';

import { startSimulatedAzure } from '../../../playground/azure/server';
import { type AzureVaults, createVaults } from '../../../services/azure/vaults';
import type { ProtectedItem } from '../../../services/backup/types';
import type { Vaults } from '../../../services/backup/vaults';
import { ManualClock } from '../../support/manualClock';

const MINUTE_MS = 60_000;
const LIMIT = 150;
const VAULTS = 40;
const HOURS = 3;

interface Counts {
  readonly reads: Readonly<Record<string, number>>;
  readonly throttled: Readonly<Record<string, number>>;
}

const clock = new ManualClock();
let azure: Awaited<ReturnType<typeof startSimulatedAzure>>;
let port: AzureVaults;
beforeAll(async () => {
  azure = await startSimulatedAzure({
    ...{ clock, fleet: `${VAULTS}x2`, faults: 0, points: 'snapshot' },
    ...{ jobReadsPerHour: LIMIT, otherReadsPerHour: LIMIT },
  });
  port = createVaults({
    ...{ resourceManagerUrl: azure.url, subscriptionIds: [], vaults: [], credential: null, clock },
    ...{ log: pino({ level: 'silent' }), jobReadsPerHour: null },
  });
});
afterAll(async () => {
  await port.close();
  await azure.close();
});

/** All that commands, or the monitor, may read of the items, all at once. Some of it is refused by the bot itself. */
async function flood(from: Vaults, items: readonly ProtectedItem[]): Promise<void> {
  const now = clock.now();
  const since = new Date(now.getTime() - HOURS * 60 * MINUTE_MS);
  const asked = items.flatMap((item) => [
    from.points(item, { maxAgeMs: 0 }),
    from.policy(item, { maxAgeMs: 0 }),
    from.jobs(item.ref.vault, { since }),
  ]);
  await Promise.allSettled([from.inventory({ maxAgeMs: 30_000 }), ...asked]);
}

it(`at ${LIMIT} reads an hour of each kind, a flood of commands beside the monitor meets no 429`, async () => {
  const { items } = (await port.inventory()).value;
  expect(items).toHaveLength(2 * VAULTS);
  for (let step = 0; step < HOURS * 12; step++) {
    await flood(port, items);
    await flood(port.forMonitor, items);
    const { items: now, unread } = (await port.inventory()).value;
    expect([now.length, unread]).toEqual([items.length, []]);

    await clock.advance(5 * MINUTE_MS);
  }
  const { reads, throttled } = (await (await fetch(`${azure.url}/__simulator`)).json()) as Counts;
  expect(Object.values(throttled).filter((refused) => refused > 0)).toEqual([]);
  const points = Object.entries(reads).find(([action]) => action.endsWith('recoveryPoints/read'))?.[1] ?? 0;
  expect(points).toBeGreaterThanOrEqual(HOURS * LIMIT * 0.7);
});
