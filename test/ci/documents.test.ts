import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DOCUMENTED_COMMANDS } from '../support/documentedCommands';
import { isHere, needing } from '../support/needing';
import { freePort } from '../support/ports';
import { postgresPrograms, type PostgresServer, startPostgres } from '../support/postgresServer';
import { CleanCopy } from './documentsSession';

jest.setTimeout(150_000);

const SQLITE_URL = 'sqlite:.data/bot.db';
const START = 'node dist/index.js';
let copy: CleanCopy;

beforeAll(async () => {
  copy = new CleanCopy({ PORT: await freePort(), SIMULATOR_PORT: await freePort(), OPS_PORT: await freePort() });
  isFine('npm run build');
});
beforeEach(() => {
  copy.freshShell();
});
afterAll(() => {
  copy.remove();
  // Each command that can be run here was run, in whatever order the tests came.
  const here = Object.entries(DOCUMENTED_COMMANDS).flatMap(([line, runner]) => ('scene' in runner ? [line] : []));
  const leftOut = postgresPrograms() === null ? lines('postgres') : [];
  expect(here.filter((line) => !copy.ran.has(line) && !leftOut.includes(line))).toEqual([]);
});

const lines = (scene: string): string[] =>
  Object.entries(DOCUMENTED_COMMANDS).flatMap(([line, runner]) =>
    'scene' in runner && runner.scene === scene ? [line] : [],
  );
/** The line of a scene that begins so, as documents have it. */
const lineOf = (scene: string, begin: string): string => lines(scene).find((line) => line.startsWith(begin)) ?? begin;
const isFine = (line: string): void => {
  const { status, out, err } = copy.run(line);
  expect({ line, status, said: status === 0 ? '' : out + err }).toEqual({ line, status: 0, said: '' });
};

describe('the demo', () => {
  it('when it is built and started as documented, then its paths answer, and SIGTERM ends it', async () => {
    const bot = await copy.start(START);

    for (const line of lines('demo').filter((one) => one.startsWith('curl'))) isFine(line);

    expect(await bot.stop()).not.toMatch(/"level":"error"/);
  });

  it('when the simulated Azure runs apart on the same clock, then the bot speaks to it', async () => {
    isFine(lineOf('demo', 'export CLOCK_EPOCH'));
    const azure = await copy.start('npm run azure &');
    const bot = await copy.start(lineOf('demo', 'AZURE_RESOURCE_MANAGER_URL='), { DATABASE_URL: 'sqlite:apart.db' });

    expect(await bot.ask('vms')).toMatch(/vm-01/);
    await bot.stop();

    // Without a terminal nobody can agree to a backup: what a look alone settles is settled, the rest stays open.
    isFine(lineOf('demo', 'export CLOCK_SPEED'));
    expect(
      copy.run(lineOf('demo', 'AZURE_RESOURCE_MANAGER_URL=http://127.0.0.1:4010 npm run checklist')),
    ).toMatchObject({ status: 1 });
    copy.env['AZURE_RESOURCE_MANAGER_URL'] = azure.url;
    expect(copy.run(lineOf('demo', 'npm run checklist'))).toMatchObject({ status: 1 });
    expect(existsSync(join(copy.folder, 'checklist.json'))).toBe(true);

    await azure.stop();
  });
});

describe('SQLite', () => {
  const database = { DATABASE_URL: SQLITE_URL };

  it('when it is backed up while the bot runs, restored and rolled back, then the bot knows what it had promised', async () => {
    const bot = await copy.start(START, database);
    await bot.ask('watch all');

    for (const begin of ['mkdir', 'node -e']) isFine(lineOf('sqlite', begin));
    isFine('npm run audit -- --verify');
    isFine('npm run --silent audit -- --export > audit.jsonl');
    expect(readFileSync(join(copy.folder, 'audit.jsonl'), 'utf8')).toMatch(/^(?:\{.*\}\n)+$/);
    expect(copy.run(lineOf('sqlite', 'node -e'))).toMatchObject({ status: 1 });
    Object.assign(copy.env, headIn(await bot.logLater(/"seq":[1-9]\d*,.*head of the audit log/)));
    isFine('npm run audit -- --head "$SEQ:$HASH"');

    await bot.stop();
    upgrade();
    await expect(copy.start(START, database)).rejects.toThrow(/(?:cannot use|has used) this database/);

    isFine(lineOf('sqlite', 'rm -f'));
    isFine(lineOf('sqlite', 'install '));
    copy.env['OLD_VERSION'] = spawnSync('git', ['rev-parse', 'HEAD'], {
      cwd: copy.folder,
      encoding: 'utf8',
    }).stdout.trim();
    copy.publish();
    isFine('git pull --ff-only');
    isFine('git switch --detach "$OLD_VERSION"');
    const restored = await copy.start(START, database);
    expect(await restored.ask('watches')).toMatch(/all backups|All backups|watches/);
    await restored.stop();
    isFine('npm run audit -- --verify');
    expect(statSync(join(copy.folder, '.data/bot.db')).mode & 0o077).toBe(0);
  });

  /** Leaves the database as a newer version would. */
  function upgrade(): void {
    const newer = "insert into kysely_migration values ('9999-newer', '2999-01-01')";
    const script = `new (require('libsql'))('.data/bot.db').exec(${JSON.stringify(newer)})`;
    expect(spawnSync(process.execPath, ['-e', script], { cwd: copy.folder }).status).toBe(0);
  }
});

