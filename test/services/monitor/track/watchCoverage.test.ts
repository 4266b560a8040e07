import { coverageOf, readStandingWatches } from '../../../../services/monitor/track/watchCoverage';
import { scopeKey, type Watch, type WatchLevel, type WatchScope } from '../../../../services/subscriptions/watch';
import { everybody, watchOf } from '../../../support/notifySamples';
import { anItem, VAULT } from '../../../support/samples';

const VAULT_B = { ...VAULT, name: 'vault-b' };
const ITEMS = [anItem({ name: 'web-01' }), anItem({ name: 'db-01', vault: VAULT_B })];
const [WEB, DB] = ITEMS as [(typeof ITEMS)[number], (typeof ITEMS)[number]];

function aWatch(level: WatchLevel, scope: WatchScope = { kind: 'all' }, owner = 'Sato'): Watch {
  const watch = watchOf({ level, scope });
  return { ...watch, owner: { ...watch.owner, person: { ...watch.owner.person, name: owner } } };
}

describe('whose backups are wanted', () => {
  it('when nobody watches, then no vault is', async () => {
    expect((await coverageOf([], ITEMS, everybody)).vaults).toEqual([]);
  });

  it('when a VM is watched in several ways, then it takes the highest level', async () => {
    const watches = [aWatch('failures'), aWatch('all', { kind: 'vault', vault: VAULT_B })];
    const { demandFor: wantedOf, vaults } = await coverageOf(watches, ITEMS, everybody);
    expect([wantedOf(WEB)?.level, wantedOf(DB)?.level]).toEqual(['failures', 'progress']);
    expect(vaults).toEqual([VAULT, VAULT_B]);
  });

  it('when the owner of a watch may not see a VM, then the watch rests there, and a vault of such VMs is not read', async () => {
    const { demandFor: wantedOf, vaults } = await coverageOf(
      [aWatch('all')],
      ITEMS,
      async (_watch, { vmName, vault }) => vmName === 'web-01' && vault.name === VAULT.name,
    );
    expect([wantedOf(WEB)?.level, wantedOf(DB)?.level, vaults]).toEqual(['progress', undefined, [VAULT]]);
  });

  it("when one owner may see it and the other may not, then the first one's level counts", async () => {
    const watches = [aWatch('all', { kind: 'all' }, 'gone'), aWatch('failures', { kind: 'vm', itemId: WEB.id, vmName: 'web-01' })]; // prettier-ignore
    const { demandFor: wantedOf } = await coverageOf(watches, ITEMS, async ({ owner }) => owner.person.name !== 'gone');
    expect([wantedOf(WEB)?.level, wantedOf(DB)?.level]).toEqual(['failures', undefined]);
  });

  it('when all that a vault holds was deleted, then no read is spent on it', async () => {
    const deleted = [WEB, { ...DB, softDeleted: true }];
    expect((await coverageOf([aWatch('all')], deleted, everybody)).vaults).toEqual([VAULT]);
  });

  it('when access cannot be looked up, then the backup is found: it is asked again before anything is told', async () => {
    const broken = (): Promise<boolean> => Promise.reject(new TypeError('file gone'));
    expect((await coverageOf([aWatch('failures')], ITEMS, broken)).demandFor(WEB)?.level).toBe('failures');
  });
});

describe('the watches that stand', () => {
  it('when there are more than a page, then all are read, up to the limit', async () => {
    const all = Array.from({ length: 25_000 }, (_, n) =>
      aWatch('failures', { kind: 'vm', itemId: `/item/${String(n).padStart(5, '0')}`, vmName: 'vm' }),
    );
    const page = async (after: { scopeKey: string } | null, limit: number): Promise<readonly Watch[]> => {
      const from = after === null ? 0 : all.findIndex(({ scope }) => scopeKey(scope) === after.scopeKey) + 1;
      return all.slice(from, from + limit);
    };
    expect(await readStandingWatches({ page })).toEqual(all.slice(0, 20_000));
  });
});
