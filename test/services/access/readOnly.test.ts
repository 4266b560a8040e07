import { guardChanges, ReadOnly } from '../../../services/access/readOnly';
import type { Vaults } from '../../../services/backup/vaults';
import { DatabaseError, UserError } from '../../../services/platform/errors';
import { aCommandStore } from '../../support/commandStore';
import { ManualClock } from '../../support/manualClock';
import { anItem, VAULT } from '../../support/samples';
import { SATO, TANAKA, TENANT } from '../../support/teamsActivities';

const clock = new ManualClock('2026-11-22T17:00:00Z');
const TANAKA_ASKS = { ...TANAKA, tenantId: TENANT, guest: false };
const SATO_ASKS = { ...SATO, tenantId: TENANT, guest: false };
const DOWN = { transaction: () => Promise.reject(new DatabaseError('SQLITE_IOERR')) };
const REQUEST = { retainUntil: new Date('2026-12-22T17:00:00Z') };

/** An Azure that writes down what it is asked to change, behind the guard of this mode. */
function guarded(readOnly: ReadOnly): { readonly vaults: Vaults; readonly asked: string[] } {
  const asked: string[] = [];
  const azure = {
    trigger: async () => `job-${asked.push('trigger')}`,
    cancel: async () => void asked.push('cancel'),
    known: () => null,
  } as unknown as Vaults;
  return { vaults: guardChanges(azure, readOnly), asked };
}

it('when it is off, then changes pass with their answers, and reads too', async () => {
  const readOnly = new ReadOnly({ store: aCommandStore(), clock, byEnvironment: false });
  const { vaults, asked } = guarded(readOnly);
  expect(await vaults.trigger(anItem(), REQUEST)).toBe('job-1');
  await vaults.cancel(VAULT, 'job-1');
  expect(vaults.known()).toBeNull();
  expect([asked, await readOnly.shown()]).toEqual([['trigger', 'cancel'], {}]);
});

it('when an admin switches it on, then each change is refused with who, when and why, until it is switched off', async () => {
  const readOnly = new ReadOnly({ store: aCommandStore(), clock, byEnvironment: false });
  const { vaults, asked } = guarded(readOnly);
  const { id } = await readOnly.switchOn(TANAKA_ASKS, 'migration');
  const refusal = new UserError('readOnly.adminWhy', { by: 'Tanaka', at: clock.now(), why: 'migration' });
  await expect(vaults.trigger(anItem(), REQUEST)).rejects.toEqual(refusal);
  await expect(vaults.cancel(VAULT, 'job-1')).rejects.toEqual(refusal);
  await expect(vaults.cancel(VAULT, 'job-1')).rejects.toMatchObject({ reason: refusal.reason, facts: refusal.facts });
  expect(asked).toEqual([]);
  expect(await readOnly.shown()).toMatchObject({ readOnly: { kind: 'admin', by: { id: TANAKA.id, name: 'Tanaka' } } });
  expect(await readOnly.switchOff(id)).toBe(true);
  await vaults.cancel(VAULT, 'job-1');
  expect(asked).toEqual(['cancel']);
});

it('when it is switched on twice, then the first switch stays, and only its own id ends it', async () => {
  const readOnly = new ReadOnly({ store: aCommandStore(), clock, byEnvironment: false });
  const first = await readOnly.switchOn(TANAKA_ASKS, null);
  expect(await readOnly.switchOn(SATO_ASKS, 'another')).toEqual(first);
  expect(await readOnly.switchOff('another')).toBe(false);
  expect(await readOnly.state()).toMatchObject({ kind: 'admin', id: first.id });
});

it('when READ_ONLY is set, then the database is not asked', async () => {
  const { vaults } = guarded(new ReadOnly({ store: DOWN, clock, byEnvironment: true }));
  await expect(vaults.trigger(anItem(), REQUEST)).rejects.toMatchObject({ reason: 'readOnly.environment' });
});

it('when the database does not answer, then nothing is changed, and cards do without the mode', async () => {
  const readOnly = new ReadOnly({ store: DOWN, clock, byEnvironment: false });
  const { vaults, asked } = guarded(readOnly);
  await expect(vaults.trigger(anItem(), REQUEST)).rejects.toBeInstanceOf(DatabaseError);
  await expect(vaults.cancel(VAULT, 'job-1')).rejects.toBeInstanceOf(DatabaseError);
  expect([asked, await readOnly.shown()]).toEqual([[], {}]);
});
