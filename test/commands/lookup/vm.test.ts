import { backupNow } from '../../../commands/handlers/backupNow';
import { vms } from '../../../commands/handlers/vms';
import { forVm } from '../../../commands/lookup/vm';
import type { Job, ProtectedItem, VaultRef } from '../../../services/backup/types';
import type { ReadOptions } from '../../../services/backup/vaults';
import type { Ask } from '../../../services/conversations/ask';
import type { Services } from '../../../views/services';
import { anAsk, viewOf } from '../../support/commandBot';
import { aCommandStore } from '../../support/commandStore';
import { aJob, anItem, aReading, at, NOTHING_READ, NOW, VAULT } from '../../support/samples';

const OLD_VAULT: VaultRef = { ...VAULT, name: 'vault-old' };
const ASK: Ask = anAsk({ role: 'operator', may: () => true });
const ACTIVE = anItem();
const STOPPED = anItem({ vault: OLD_VAULT, protectionState: 'ProtectionStopped', policy: null });

/** Services over these items, which a newer inventory shows as `now`. */
function servicesOver(items: readonly ProtectedItem[], now: readonly ProtectedItem[] = items): Services {
  const reading = aReading({ items, vaults: [], unread: [] });
  return {
    clock: { now: () => NOW },
    vaults: {
      inventory: async ({ maxAgeMs }: ReadOptions = {}) =>
        maxAgeMs === undefined ? reading : aReading({ items: now, vaults: [], unread: [] }),
      known: () => reading,
    },
    lastRead: NOTHING_READ,
    consistencyCache: { of: () => null },
  } as unknown as Services;
}

async function resolved(typed: string, items: readonly ProtectedItem[], kind: 'status' | 'backupNow' = 'status') {
  const again = (vm: string) => (kind === 'status' ? { kind, vm } : { kind, vms: [vm] });
  let chosen: ProtectedItem | null = null;
  const outcome = await forVm(
    { typed, role: 'viewer', commandFor: again },
    { ask: ASK, services: servicesOver(items) },
    async (item) => {
      chosen = item;
      return { kind: 'view', view: { kind: 'welcome' } };
    },
  );
  return { chosen, outcome };
}

describe('a name that several backup items have', () => {
  it.each([
    ['stopped', { protectionState: 'ProtectionStopped' }],
    ['paused', { protectionState: 'protectionpaused' }],
    ['suspended', { protectionState: 'BackupsSuspended' }],
    ['soft-deleted', { softDeleted: true }],
  ])('when all but one are %s, then the one that is backed up is meant', async (_, change) => {
    const left = anItem({ vault: OLD_VAULT, ...change });

    for (const items of [
      [left, ACTIVE],
      [ACTIVE, left],
    ])
      expect((await resolved('vm-01', items)).chosen).toEqual(ACTIVE);
  });

  it('when several are backed up, then it is asked which, and the stopped one comes last', async () => {
    const other = anItem({ resourceGroup: 'rg-test' });
    const { chosen, outcome } = await resolved('vm-01', [STOPPED, ACTIVE, other]);

    expect(chosen).toBeNull();
    expect(outcome).toMatchObject({ kind: 'choose', candidates: [ACTIVE, other, STOPPED] });
  });

  it('when none is backed up, then it is asked which, or the only one is meant', async () => {
    const other = anItem({ vault: { ...VAULT, name: 'vault-older' }, protectionState: 'ProtectionStopped' });

    expect((await resolved('vm-01', [STOPPED, other])).outcome.kind).toBe('choose');
    expect((await resolved('vm-01', [STOPPED])).chosen).toEqual(STOPPED);
  });

  it('when the stopped one is named by its id, then it is meant', async () => {
    expect((await resolved(STOPPED.id, [STOPPED, ACTIVE])).chosen).toEqual(STOPPED);
  });

  it('when the name is mistyped, then a backup is offered of those that are backed up only', async () => {
    const gone = anItem({ name: 'vm-02', protectionState: 'ProtectionStopped' });
    const offers = async (kind: 'status' | 'backupNow') => {
      const view = viewOf((await resolved('vm-0', [ACTIVE, gone], kind)).outcome);
      return view.kind === 'message' ? view.offers.map(({ say }) => say) : [];
    };

    expect(await offers('status')).toEqual(['status vm-01', 'status vm-02']);
    expect(await offers('backupNow')).toEqual(['backup now vm-01']);
  });
});

describe('a backup of an item that is backed up no more', () => {
  const asked = (names: string[], services: Services) =>
    backupNow({ kind: 'backupNow', vms: names }, { ask: ASK, services }).then(viewOf);

  it('when it is one of several, then none is proposed', async () => {
    const gone = anItem({ name: 'vm-02', protectionState: 'BackupsSuspended' });
    const store = aCommandStore();
    const view = await asked(['vm-01', 'vm-02'], { ...servicesOver([ACTIVE, gone]), store });

    const outcome = { result: 'declined', jobId: null, code: 'backupsSuspended' };
    expect(store.audited).toEqual([expect.objectContaining({ kind: 'trigger', outcome })]);
    expect(view).toMatchObject({ kind: 'message', key: 'backupsSuspended', facts: { vm: 'vm-02', vault: 'vault-a' } });
  });

  it('when the known list says so and a new one no more, then it is not refused', async () => {
    const resumed = { ...STOPPED, protectionState: 'Protected' };

    const services = servicesOver([STOPPED], [resumed]);
    const triggers = { ofTurn: () => Promise.reject(new Error('past the refusal')) };
    await expect(
      asked([STOPPED.id], { ...services, triggers, store: aCommandStore() } as unknown as Services),
    ).rejects.toThrow('past the refusal');
  });
});

describe('vms', () => {
  const rows = async (items: readonly ProtectedItem[], jobs: readonly Job[] | null) => {
    const lastRead = { ...NOTHING_READ, jobs: () => jobs && aReading(jobs, at(-900)) };
    const view = viewOf(await vms({ kind: 'vms' }, { ask: ASK, services: { ...servicesOver(items), lastRead } }));
    return view.kind === 'vms' ? view : null;
  };
  const failed = aJob({ state: 'failed', startedAt: at(-3_600), endedAt: at(-3_000) });

  it('shows the newest result of item and known jobs, and its time', async () => {
    const view = await rows([ACTIVE, STOPPED], [failed, aJob({ vmName: 'vm-02' })]);

    expect(view?.rows.map(({ lastJob }) => lastJob)).toEqual([failed, null]);
    expect(view?.jobsAt).toEqual(at(-900));
  });

  it('when no list is known, then the items tell it alone', async () => {
    expect(await rows([ACTIVE], null)).toMatchObject({ jobsAt: null, rows: [{ lastJob: null }] });
  });
});
