import type { AuditedEntry } from '../../../services/access/audit';
import type { ProtectedItem } from '../../../services/backup/types';
import { aBot, ITEMS, TO, viewOf } from '../../support/commandBot';
import { NOW } from '../../support/samples';

describe('audit', () => {
  it('when an admin asks, then it lists the newest changes first, of one VM where one is named', async () => {
    const { store, run } = aBot({ role: 'admin' });
    store.audited.push(entry(ITEMS[0], 10), entry(ITEMS[1], 1), entry(ITEMS[0], 2), entry(null, 3));

    expect(daysAgo(viewOf(await run({ kind: 'audit' })))).toEqual([1, 2, 3]);
    expect(daysAgo(viewOf(await run({ kind: 'audit', lastDays: 30 })))).toEqual([1, 2, 3, 10]);
    expect(daysAgo(viewOf(await run({ kind: 'audit', vm: 'vm-01' })))).toEqual([2]);
  });

  it('when the admin may not see a VM, then its changes are not listed', async () => {
    const { store, run } = aBot({ role: 'admin', hides: 'secret' });
    store.audited.push(entry(ITEMS[4], 1), entry(ITEMS[0], 2));

    expect(daysAgo(viewOf(await run({ kind: 'audit' })))).toEqual([2]);
  });

  it('when the newest entries are all about VMs that are not theirs, then it says how many were looked at', async () => {
    const { store, run } = aBot({ role: 'admin', hides: 'secret' });
    store.audited.push(...Array.from({ length: 199 }, () => entry(ITEMS[4], 1)));
    expect(viewOf(await run({ kind: 'audit' }))).toMatchObject({ entries: [], cutAt: null });
    store.audited.push(entry(ITEMS[4], 1), entry(ITEMS[0], 2));
    expect(viewOf(await run({ kind: 'audit' }))).toMatchObject({ entries: [], cutAt: 200 });
  });

  it('when an operator asks, or for days that are not kept, then it is refused', async () => {
    await expect(aBot({ role: 'operator' }).run({ kind: 'audit' })).rejects.toMatchObject({ reason: 'notPermitted' });
    for (const lastDays of [0, -1, 401, NaN]) {
      await expect(aBot({ role: 'admin' }).run({ kind: 'audit', lastDays })).rejects.toMatchObject({
        reason: 'daysRange',
      });
    }
  });
});

function entry(item: ProtectedItem | null | undefined, days: number): AuditedEntry {
  return {
    at: NOW.getTime() - days * 24 * 3_600_000 + 1,
    by: { id: '29:me', aadObjectId: null, name: 'Me' },
    tenant: 'tenant-a',
    conversation: TO.conversation,
    kind: 'trigger',
    command: 'backupNow',
    text: 'backup now',
    vm: item ? { name: item.vm.name, itemId: item.id } : null,
    role: 'operator',
    rule: null,
    requestId: null,
    outcome: null,
  };
}

function daysAgo(view: ReturnType<typeof viewOf>): readonly number[] {
  return view.kind === 'audit' ? view.entries.map(({ at }) => Math.round((NOW.getTime() - at) / (24 * 3_600_000))) : [];
}
