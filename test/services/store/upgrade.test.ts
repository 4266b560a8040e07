import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import Libsql from 'libsql';
import { pino } from 'pino';

import { VERSION } from '../../../services/platform/version';
import { migrations } from '../../../services/store/migrations';
import { openStore } from '../../../services/store/openStore';
import { describeUpgrade } from '../../contract/upgradeContract';
import { itGoesOnWhereItWas } from '../../contract/upgradeStory';
import { releasedFacts, unpackReleased } from '../../support/releasedDatabase';
import { tempFolder } from '../../support/tempFolder';

const log = pino({ level: 'silent' });

describeUpgrade('sqlite', async () => {
  const folder = tempFolder();
  return {
    url: `sqlite:${unpackReleased(folder)}`,
    facts: releasedFacts('sqlite'),
    empty: async () => `sqlite:${join(folder, 'empty.db')}`,
    listSchema: 'select name, tbl_name, sql from sqlite_master where sql is not null order by name',
    async remove() {
      rmSync(folder, { recursive: true });
    },
  };
});

itGoesOnWhereItWas(async (folder) => {
  const file = unpackReleased(folder);
  return {
    url: `sqlite:${file}`,
    facts: releasedFacts('sqlite'),
    async raw(statements) {
      const database = new Libsql(file);
      database.exec(statements);
      database.close();
    },
  };
});

describe('a database that a later release has used', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = tempFolder();
    file = unpackReleased(folder);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const later = `
    insert into kysely_migration (name, timestamp) values ('9999-later', '2031-01-01');
    alter table outbox add column later text not null default '';`;
  const known = `insert into releases (migration, version, at_real) values ('9999-later', '7.1.0', 0);`;
  const bytes = (name: string): readonly (string | null)[] =>
    ['', '-wal']
      .map((end) => join(folder, name + end))
      .map((path) => (existsSync(path) ? readFileSync(path, 'base64') : null));

  it.each([
    ['a killed process leaves', `pragma wal_autocheckpoint = 0`, 'bot.db'],
    ['a backup restores', `vacuum into '%/restored.db'`, 'restored.db'],
  ])(
    'when it is what %s, then a sentence names both releases and the ways out, and no byte changes',
    async (_, how, name) => {
      await (await openStore(`sqlite:${file}`, { log })).close();
      const database = new Libsql(file);
      database.exec(later + known);
      database.exec(how.replace('%', folder));
      database.close();
      const before = bytes(name);
      await expect(openStore(`sqlite:${join(folder, name)}`, { log })).rejects.toMatchObject({
        name: 'OperatorError',
        message: `DATABASE_URL: version ${VERSION} of the bot cannot use this database, since 7.1.0 has brought it to migration 9999-later; start 7.1.0, or restore the backup made before the upgrade.`,
      });
      expect(bytes(name)).toEqual(before);
    },
  );

  it('when the later release died before it noted its version, then the sentence does without', async () => {
    const database = new Libsql(file);
    database.exec(later);
    database.close();
    await expect(openStore(`sqlite:${file}`, { log })).rejects.toThrow(/since a later one has brought it/);
  });
});

it('when this release opens it, then its version is noted for earlier ones, and the log names what ran, once', async () => {
  const folder = tempFolder();
  const file = unpackReleased(folder);
  const lines: string[] = [];
  const heard = pino({}, { write: (line: string) => lines.push(line) });
  for (let starts = 0; starts < 2; starts += 1) await (await openStore(`sqlite:${file}`, { log: heard })).close();
  const database = new Libsql(file);
  expect(database.prepare('select version, migration from releases').all()).toEqual([
    { version: VERSION, migration: Object.keys(migrations('sqlite')).sort().at(-1) },
  ]);
  database.close();
  const upgrades = lines.filter((line) => line.includes('brought up to date'));
  expect(upgrades).toEqual([expect.stringContaining('0011-releases')]);
  rmSync(folder, { recursive: true });
});

it('when the clock was set back before the upgrade, then the bot still starts, once and again', async () => {
  const folder = tempFolder();
  const file = unpackReleased(folder);
  const database = new Libsql(file);
  database.exec(`update kysely_migration set timestamp = '2999-01-01T00:00:00.000Z'`);
  database.close();
  for (let starts = 0; starts < 2; starts += 1) await (await openStore(`sqlite:${file}`, { log })).close();
  rmSync(folder, { recursive: true });
});

it('the release is what package.json says', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
});
