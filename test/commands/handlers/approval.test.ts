import { askerOf } from '../../../commands/handlers/approval';
import { runCommand } from '../../../commands/run';
import { DAY_MS } from '../../../services/platform/durations';
import { UserError } from '../../../services/platform/errors';
import { aBot, anAsk, NO_LOG, viewOf } from '../../support/commandBot';
import { anItem, NOW } from '../../support/samples';

const MAY = { role: 'operator', may: () => true } as const;
const TANAKA = { ...anAsk().person, id: '29:tanaka', name: 'Tanaka', aadObjectId: 'aad-tanaka' };

/** An approval in the turn whose process dies, repeated where Teams no longer says who the asker is. */
async function repeated(sends: boolean): Promise<unknown> {
  const { services } = aBot({ role: 'operator' });
  const item = anItem();
  const asker = { ...anAsk(MAY), person: TANAKA };
  const ask = { ...anAsk(MAY), turnId: 't-2' };
  const retainUntil = new Date(NOW.getTime() + 30 * DAY_MS);
  const { id } = await services.proposals.open(
    asker,
    { kind: 'backup', itemIds: [item.id], retainUntilMs: retainUntil.getTime(), asker: askerOf(asker) },
    { kind: 'backup', vms: [] },
  );
  await services.proposals.take(ask, 'yes', id);
  if (sends) await services.triggers.record(item, { retainUntil, knownJobs: [] }, { ...ask, person: TANAKA });
  const grantNow = (): Promise<never> => Promise.reject(new UserError('askerUnchecked', { asker: 'Tanaka' }));
  const later = { ...services, grantNow, log: NO_LOG } as unknown as typeof services;
  return viewOf(await runCommand({ kind: 'yes', proposal: id }, { ...ask, askedMs: NOW.getTime() }, later));
}

it('when the backup was begun before the crash, then the repeated approval says so, and never that nothing was done', async () => {
  expect(await repeated(true)).toMatchObject({ kind: 'message', key: 'azure.unconfirmed' });
});

it('when it was not begun, then the asker is looked up again', async () => {
  await expect(repeated(false)).rejects.toMatchObject({ reason: 'askerUnchecked' });
});
