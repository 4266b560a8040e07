import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';

import { type Kysely, type Migration, sql } from 'kysely';
import Libsql from 'libsql';
import { pino } from 'pino';

import { VERSION } from '../../services/platform/version';
import { migrate } from '../../services/store/migrate';
import { migrations } from '../../services/store/migrations';
import { openEngine, openStore } from '../../services/store/openStore';
import { describeUpgrade } from '../contract/upgradeContract';
import { itGoesOnWhereItWas } from '../contract/upgradeStory';
import { needing } from '../support/needing';
import { postgresPrograms, type PostgresServer, startPostgres } from '../support/postgresServer';
import { releasedDump, releasedFacts, unpackReleased } from '../support/releasedDatabase';
import { tempFolder } from '../support/tempFolder';

const log = pino({ level: 'silent' });
const describeOnPostgres = needing(postgresPrograms(), 'PostgreSQL is not installed');
/** What a later release would do to either database. */
const LATER = `insert into kysely_migration (name, timestamp) values ('9999-later', '2031-01-01')`;

/** `npm start` with this database: exit status and standard error. */
function started(url: string): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [resolve(__dirname, '../../dist/index.js')], {
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL: url },
    ...{ encoding: 'utf8', timeout: 60_000 },
  });
  return { status, stderr };
}

const refusal = {
  status: 2,
  stderr: `DATABASE_URL: version ${VERSION} of the bot cannot use this database, since a later one has brought it to migration 9999-later; start a later one, or restore the backup made before the upgrade.\n`,
};

it('when a later release has used the SQLite file, then the process says so in one line and ends with status 2', () => {
  const folder = tempFolder();
  const file = unpackReleased(folder);
  const database = new Libsql(file);
  database.exec(LATER);
  database.close();
  expect(started(`sqlite:${file}`)).toEqual(refusal);
  rmSync(folder, { recursive: true });
});

describeOnPostgres('on PostgreSQL', (programs) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(programs);
  }, 60_000);
  afterAll(() => {
    server.remove();
  });
  const released = async (): Promise<string> => {
    const url = await server.createDatabase();
    await server.run(url, releasedDump());
    return url;
  };

  describeUpgrade('postgres', async () => ({
    url: await released(),
    facts: releasedFacts('postgres'),
    empty: () => server.createDatabase(),
    listSchema: LIST_SCHEMA,
    async remove() {},
  }));

  itGoesOnWhereItWas(async () => {
    const url = await released();
    return {
      url,
      facts: releasedFacts('postgres'),
      async raw(statements) {
        await server.run(url, statements);
      },
    };
  });

  it('when a later release has used it, then the process says so in one line and ends with status 2', async () => {
    const url = await released();
    await server.run(url, LATER);
    expect(started(url)).toEqual(refusal);
  });

  it('when a replica of the next release adds a column and a table, then one that runs already works on', async () => {
    const url = await released();
    const before = await openStore(url, { log });
    const engine = openEngine(url, { log });
    await migrate(engine, { ...migrations('postgres'), '9999-later': EXPANDING });
    engine.close();

    const to = { tenant: 't', conversation: 'c' };
    await before.transaction(async ({ outbox, settings, audit }) => {
      await settings.put(to, { language: 'ja' });
      await outbox.put({ to, slot: null, update: false, body: '{}', createdMs: 1 });
      expect(await outbox.head(to)).toMatchObject({ body: '{}' });
      expect(await audit.find({ item: null, since: 0, limit: 1 })).toHaveLength(1);
    });
    await before.health();
    await before.close();
    await expect(openStore(url, { log })).rejects.toThrow(/brought it to migration 9999-later/);
  });
});

/** As every migration is to be: the release before it works on with what it leaves. */
const EXPANDING: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table outbox add column later text not null default ''`.execute(db);
    await sql`create table later (id bigint primary key)`.execute(db);
  },
};

const LIST_SCHEMA = `
  select table_name as tbl_name, column_name as name,
      concat_ws(' ', data_type, collation_name, is_nullable, column_default) as definition
    from information_schema.columns where table_schema = 'public'
  union all
  select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'
  union all
  select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  union all
  select 'audit_log', proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace
  order by 1, 2, 3`;