needing(postgresPrograms(), 'PostgreSQL is not installed')('PostgreSQL', (programs) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(programs);
  });
  afterAll(() => {
    server.remove();
  });

  it('when it is dumped and restored into a new database, then the bot knows what it had promised', async () => {
    const url = await server.createDatabase();
    const restored = url.replace(/[^/]*$/, 'restored');
    Object.assign(copy.env, { PATH: `${programs}:${copy.env['PATH'] ?? ''}`, RESTORED_URL: restored });
    const bot = await copy.start(START, { DATABASE_URL: url });
    await bot.ask('watch all');
    await bot.stop();

    copy.env['DATABASE_URL'] = url;
    isFine('mkdir -p -m 700 backup');
    for (const line of lines('postgres')) isFine(line);

    const again = await copy.start(START, { DATABASE_URL: restored });
    expect(await again.ask('watches')).toMatch(/all backups|All backups|watches/);
    await again.stop();
  });
});

describe('an installation', () => {
  it('when the names are made as documented, then Azure takes them', () => {
    copy.env['SUBSCRIPTION'] = '00000000-0000-0000-0000-000000000000';
    for (const line of lines('names')) isFine(line);

    // Of the resources' names the registry's has the narrowest rule.
    expect(copy.env['NAME']).toMatch(/^[a-z][a-z\d-]{3,19}$/);
    expect(copy.env['REGISTRY']).toMatch(/^[a-z\d]{5,50}$/);
    expect(copy.env['BACKUP_VAULTS']).toMatch(/^[\da-f-]{36}(?:\/[\w-]+){2}$/);
  });

  it('when the app is packaged as documented, then there is a zip', () => {
    Object.assign(copy.env, { BOT_ID: '00000000-0000-4000-8000-0000000000bb', BOT_DOMAIN: 'bot.example.com' });
    // This clone is not GitHub's.
    for (const page of ['WEBSITE', 'PRIVACY', 'TERMS']) copy.env[`APP_${page}_URL`] = 'https://example.com/';
    for (const line of lines('package')) isFine(line);

    expect(existsSync(join(copy.folder, 'appPackage/build/appPackage.dev.zip'))).toBe(true);
  });

  it('when the least configuration for Teams is exported, then doctor examines it, and the ops port answers', async () => {
    for (const line of lines('teams').filter((one) => one.startsWith('export'))) isFine(line);
    const rules = { tenants: [copy.env['MicrosoftAppTenantId']], rules: [{ who: 'everyone', role: 'viewer' }] };
    writeFileSync(join(copy.folder, 'access.json'), JSON.stringify(rules));

    copy.env['DATABASE_URL'] = 'sqlite:teams.db';
    const { status, out } = copy.run('npm run doctor');
    // Here is no Azure and no Teams: it says so, and that the rest is well.
    expect(status).toBe(1);
    expect(out).toMatch(/ACCESS_FILE|access/i);

    const bot = await copy.start(START);
    isFine(lineOf('teams', 'curl -fsS "http://127.0.0.1:$OPS_PORT/metrics'));
    // 22: curl's word for 503, since there is no Azure.
    expect([0, 22]).toContain(copy.run(lineOf('teams', 'curl -fsS "http://127.0.0.1:$OPS_PORT/readyz')).status);
    await bot.stop();
  });
});

needing(isHere('az') ? 'az' : null, 'az is not installed')('az', (az) => {
  it('knows each command and option that a document gives it', () => {
    const calls = Object.entries(DOCUMENTED_COMMANDS).flatMap(([line, runner]) =>
      'missing' in runner ? [...line.matchAll(/\baz (?<words>(?:[a-z][a-z-]* ?)+)(?<rest>[^)]*)/g)] : [],
    );
    const optionsOf = new Map<string, Set<string>>();
    for (const { groups } of calls) {
      const words = (groups?.['words'] ?? '').trim();
      const options = optionsOf.get(words) ?? new Set<string>();
      for (const [option] of (groups?.['rest'] ?? '').matchAll(/--[a-z][a-z-]*/g)) options.add(option);
      optionsOf.set(words, options);
    }
    const unknown = [...optionsOf].flatMap(([words, options]) => {
      const help = spawnSync(az, [...words.split(' '), '--help'], { encoding: 'utf8' });
      return [...options, ...(help.status === 0 ? [] : ['--help'])]
        .filter((option) => help.status !== 0 || !new RegExp(`${option}\\b`).test(help.stdout))
        .map((option) => `az ${words} ${option}`);
    });
    expect(unknown).toEqual([]);
  });
});

/** The audit's head that the log told last. */
function headIn(log: string): Record<string, string> {
  const told = log.split('\n').filter((line) => line.includes('head of the audit log'));
  const { head } = JSON.parse(told.at(-1) ?? '{}') as { head?: { seq: number; hash: string } };
  return { SEQ: String(head?.seq), HASH: head?.hash ?? '' };
}
