import { rmSync } from 'node:fs';
import { join } from 'node:path';

import Libsql from 'libsql';
import { pino } from 'pino';

import { everyoneIsAdmin, grantFrom, parseRules } from '../../services/access/accessRules';
import type { AuditedEntry } from '../../services/access/audit';
import type { Access } from '../../services/access/roles';
import { AzureError } from '../../services/backup/vaults';
import { endConversation } from '../../services/notify/reach';
import { MINUTE_MS } from '../../services/platform/durations';
import { openStore, type Store } from '../../services/store/openStore';
import { AskedAzure, type Replica, startReplica } from '../support/askingReplica';
import { FakeConnector } from '../support/fakeConnector';
import { ManualClock } from '../support/manualClock';
import { aPress, type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

/** The whole bot, and what the audit log keeps of it. */
const RULES = {
  tenants: [TENANT],
  rules: [
    { who: 'everyone', role: 'viewer', vms: ['vm-*', 'web-*'] },
    { who: `user:${TANAKA.aadObjectId}`, role: 'admin', vms: ['vm-*', 'web-*'] },
  ],
};
const GUEST: Json = { id: '29:guest', aadObjectId: 'object-guest', name: 'Guest' };
const SECRET = 'Tr0ub4dor&3';

let folder: string;
let clock: ManualClock;
let store: Store;
let connector: FakeConnector;
let azure: AskedAzure;
let bot: Replica;
beforeEach(async () => {
  folder = tempFolder();
  connector = await FakeConnector.start();
  clock = new ManualClock();
  azure = new AskedAzure(['vm-01'], clock);
  store = await openStore(`sqlite:${join(folder, 'bot.db')}`, { log: pino({ level: 'silent' }) });
  const rules = parseRules(JSON.stringify(RULES));
  const access: Access = { ...everyoneIsAdmin, grantOf: (person, place) => grantFrom(rules, person, place) };
  bot = startReplica({ store, clock, connector, azure, access, asksRoster: true });
  for (const person of [TANAKA, SATO])
    connector.roster.set(person.id, { ...person, tenantId: TENANT, userRole: 'user' });
  connector.roster.set('29:guest', { ...GUEST, tenantId: 'another tenant', userRole: 'guest' });
});
afterEach(async () => {
  await bot.stop();
  await store.close();
  await connector.stop();
  rmSync(folder, { recursive: true });
});

const kept = (): Promise<readonly AuditedEntry[]> =>
  store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 99 }));
/** Oldest first: kind, words, VM, result. */
const lines = async (): Promise<readonly string[]> =>
  (await kept()).toReversed().map(({ kind, text, vm, outcome }) => [kind, text, vm?.name, outcome?.result].join('|'));

it('when a backup starts, then who, where, what, the rule, the job and the id of the request are kept', async () => {
  await bot.say('backup now vm-02');
  expect(await kept()).toEqual([
    {
      at: expect.any(Number) as number,
      kind: 'trigger',
      by: { id: TANAKA.id, aadObjectId: TANAKA.aadObjectId, name: TANAKA.name },
      tenant: TENANT,
      conversation: expect.any(String) as string,
      command: 'backupNow',
      text: 'backup now vm-02 keep 30d',
      vm: { name: 'vm-02', itemId: expect.stringContaining('vm-02') as string },
      role: 'admin',
      rule: `rules.1: ${JSON.stringify(RULES.rules[1])}`,
      requestId: azure.requestIds[0],
      outcome: { result: 'started', jobId: 'started-1', code: null },
    },
  ]);
  expect(azure.requestIds).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});

it('when a cancel is proposed, accepted and carried out, then each step is kept, the last with its request', async () => {
  await bot.say('cancel vm-01');
  await bot.say('yes');
  expect(azure.cancelled).toEqual(['job-vm-01']);
  expect(await lines()).toEqual([
    'proposal|cancel job-vm-01|vm-01|asked',
    'proposal|yes|vm-01|accepted',
    'cancel|cancel job-vm-01|vm-01|cancelling',
  ]);
  expect((await kept())[0]).toMatchObject({ requestId: azure.requestIds[0], outcome: { jobId: 'job-vm-01' } });
  const rule = `rules.1: ${JSON.stringify(RULES.rules[1])}`;
  expect(await kept()).toMatchObject([{ rule }, { rule }, { rule }]);
});

