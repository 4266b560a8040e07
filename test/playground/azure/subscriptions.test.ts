import { subscriptionId } from '../../../playground/azure/names';
import { troublesOf } from '../../../playground/azure/subscriptions';
import { startedAzure } from './startedAzure';

const VERSION = 'api-version=2024-04-01';

describe('a fleet of several subscriptions', () => {
  it('when it is listed, then each has its own vaults, and another one is unknown', async () => {
    const azure = await startedAzure({ fleet: '3x2x5' });
    const vaultsOf = async (subscription: string): Promise<unknown> => {
      const url = `${azure.url}/subscriptions/${subscription}/providers/Microsoft.RecoveryServices/vaults?${VERSION}`;
      const { value } = (await (await fetch(url)).json()) as { readonly value?: readonly { readonly name: string }[] };
      return value?.map(({ name }) => name);
    };
    const listed = await fetch(`${azure.url}/subscriptions?${VERSION}`);
    const { value } = (await listed.json()) as { readonly value: readonly { readonly subscriptionId: string }[] };
    expect(value.map((one) => one.subscriptionId)).toEqual([1, 2, 3].map(subscriptionId));
    expect(await vaultsOf(subscriptionId(3))).toEqual(['vault-05', 'vault-06']);
    expect(await vaultsOf(subscriptionId(4))).toBeUndefined();
  });

  it('when one has a limit or faults of its own, then only its reads meet them', async () => {
    const azure = await startedAzure({
      fleet: '3x1x1',
      troubles: troublesOf('2:limit=1;3:faults=1'),
    });
    const statusOf = async (number: number): Promise<number> => {
      const vault = `rg-backup-0${number}/providers/Microsoft.RecoveryServices/vaults/vault-0${number}`;
      const path = `/subscriptions/${subscriptionId(number)}/resourceGroups/${vault}/backupJobs`;
      return (await fetch(`${azure.url}${path}?${VERSION}`)).status;
    };
    expect(await statusOf(1)).toBe(200);
    expect([await statusOf(2), await statusOf(2)]).toEqual([200, 429]);
    expect(await statusOf(3)).toBeGreaterThanOrEqual(500);
    expect(await statusOf(1)).toBe(200);
  });

  it.each(['x', '0:limit=1', '1:speed=2', '1:faults=2', '1:latency=', '1'])(
    'when it says "%s", then that is refused',
    (text) => {
      expect(() => troublesOf(text)).toThrow(/SIMULATOR_SUBSCRIPTIONS/);
    },
  );
});
