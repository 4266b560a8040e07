import type { VaultRef } from '../../../services/backup/types';
import { itemRow, list } from '../../support/armBodies';
import { anItem, VAULT, vaultId } from '../../support/samples';
import { VaultsHarness } from '../../support/vaultsHarness';

const OTHER: VaultRef = { ...VAULT, name: 'vault-b' };

let azure: VaultsHarness;
beforeEach(async () => {
  azure = await VaultsHarness.start([VAULT, OTHER]);
});
afterEach(() => azure.close());

describe('the inventory', () => {
  it('when vaults are configured, then nothing is discovered, and a warm one costs no read', async () => {
    azure.stub.answer(({ path }) => list(itemRow(path.includes('vault-b') ? anItem({ vault: OTHER }) : anItem())));
    expect(azure.port.known()).toBeNull();

    const { value } = await azure.port.inventory();
    await azure.clock.advance(5 * 60_000);
    await azure.port.inventory();

    expect(value.items.map(({ ref }) => ref.vault.name)).toEqual(['vault-a', 'vault-b']);
    expect(azure.stub.requests).toHaveLength(2);
    expect(azure.stub.requests[0]!.query.get('$filter')).toBe(
      "backupManagementType eq 'AzureIaasVM' and itemType eq 'VM'",
    );
    expect(azure.port.known()?.value.items).toHaveLength(2);
  });

  it('when one vault fails, then the others are read, its last known items stay, and it is asked again after 30 s', async () => {
    let broken = false;
    azure.stub.answer(({ path }) =>
      !path.includes('vault-b') ? list(itemRow()) : broken ? { status: 501 } : list(itemRow(anItem({ vault: OTHER }))),
    );
    await azure.port.inventory();
    broken = true;
    await azure.clock.advance(6 * 60_000);

    const { value, problem } = await azure.port.inventory();
    expect(value.items).toHaveLength(2);
    expect(value.unread).toMatchObject([{ vault: OTHER, problem: { problem: { kind: 'unavailable', status: 501 } } }]);
    expect(problem).toBeUndefined();
    await azure.port.inventory();
    expect(azure.stub.requests).toHaveLength(4);

    broken = false;
    await azure.clock.advance(31_000);
    expect((await azure.port.inventory()).value.unread).toEqual([]);
    expect(azure.stub.requests).toHaveLength(5);
  });

  it('when no vault can be read, then the last inventory is given with the problem; the first time, the problem', async () => {
    azure.stub.answer(() => ({ status: 403, body: { error: { code: 'AuthorizationFailed', message: '' } } }));
    await expect(azure.port.inventory()).rejects.toMatchObject({ problem: { kind: 'notAllowed' } });

    await azure.clock.advance(31_000);
    azure.stub.answer(() => list(itemRow()));
    const { at } = await azure.port.inventory();
    await azure.clock.advance(6 * 60_000);
    azure.stub.answer(() => ({ status: 501 }));

    expect(await azure.port.inventory()).toMatchObject({ at, problem: { problem: { kind: 'unavailable' } } });
  });

  it('when nothing is configured, then subscriptions and vaults are discovered', async () => {
    await azure.configure([]);
    azure.stub.answer(({ path }) => {
      if (path === '/subscriptions') return list({ subscriptionId: VAULT.subscription }, { subscriptionId: 'denied' });
      if (path.endsWith('/vaults')) return path.includes('denied') ? { status: 403 } : list({ id: vaultId() });
      return list(itemRow());
    });

    const { value } = await azure.port.inventory();

    expect(value.vaults).toEqual([VAULT]);
    expect(value.items).toHaveLength(1);
    expect(value.unread).toMatchObject([{ vault: { subscription: 'denied', name: '*' } }]);
  });

  it('when the vaults of a subscription can be read no more, then those known are used and it is said', async () => {
    await azure.configure([], [VAULT.subscription]);
    let broken = false;
    azure.stub.answer(({ path }) => {
      if (path.endsWith('/vaults')) return broken ? { status: 501 } : list({ id: vaultId() });
      return list(itemRow());
    });
    await azure.port.inventory();
    broken = true;
    await azure.clock.advance(6 * 60_000);

    const { value } = await azure.port.inventory();

    expect(value.items).toHaveLength(1);
    expect(value.unread).toMatchObject([{ vault: { subscription: VAULT.subscription, name: '*' } }]);
  });

  it('when a vault’s row carries no id, then its subscription is not called read', async () => {
    await azure.configure([], [VAULT.subscription]);
    azure.stub.answer(({ path }) =>
      path.endsWith('/vaults') ? list({ id: vaultId() }, { id: null as never }) : list(),
    );
    await expect(azure.port.inventory()).rejects.toMatchObject({ code: 'UnreadableBody' });
  });

  it.each([null, 7, {}, { properties: null }, { id: null, name: null, properties: { friendlyName: 'db-07' } }])(
    'when a row of items cannot be read (%j), then the others are shown and the vault is not called read',
    async (row) => {
      azure.stub.answer(({ path }) => (path.includes('vault-b') ? { body: { value: [row] } } : list(itemRow())));
      const { value } = await azure.port.inventory();
      expect(value.items).toHaveLength(1);
      expect(value.unread).toMatchObject([{ vault: OTHER, problem: { code: 'UnreadableBody' } }]);
    },
  );

  it.each(['protectedItemType', 'backupManagementType', 'workloadType'])(
    'when a VM does not say its %s, or in a new word, then it is a VM all the same; what names something else is none',
    async (field) => {
      const { id, name, properties } = itemRow() as { id: string; name: string; properties: object };
      const row = (word: unknown): object => ({
        id,
        name,
        properties: { ...properties, protectedItemType: null, [field]: word },
      });
      for (const [word, count] of [
        [null, 1],
        ['Quokka', 1],
        ['AzureWorkload', 0],
        [7, 1],
      ] as const) {
        azure.stub.answer(() => list(row(word)));
        await azure.clock.advance(6 * 60_000);
        expect([word, (await azure.port.inventory()).value.items.length]).toEqual([word, 2 * count]);
      }
    },
  );

  it('when there are more vaults than are read, then the others are named as not read', async () => {
    const vaults = Array.from({ length: 502 }, (_, n) => ({ ...VAULT, name: `vault-${n}` }));
    await azure.configure(vaults);
    azure.stub.answer(() => list());
    const { value } = await azure.port.inventory();
    expect(value.unread.map(({ vault, problem }) => [vault.name, problem.code])).toEqual([
      ['vault-500', 'TooManyVaults'],
      ['vault-501', 'TooManyVaults'],
    ]);
  });

  it('when not even the subscriptions can be read, then Azure is unavailable', async () => {
    await azure.configure([]);
    azure.stub.answer(() => ({ status: 501 }));
    await expect(azure.port.inventory()).rejects.toMatchObject({ problem: { kind: 'unavailable', status: 501 } });
  });

  it('when there are 1,000 VMs in 20 vaults, then all are read with one request per vault', async () => {
    const vaults = Array.from({ length: 20 }, (_, n) => ({ ...VAULT, name: `vault-${n}` }));
    await azure.configure(vaults);
    azure.stub.answer(({ path }) => {
      const vault = { ...VAULT, name: /vaults\/([^/]+)/.exec(path)![1]! };
      return list(...Array.from({ length: 50 }, (_, n) => itemRow(anItem({ name: `vm-${n}`, vault }))));
    });
    expect((await azure.port.inventory()).value.items).toHaveLength(1_000);
    expect(azure.stub.requests).toHaveLength(20);
  });
});
