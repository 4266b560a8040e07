import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { CALLS } from '../../services/azure/http/calls';
import { AZURE_ROLES } from '../../services/backup/vaults';
import { actionsOf, CLIENT_IDS } from '../support/azureRoles';
import { DoctorHarness } from '../support/doctorHarness';
import { needing } from '../support/needing';
import { postgresPrograms, type PostgresServer, startPostgres } from '../support/postgresServer';
import { buildProduct, TeamsProcess } from '../support/teamsProcess';

const ROOT = resolve(__dirname, '../..');
const PROGRAM = resolve(ROOT, 'dist/tools/doctor.js');
const LISTING = 'Microsoft.Authorization/permissions/read';

interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program beside the bot, in its folder, with its environment. */
async function doctor(bot: TeamsProcess, env: Record<string, string> = {}, args = ['--json']): Promise<Run> {
  const child = spawn(process.execPath, ['--require', './toFront.cjs', PROGRAM, ...args], {
    ...{ cwd: bot.folder, env: { ...bot.environment, PORT: new URL(bot.url).port, ...env } },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, out, err };
}

function checksOf({ out }: Run): readonly { id: string; status: string; outcome: string; fix: string | null }[] {
  return (JSON.parse(out) as { checks: { id: string; status: string; outcome: string; fix: string | null }[] }).checks;
}

describe('beside a bot that runs, with three identities over TLS', () => {
  let bot: TeamsProcess;
  let missing = '';
  beforeAll(async () => {
    buildProduct();
    bot = await TeamsProcess.start(
      {
        AZURE_RESOURCE_MANAGER_URL: 'https://management.azure.com',
        AZURE_READER_CLIENT_ID: CLIENT_IDS.reader,
        AZURE_TRIGGER_CLIENT_ID: CLIENT_IDS.trigger,
        AZURE_CANCELLER_CLIENT_ID: CLIENT_IDS.canceller,
      },
      (token, action) =>
        action !== missing &&
        AZURE_ROLES.some(
          (role) =>
            CLIENT_IDS[role] === token &&
            (actionsOf(role).includes(action) || /^Microsoft\.(Auth|ResourceG)/.test(action)),
        ),
    );
  }, 180_000);
  afterAll(() => bot.stop());

  it('when all is well, then its exit status is 0, and nothing is left undone that can be done', async () => {
    const run = await doctor(bot);
    const checks = checksOf(run);
    expect(checks.filter(({ status }) => ['fail', 'warn'].includes(status)).map(({ id }) => id)).toEqual([
      'access.contact',
    ]);
    expect({ status: run.status, err: run.err }).toEqual({ status: 0, err: '' });
    const tokens = checks.filter(({ id }) => id.startsWith('token.')).map(({ id }) => id);
    expect(tokens).toEqual(['token.reader', 'token.trigger', 'token.canceller', 'token.channel']);
    expect(checks.filter(({ outcome }) => outcome === 'rightGranted')).toHaveLength(6);
    expect(checks.find(({ id }) => id === 'endpoint')?.outcome).toBe('botAnswers');
    expect(run.out).not.toMatch(/pl4nted|identity-header/);
  });

  it('when the identity that starts backups lacks its right, then that identity is named, and the exit status is 1', async () => {
    missing = CALLS.trigger.action;
    const run = await doctor(bot);
    missing = '';
    expect(run.status).toBe(1);
    const failed = checksOf(run).filter(({ status }) => status === 'fail');
    expect(new Set(failed.map(({ id }) => id))).toEqual(new Set(['permissions.trigger']));
    expect(failed[0]?.fix).toMatch(new RegExp(`--assignee ${CLIENT_IDS.trigger} .*'Azure Backup ChatOps trigger'`));
  });

  it('when permissions may not be listed, then it says what is not known, and that is no failure', async () => {
    missing = LISTING;
    const run = await doctor(bot);
    missing = '';
    expect(run.status).toBe(0);
    expect(checksOf(run).filter(({ outcome }) => outcome === 'rightUntold')).toHaveLength(6);
  });

  it('when Entra refuses a client secret, then the secret is in no line', async () => {
    const env = { MicrosoftAppType: 'SingleTenant', MicrosoftAppPassword: 'pl4nted~client/+&é="secret' };
    const run = await doctor(bot, env, []);
    expect(run.status).toBe(1);
    expect(run.out).toMatch(/^FAIL {2}token\.channel .*\(az ad app credential reset/m);
    expect(run.out + run.err).not.toMatch('pl4nted');
  });
});

it('npm run doctor: a demo is well, and a wrong argument has exit status 2', () => {
  buildProduct();
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const options = { cwd: ROOT, encoding: 'utf8', env } as const;
  const well = spawnSync('npm', ['run', '--silent', 'doctor', '--', '--json', '--lang', 'ja'], options);
  expect(JSON.parse(well.stdout)).toMatchObject({ version: 1, ok: true });
  expect(well.status).toBe(0);
  const wrong = spawnSync(process.execPath, [PROGRAM, '--jsn'], options);
  expect({ status: wrong.status, out: wrong.stdout }).toEqual({ status: 2, out: '' });
  expect(wrong.stderr).toMatch('Usage: npm run doctor');
}, 180_000);

needing(postgresPrograms(), 'PostgreSQL is not installed')('with PostgreSQL', (programs) => {
  let server: PostgresServer;
  let harness: DoctorHarness;
  beforeAll(async () => {
    [server, harness] = await Promise.all([startPostgres(programs), DoctorHarness.start()]);
  }, 60_000);
  afterAll(async () => {
    await harness.stop();
    server.remove();
  });
  const outcomes = async (url: string): Promise<Record<string, string>> => {
    const { checks } = await harness.run({ env: { DATABASE_URL: url } });
    return Object.fromEntries(
      checks.filter(({ id }) => id.startsWith('database')).map(({ id, outcome }) => [id, outcome]),
    );
  };

  it('when it is new, then the first start makes the tables; nothing is made by looking', async () => {
    const url = await server.createDatabase();
    const due = { database: 'databaseOpens', 'database.schema': 'schemaDue', 'database.rights': 'tablesAllowed' };
    expect(await outcomes(url)).toEqual(due);
    expect(await server.run(url, "select 1 from pg_tables where schemaname = 'public'")).toEqual([]);
  });

  it('when the user may not make tables, then it says so, with the grant', async () => {
    const url = await server.createDatabase();
    await server.run(url, 'create role guest login');
    const asGuest = url.replace('postgres@', 'guest@');
    expect(await outcomes(asGuest)).toMatchObject({ 'database.rights': 'tablesDenied' });
    const { checks } = await harness.run({ env: { DATABASE_URL: asGuest } });
    expect(checks.find(({ id }) => id === 'database.rights')?.fix).toMatch('grant create on schema public to "guest"');
  });

  it('when the database, the password or the certificate is wrong, then it says which', async () => {
    const url = await server.createDatabase();
    await server.run(url, "create role secured login password 'right'");
    expect(await outcomes(url.replace(/\w+$/, 'none'))).toEqual({ database: 'databaseAbsent' });
    expect(await outcomes(url.replace('postgres@', 'secured:pl4nted@'))).toEqual({ database: 'databaseLogin' });
    const refused = Object.assign(new Error('Identity not found'), { name: 'CredentialUnavailableError' });
    const token = (scope: string): string | Error => (scope.includes('ossrdbms') ? refused : 'opaque');
    const { checks } = await harness.run({ env: { DATABASE_URL: url.replace('postgres@', 'secured@') }, token });
    expect(checks.find(({ id }) => id === 'database')?.outcome).toBe('databaseToken');
    if (server.certificate === null) return;
    expect(await outcomes(`${url}?sslmode=verify-full`)).toEqual({ database: 'databaseTls' });
    const trusted = `${url}?sslmode=verify-full&sslrootcert=${server.certificate}`;
    expect(await outcomes(trusted)).toMatchObject({ database: 'databaseOpens' });
  });
});
