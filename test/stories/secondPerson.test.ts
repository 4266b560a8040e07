import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { pino } from 'pino';

import { everyoneIsAdmin, grantFrom, parseRules } from '../../services/access/accessRules';
import type { Access } from '../../services/access/roles';
import { openStore, type Store } from '../../services/store/openStore';
import { AskedAzure, type Replica, startReplica } from '../support/askingReplica';
import { FakeConnector } from '../support/fakeConnector';
import { ManualClock } from '../support/manualClock';
import { buttonsOf, saidBy, tempFolder } from '../support/product';
import { aPress, BOT, type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';

/** The whole bot, with rules that ask for more than a role. */
const GROUP = { id: '19:ops@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: TENANT };
const HERE = { conversation: GROUP };
const MENTION = { type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` };
const MINUTE_MS = 60_000;

let folder: string;
let store: Store;
let connector: FakeConnector;
let clock: ManualClock;
let azure: AskedAzure;
let bot: Replica;
let file: Json;
beforeEach(async () => {
  folder = tempFolder();
  connector = await FakeConnector.start();
  clock = new ManualClock();
  azure = new AskedAzure([], clock);
  store = await openStore(`sqlite:${join(folder, 'bot.db')}`, { log: pino({ level: 'silent' }) });
  const rules = (): ReturnType<typeof parseRules> => parseRules(JSON.stringify({ tenants: [TENANT], ...file }));
  const access: Access = {
    ...everyoneIsAdmin,
    grantOf: (person, place) => grantFrom(rules(), person, place),
    limits: () => rules().triggers,
    contact: () => rules().contact ?? null,
  };
  bot = startReplica({ store, clock, connector, azure, access });
  needs({ approve: 'other' });
});
afterEach(async () => {
  await bot.stop();
  await store.close();
  await connector.stop();
  rmSync(folder, { recursive: true });
});

/** Both are operators; a backup by Tanaka has these conditions. */
function needs(conditions: Json, rest: Json = {}): void {
  file = {
    ...rest,
    rules: [
      { who: 'everyone', role: 'viewer' },
      { who: `user:${TANAKA.aadObjectId}`, role: 'operator', ...conditions },
      { who: `user:${SATO.aadObjectId}`, role: 'operator', ...((rest['sato'] as Json | undefined) ?? {}) },
    ],
  };
  delete file['sato'];
}

const ask = (text: string, change: Json = {}): Promise<string> =>
  bot.say(`<at>${BOT.name}</at> ${text}`, { ...HERE, entities: [MENTION], ...change });
const lastCard = (): ReturnType<typeof saidBy> => saidBy(connector.messages.at(-1));
/** The data of the last card's button. */
const button = (title: string): Json => {
  const found = buttonsOf(lastCard().card ?? {}).find((one) => one['title'] === title);
  return (found?.['data'] as Json | undefined) ?? {};
};
const bySato = { ...HERE, from: SATO };
