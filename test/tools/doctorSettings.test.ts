import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Libsql from 'libsql';

import { OperatorError } from '../../services/platform/errors';
import type { Disk } from '../../tools/doctor/disk';
import { ACCESS, DoctorHarness, type Instead, outcomesOf } from '../support/doctorHarness';
import { PLANTED } from '../support/planted';

let harness: DoctorHarness;
beforeAll(async () => {
  harness = await DoctorHarness.start();
});
afterAll(() => harness.stop());

const OTHER = '00000000-0000-4000-8000-0000000000ee';

describe('settings', () => {
  it('when one is wrong, then it is named with its fault, and what does not depend on it is checked', async () => {
    const gone = { ...{ settings: null }, 'settings READ_ONLY': 'settingWrong' };
    await harness.plant({ env: { READ_ONLY: 'maybe' } }, gone, 1);
  });

  it('when several are wrong or missing, then each is named', async () => {
    const env = {
      BOT_MODE: 'team',
      PORT: 'x',
      MicrosoftAppId: PLANTED.clientSecret,
      ACCESS_FILE: '',
      LOG_LEVEL: 'loud',
    };
    const { checks, status } = await harness.run({ env });
    const named = checks.filter(({ outcome }) => outcome === 'settingWrong').map(({ subject }) => subject);
    expect(new Set(named)).toEqual(new Set(['BOT_MODE', 'PORT', 'MicrosoftAppId', 'ACCESS_FILE', 'LOG_LEVEL']));
    const skipped = checks.filter(({ outcome }) => outcome === 'skippedSetting').map(({ id }) => id);
    expect(new Set(skipped)).toEqual(new Set(['identity', 'azure', 'access', 'endpoint']));
    expect(checks.find(({ id }) => id === 'database')?.status).toBe('ok');
    expect(status).toBe(1);
  });

  it('when client ids are given in part, then the identities are not checked, and all else is', async () => {
    const { checks } = await harness.run({ env: { AZURE_READER_CLIENT_ID: OTHER } });
    expect(checks.find(({ outcome }) => outcome === 'settingWrong')?.detail).toMatch('AZURE_TRIGGER_CLIENT_ID');
    expect(checks.find(({ id }) => id === 'azure')?.outcome).toBe('skippedSetting');
    expect(checks.find(({ id }) => id === 'token.channel')?.outcome).toBe('tokenGiven');
  });

  it('when a name is misspelt, then the meant one is named', async () => {
    const misspelt = {
      'settings AZURE_SUBSCRIPTION_ID': 'settingMisspelt',
      'settings MICROSOFTAPPPASSWORD': 'settingMisspelt',
    };
    const seen = await harness.run({ env: { AZURE_SUBSCRIPTION_ID: 'x', MICROSOFTAPPPASSWORD: 'y' } });
    expect(Object.fromEntries(outcomesOf(seen))).toMatchObject(misspelt);
    expect(seen.checks.find(({ subject }) => subject === 'AZURE_SUBSCRIPTION_ID')?.fix).toBe(
      'rename it to AZURE_SUBSCRIPTION_IDS',
    );
  });

  it('when a file .env lies there and no setting is given, then it says that the file is not read', async () => {
    const seen = await harness.run({ surroundings: { env: {}, hasEnvFile: true } });
    expect(seen.checks.filter(({ id }) => id === 'settings').map(({ outcome }) => outcome)).toEqual([
      'settingsRead',
      'envFileUnread',
    ]);
  });

  it('when a managed identity has a secret too, then it says that nothing uses it, and never shows it', async () => {
    const change = { env: { MicrosoftAppPassword: PLANTED.clientSecret } };
    await harness.plant(change, { identity: 'secretIdle' }, 0);
    expect(JSON.stringify(await harness.run(change))).not.toMatch('pl4nted');
  });
});

