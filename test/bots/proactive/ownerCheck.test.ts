import type { TurnOpener } from '../../../bots/channel/adapter';
import { ChannelError } from '../../../bots/channel/connectorClient';
import { Roster } from '../../../bots/channel/roster';
import { InFlight } from '../../../bots/inbox/inFlight';
import { createOwnerCheck } from '../../../bots/proactive/ownerCheck';
import type { Access } from '../../../services/access/roles';
import { ManualClock } from '../../support/manualClock';
import { failureOf, watchOf } from '../../support/notifySamples';
import { recording } from '../../support/startBot';

const EVERYBODY = { grantOf: () => ({ role: 'viewer', may: () => true }) } as unknown as Access;

it.each([
  [403, 'BotNotInConversationRoster', 'gone'],
  [403, 'NotEnoughPermissions', 'retry'],
  [404, 'ConversationNotFound', 'missing'],
  [503, '', 'retry'],
])('when the roster answers %i %s, then two checks fail with %s; only retry is kept', async (status, code, kind) => {
  const log = recording([]);
  const turn = jest.fn(() => Promise.reject(new ChannelError({ status, code })));
  const turner: TurnOpener = { turn };
  const roster = new Roster({ clock: new ManualClock(), log, turner, inFlight: new InFlight({ log }) });
  const mayTell = createOwnerCheck({ access: EVERYBODY, roster, referenceOf: async () => ({}) });

  for (let checks = 0; checks < 2; checks += 1)
    await expect(mayTell(watchOf(), failureOf('vm-01', 0))).rejects.toMatchObject({ kind });
  expect(turn).toHaveBeenCalledTimes(kind === 'retry' ? 2 : 4);
});