it('when two backups are proposed and declined, then both VMs have both steps', async () => {
  await bot.say('backup now vm-02 web-01');
  await bot.say('no');
  expect(await lines()).toEqual([
    'proposal|backup now vm-02 web-01 keep 30d|vm-02|asked',
    'proposal|backup now vm-02 web-01 keep 30d|web-01|asked',
    'proposal|no|vm-02|dismissed',
    'proposal|no|web-01|dismissed',
  ]);
});

it('when Azure refuses, then its code is kept', async () => {
  azure.fails = new AzureError({ kind: 'refused', message: 'No.' }, { code: 'UserErrorX', requestId: 'r' });
  await bot.say('backup now vm-02');
  expect(await lines()).toEqual(['trigger|backup now vm-02 keep 30d|vm-02|azureRefused']);
  expect((await kept())[0]?.outcome?.code).toBe('UserErrorX');
});

it.each<[string, string, readonly [text: string, change: Json]]>([
  ['a role that is too low, over a VM', 'notPermitted', ['backup now vm-02', { from: SATO }]],
  ['a role that is too low, over any', 'notPermitted', ['audit', { from: SATO }]],
  ['a job of a VM that needs another role', 'notPermitted', ['cancel job-vm-01', { from: SATO }]],
  ['a VM that is hidden', 'hidden', ['status twin', {}]],
  ['an answer long after it was sent', 'answeredLate', ['yes', { timestamp: '2020-01-01T00:00:00Z' }]],
  ['a change long after it was sent', 'sentLate', ['unwatch all', { timestamp: '2020-01-01T00:00:00Z' }]],
])('when %s is refused, then that is kept with the reason: %s', async (_what, why, [text, change]) => {
  await bot.say(text, change);
  const [entry, ...more] = await kept();
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ kind: 'refusal', text, rule: null, outcome: { result: 'refused', code: why } });
  expect(azure.started).toEqual([]);
});

it('when a button is forged, or its question has lapsed or was answered, then the refusal is kept with the reason', async () => {
  const now = (): Json => ({ timestamp: clock.now().toISOString() });
  const questionOf = async (text: string): Promise<string> => {
    await bot.say(text, now());
    return /"proposal":"([^"]+)"/.exec(JSON.stringify(connector.messages.at(-1)))?.[1] ?? '';
  };
  await bot.press({ command: { kind: 'backupNow', vms: SECRET, all: true } });
  await bot.press({ command: { kind: 'yes', proposal: 'made-up' } }, now());
  const replaced = await questionOf('cancel vm-01');
  const lapsed = await questionOf('cancel vm-01');
  await bot.press({ command: { kind: 'yes', proposal: replaced } }, now());
  await clock.advance(6 * MINUTE_MS);
  await bot.press({ command: { kind: 'yes', proposal: lapsed } }, now());
  const answered = await questionOf('cancel vm-01');
  await bot.press({ command: { kind: 'no', proposal: answered } }, now());
  await bot.say('status vm-01', now());
  await bot.press({ command: { kind: 'yes', proposal: answered } }, now());
  const refused = (await kept()).toReversed().filter(({ kind }) => kind === 'refusal');
  expect(refused.map(({ command, outcome }) => [command, outcome?.code])).toEqual([
    [null, 'badPress'],
    ['yes', 'proposalExpired'],
    ['yes', 'proposalReplaced'],
    ['yes', 'proposalExpired'],
    ['yes', 'proposalUsed'],
  ]);
  expect(azure.cancelled).toEqual([]);
});

it('when nothing is asked of Azure, since a backup runs or none does, then that is kept', async () => {
  await bot.say('backup now vm-01');
  await bot.say('cancel vm-02');
  expect(await lines()).toEqual([
    'trigger|backup now vm-01 keep 30d|vm-01|declined',
    'cancel|cancel vm-02|vm-02|declined',
  ]);
  expect((await kept()).map(({ outcome, requestId }) => [outcome?.code, requestId])).toEqual([
    ['cannotCancel.noneRunning', null],
    ['alreadyRunning', null],
  ]);
});

