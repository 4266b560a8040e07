import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { startSimulatedAzure } from '../../playground/azure/server';
import { createClock } from '../../services/platform/clock';
import { startAzureProxy } from '../support/azureProxy';
import { PLANTED } from '../support/planted';
import { aMessage, aPress, type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';
import { buildProduct, CHANNEL_URL, TeamsProcess } from '../support/teamsProcess';

const ROOT = resolve(__dirname, '../..');
const RULES = { tenants: [TENANT], rules: [{ who: `user:${TANAKA.aadObjectId}`, role: 'admin', vms: ['vm-*'] }] };

let bot: TeamsProcess;
beforeAll(buildProduct, 120_000);
afterEach(() => bot.stop());

/** The tool as an operator runs it, beside the running bot. */
async function tool(...args: readonly string[]): Promise<{ readonly rows: readonly Json[]; readonly said: string }> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(ROOT, 'dist/tools/audit.js'), ...args], {
    cwd: bot.folder,
    env: { PATH: process.env['PATH'], DATABASE_URL: 'sqlite:.data/bot.db' },
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { rows: lines.map((line) => JSON.parse(line) as Json), said: stderr };
}

const exported = async (): Promise<readonly Json[]> => (await tool('--verify', '--export')).rows;
async function until(enough: (rows: readonly Json[]) => boolean): Promise<readonly Json[]> {
  for (;;) {
    const rows = await exported();
    if (enough(rows)) return rows;
  }
}

async function answered(activity: Json): Promise<void> {
  const before = bot.connector.messages.length;
  expect(await bot.deliver(activity)).toBe(200);
  await bot.connector.until(({ messages }) => messages.length > before);
}

it('when people of all kinds ask, then each refusal and each change is in the audit, and nothing secret anywhere', async () => {
  bot = await TeamsProcess.start({ LOG_LEVEL: 'debug' });
  writeFileSync(join(bot.folder, 'access.json'), JSON.stringify(RULES));
  await until((rows) => rows.some(({ kind }) => kind === 'rules'));
  bot.connector.roster.set(SATO.id, { ...SATO, tenantId: TENANT, userRole: 'user', userPrincipalName: 's@c.example' });
  const from = { id: '29:x', name: 'X', aadObjectId: 'object-x' };
  const say = (text: string, change: Json = {}): Json =>
    aMessage(CHANNEL_URL, text, { timestamp: new Date(), ...change });
  const press = (command: Json): Json =>
    aPress(CHANNEL_URL, { command, note: PLANTED.message }, { timestamp: new Date(), text: PLANTED.sasUrl });
  await answered(say('backup now vm-01'));
  await answered(say(`${PLANTED.message} ${PLANTED.sasUrl} ${PLANTED.connectionString}`));
  await answered(say(`${PLANTED.message} ${PLANTED.clientSecret}`, { from: SATO }));
  await answered(say(PLANTED.message, { from }));
  expect(await bot.deliver(press({ kind: 'yes', proposal: 'made-up' }))).toBe(200);
  expect(await bot.deliver(press({ kind: 'backupNow', vms: { [PLANTED.token]: PLANTED.sasUrl } }))).toBe(200);
  expect(await bot.deliver(say(PLANTED.message, { channelData: { tenant: { id: 'foreign' } }, from }))).toBe(403);

  const rows = await until((all) => all.some(({ outcome }) => (outcome as Json | null)?.['code'] === 'foreignTenant'));
  const refused = rows.filter(({ kind }) => kind === 'refusal');
  expect(refused.map(({ by, outcome }) => [(by as Json)['id'], (outcome as Json)['code']])).toEqual([
    [SATO.id, 'noAccess'],
    ['29:x', 'unlisted'],
    [TANAKA.id, 'proposalExpired'],
    [TANAKA.id, 'badPress'],
    ['29:x', 'foreignTenant'],
  ]);
  const [trigger] = rows.filter(({ kind }) => kind === 'trigger');
  expect(trigger).toMatchObject({
    ...{
      tenant: TENANT,
      command: 'backupNow',
      text: 'backup now vm-01 keep 30d',
      vm: { name: 'vm-01' },
      role: 'admin',
    },
    by: { id: TANAKA.id, aadObjectId: TANAKA.aadObjectId },
    rule: `rules.0: ${JSON.stringify(RULES.rules[0])}`,
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  // `leakWatch.ts` looks through every line of the log and every row of the database after this test.
  expect(JSON.stringify(rows)).not.toContain('pl4nted');
});

it('when a backup starts and is cancelled, then each row of the audit names the request as Azure got it', async () => {
  const azure = await startSimulatedAzure({
    ...{ clock: createClock(), fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end' },
  });
  const proxy = await startAzureProxy(azure.url);
  const got: string[] = [];
  proxy.weather = ({ method, requestId }) => {
    if (method === 'POST') got.push(requestId);
    return 'fine';
  };
  bot = await TeamsProcess.start({
    AZURE_RESOURCE_MANAGER_URL: proxy.url,
    AZURE_SUBSCRIPTION_IDS: azure.subscriptionId,
  });
  for (const text of ['backup now vm-01', 'cancel vm-01', 'yes'])
    await answered(aMessage(CHANNEL_URL, text, { timestamp: new Date() }));
  const ends = (row: Json): boolean => (row['outcome'] as Json | null)?.['result'] === 'cancelling';
  const rows = await until((all) => all.some(ends));
  await proxy.stop();
  await azure.close();
  expect(got).toHaveLength(2);
  const requests = rows.filter(({ kind }) => kind === 'trigger' || kind === 'cancel');
  expect(requests.map(({ requestId }) => requestId)).toEqual(got);
});

it('when the access file changes, is broken and is mended, then each is in the audit, and the chain holds', async () => {
  bot = await TeamsProcess.start();
  const results = (rows: readonly Json[]): readonly unknown[] => rows.map(({ outcome }) => (outcome as Json)['result']);
  const file = join(bot.folder, 'access.json');
  writeFileSync(file, '{"tenants": [');
  await until((rows) => rows.length === 1);
  writeFileSync(file, JSON.stringify(RULES));
  const rows = await until((all) => all.length === 2);
  expect(results(rows)).toEqual(['rulesBroken', 'rulesRead']);
  expect(rows.map(({ text }) => text)).toEqual([
    'access file: not valid JSON.',
    expect.stringMatching(/^sha256 [0-9a-f]{64}$/),
  ]);
  expect((await tool('--verify')).said).toMatch(/2 rows after 0, head 2:[0-9a-f]{64}: the chain holds/);
});