describe('database', () => {
  const junk = (): string => join(harness.folder, 'junk.db');
  it('when the file is no database, or cannot be made, then it says so', async () => {
    writeFileSync(junk(), 'no database, but long enough to be read as the beginning of one');
    const instead = { 'database.schema': null, 'database.files': null };
    await harness.plant({ env: { DATABASE_URL: `sqlite:${junk()}` } }, { ...instead, database: 'databaseUnusable' }, 1);
    rmSync(junk());
    await harness.plant({ env: { DATABASE_URL: `sqlite:${junk()}` } }, { ...instead, database: 'databaseNew' }, 0);
    const disk = { canWrite: () => false };
    const locked = {
      ...instead,
      ...{ database: 'databaseNew', 'database.files': 'folderLocked', 'database.space': null },
    };
    await harness.plant({ env: { DATABASE_URL: `sqlite:${junk()}` }, disk }, locked, 1);
  });

  it('when a demo empties its database at each start, then it says so, although the file is there', async () => {
    const { checks } = await harness.run({ surroundings: { env: {} } });
    expect(checks.find(({ id }) => id === 'database')).toMatchObject({
      ...{ outcome: 'databaseAnew', status: 'ok' },
      detail: 'a demo without DATABASE_URL and CLOCK_EPOCH starts with an empty .data/bot.db',
    });
  });

  it.each<[string, Partial<Disk>, [string, string]]>([
    ['others may read the file', { modeOf: () => 0o100644 }, ['database.files', 'fileOpen']],
    ['the disk is nearly full', { freeBytes: () => 500 * 2 ** 20 }, ['database.space', 'spaceLow']],
    ['the disk is full', { freeBytes: () => 2 ** 20 }, ['database.space', 'spaceNone']],
  ])('when %s, then it says so', async (_what, disk, [check, outcome]) => {
    await harness.plant({ disk }, { [check]: outcome }, outcome === 'spaceNone' ? 1 : 0);
  });

  it('when another version has migrated it, then older is fine and newer is not; nothing is written', async () => {
    const beside = new Libsql(harness.file);
    const { name } = beside.prepare('select name from kysely_migration order by name desc limit 1').get() as {
      name: string;
    };
    beside.prepare('update kysely_migration set name = ? where name = ?').run('9999-later', name);
    await harness.plant({}, { 'database.schema': 'schemaNewer' }, 1);
    beside.prepare('delete from kysely_migration where name = ?').run('9999-later');
    await harness.plant({}, { 'database.schema': 'schemaDue' }, 0);
    beside.prepare('insert into kysely_migration (name, timestamp) values (?, ?)').run(name, 'x');
    await harness.plant({}, {}, 0);
    beside.close();
  });

  it('when no PostgreSQL answers, then it says where, without the password', async () => {
    const DATABASE_URL = `postgres://bot:${PLANTED.databasePassword}@127.0.0.1:${harness.freePort}/bot`;
    const instead = { 'database.schema': null, 'database.files': null, 'database.space': null };
    await harness.plant({ env: { DATABASE_URL } }, { ...instead, database: 'databaseUnreachable' }, 1);
    expect(JSON.stringify(await harness.run({ env: { DATABASE_URL } }))).not.toMatch('pl4nted');
  });
});

describe('access file', () => {
  const [viewer, admin] = ACCESS.rules as [object, object];
  const FATAL = /Wrong|Nobody|NoGuid/;
  it.each<[string, unknown, Instead]>([
    [
      'is broken',
      '{',
      { access: 'accessWrong', 'access.tenants': null, 'access.operators': null, 'access.contact': null },
    ],
    ['has no rule', { ...ACCESS, rules: [] }, { access: 'accessNobody', 'access.operators': 'operatorsNone' }],
    ['names no operator', { ...ACCESS, rules: [viewer] }, { 'access.operators': 'operatorsNone' }],
    ['names nobody to ask', { ...ACCESS, contact: undefined }, { 'access.contact': 'contactNone' }],
    ['names no tenant by its id', { ...ACCESS, tenants: ['<tenant id>'] }, { 'access.tenants': 'tenantNoGuid' }],
    ['names another tenant', { ...ACCESS, tenants: [OTHER] }, { 'access.tenants': 'tenantOther' }],
    [
      'names nobody by an id',
      { ...ACCESS, rules: [{ who: 'user:<aadObjectId>', role: 'admin' }] },
      { 'access.operators': 'personNoGuid' },
    ],
    [
      'asks for more than its ceiling',
      { ...ACCESS, ceiling: { role: 'operator' }, rules: [viewer, admin] },
      { 'access.ceiling': 'ceilingCuts' },
    ],
    [
      'lets its ceiling cut every operator',
      { ...ACCESS, ceiling: { role: 'viewer' } },
      { 'access.ceiling': 'ceilingCuts', 'access.operators': 'operatorsNone' },
    ],
  ])('when it %s, then it says so', async (_what, access, instead) => {
    await harness.plant({ access }, instead, FATAL.test(Object.values(instead).join()) ? 1 : 0);
  });

  it('when others may write it, then that is a warning', async () => {
    const disk = { modeOf: (file: string) => (file === harness.accessFile ? 0o100666 : 0o100600) };
    await harness.plant({ disk }, { access: 'accessWritable' }, 0);
  });
});

it('when arguments are not known, then it says which, as a fault of the operator', async () => {
  for (const args of [['--jsn'], ['--lang', 'fr'], ['vault-01']])
    await expect(harness.lines({}, ...args)).rejects.toThrow(OperatorError);
});