it('when a person without any role asks or presses, then the refusal is kept, and no word of the message', async () => {
  await bot.say(`backup now vm-02 ${SECRET}`, { from: GUEST });
  await bot.press({ command: { kind: 'backupNow', vms: ['vm-02'] } }, { from: GUEST });
  await bot.say('whoami', { from: GUEST });
  expect(await lines()).toEqual(['refusal|||refused', 'refusal|backup now vm-02||refused']);
  for (const entry of await kept())
    expect(entry).toMatchObject({ by: { aadObjectId: 'object-guest' }, role: null, outcome: { code: 'noAccess' } });
});

it('when a refused button names a secret as its VM, then the entry holds none of it', async () => {
  const vm = 'https://s.blob.core.windows.net/c?sig=S3cret%3D';
  await bot.press({ command: { kind: 'backupNow', vms: [vm] } }, { from: GUEST });
  expect((await kept())[0]).toMatchObject({ kind: 'refusal', text: expect.stringContaining('[secret]') as string });
  expect(JSON.stringify(await kept())).not.toContain('S3cret');
});

it('when nobody can say who asks, then the refusal is kept without a word of the message', async () => {
  connector.roster.clear();
  await bot.say(`backup now vm-02 ${SECRET}`);
  expect(await lines()).toEqual(['refusal|||refused']);
  expect((await kept())[0]?.outcome?.code).toBe('unlisted');
});

it('when somebody else, or a client by itself, answers or changes, then the refusal is kept', async () => {
  await bot.say('cancel vm-01');
  const proposal = /"proposal":"([^"]+)"/.exec(JSON.stringify(connector.messages.at(-1)))?.[1] ?? '';
  await bot.press({ command: { kind: 'yes', proposal } }, { from: SATO });
  const data = { command: { kind: 'backupNow', vms: ['vm-02'] } };
  const value = { action: { type: 'Action.Execute', verb: 'refresh', data }, trigger: 'automatic' };
  await bot.deliver(aPress(connector.serviceUrl, {}, { value }));
  expect((await lines()).slice(1)).toEqual(['refusal|yes||refused', 'refusal|backup now vm-02||refused']);
});

it('when settings and watches change, then that is kept; when they are only shown, then nothing is', async () => {
  for (const text of ['settings', 'watches', 'status vm-01', 'unwatch all', 'vms', 'whoami']) await bot.say(text);
  expect(await lines()).toEqual([]);
  for (const text of ['language en', 'watch all', 'watch vm-01', 'unwatch']) await bot.say(text);
  for (const kind of ['watch', 'unwatch']) await bot.press({ command: { kind, scope: { job: 'job-vm-01' } } });
  expect(await lines()).toEqual([
    'setting|settings language en||changed',
    'command|watch all||changed',
    'command|watch vm-01|vm-01|changed',
    'command|unwatch||changed',
    'command|unwatch|vm-01|changed',
    'command|watch job job-vm-01|vm-01|changed',
    'command|unwatch job job-vm-01|vm-01|changed',
  ]);
});

it('when the bot is removed from a conversation, then the end of its messages is kept', async () => {
  await store.transaction((tables) => endConversation(tables, { tenant: TENANT, conversation: 'c' }, 5));
  expect(await kept()).toEqual([
    expect.objectContaining({
      at: 5,
      kind: 'delivery',
      by: null,
      conversation: 'c',
      outcome: expect.objectContaining({ result: 'removed' }) as unknown,
    }),
  ]);
});

it('when the log cannot be written, then no backup starts, and a refusal stands', async () => {
  const beside = new Libsql(join(folder, 'bot.db'));
  beside.exec('alter table audit_log rename to gone');
  beside.close();
  await bot.say('backup now vm-02');
  expect(await bot.say('backup now vm-02', { from: SATO })).toMatch(/needs the role operator/);
  expect(azure.started).toEqual([]);
});
