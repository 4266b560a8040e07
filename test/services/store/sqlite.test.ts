import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Kysely, type Migration, sql } from 'kysely';
import Libsql from 'libsql';
import { pino } from 'pino';

import { OperatorError } from '../../../services/platform/errors';
import { StoreBusy } from '../../../services/store/admissionQueue';
import { migrate } from '../../../services/store/migrate';
import { openEngine, openStore, type Store } from '../../../services/store/openStore';
import { describeStore } from '../../contract/storeContract';
import { startProcess, wrote } from '../../support/tsProcess';

const log = pino({ level: 'silent' });
const PLACE = { tenant: 't', conversation: 'c' };

let folder: string;
let url: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  url = `sqlite:${join(folder, 'data', 'bot.db')}`;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const put = (store: Store, value: unknown): Promise<void> =>
  store.transaction(({ settings }) => settings.put(PLACE, value));
const get = (store: Store): Promise<unknown> => store.transaction(({ settings }) => settings.get(PLACE));

describeStore('SQLite', async () => {
  const own = mkdtempSync(join(tmpdir(), 'store-'));
  const file = join(own, 'bot.db');
  const beside = new Libsql(file);
  return {
    url: `sqlite:${file}`,
    async raw(statement) {
      beside.exec(statement);
    },
    async tables() {
      const rows = beside.prepare("select name from sqlite_master where type = 'table'").all();
      return rows.map((row) => String((row as { name: unknown }).name));
    },
    async drop() {
      beside.close();
      rmSync(own, { recursive: true });
    },
  };
});

describe('an SQLite file', () => {
  const childOpens = `
    const { openStore } = require('./services/store/openStore.ts');
    openStore(${JSON.stringify('URL')}, { log: console }).then(
      async (store) => {
        await store.transaction(({ settings }) => settings.put({ tenant: 't', conversation: 'c' }, 'committed'));
        await store.transaction(async ({ settings, leases }) => {
          await settings.put({ tenant: 't', conversation: 'c' }, 'half done');
          await leases.claim('vault', 'child');
          process.stdout.write('within\\n');
          await new Promise((resolve) => setTimeout(resolve, 60_000));
        });
      },
      (error) => process.stdout.write(error.name + ': ' + error.message + '\\n'),
    );`;
  const child = (): ReturnType<typeof startProcess> => startProcess(childOpens.replace('URL', url));

  it('when its process is killed within a transaction, then what was committed stands and nothing else', async () => {
    const running = child();
    await wrote(running, 'within');
    await expect(openStore(url, { log })).rejects.toThrow(/another process has .*bot\.db open/);
    running.kill('SIGKILL');
    await once(running, 'exit');

    const store = await openStore(url, { log });
    expect(await get(store)).toBe('committed');
    expect(await store.transaction(({ leases }) => leases.claim('vault', 'me'))).toBe(true);
    await store.close();
  });

  it('when one process has it, then a second is refused with a sentence', async () => {
    const store = await openStore(url, { log });
    expect(await wrote(child(), '\n')).toMatch(
      /^OperatorError: DATABASE_URL: another process has .*bot\.db open; .*postgres:\/\/host\/database\.\n$/,
    );
    await put(store, 'mine');
    await store.close();
  });

  it('when the bot starts after a crash, then what its old self held is free', async () => {
    const store = await openStore(url, { log });
    const seen = { ...PLACE, activity: '1', body: {} };
    await store.transaction(async ({ activities, leases }) => {
      await activities.claim(seen, { owner: 'old', now: 0 });
      await leases.claim('vault', 'old');
    });
    await store.close();

    const next = await openStore(url, { log });
    await next.transaction(async ({ activities, leases }) => {
      expect(await leases.claim('vault', 'new')).toBe(true);
      expect(await activities.takeLeft('new', 9)).toEqual([{ ...seen, seenMs: 0 }]);
    });
    await next.close();
  });

  it('when a demo starts anew, then nothing of before is left', async () => {
    const store = await openStore(url, { log });
    await put(store, 'before');
    await store.close();
    const anew = await openStore(url, { log, anew: true });
    expect(await get(anew)).toBeNull();
    await anew.close();
  });

  it('when its schema cannot be brought up to date, then it is left as it was, so that the next start can go on', async () => {
    const halfway: Migration = {
      up: async (db) => {
        await db.schema.createTable('begun').addColumn('id', 'integer').execute();
        throw new RangeError('killed here');
      },
    };
    const engine = openEngine(url, { log });
    const tables = async (): Promise<unknown> =>
      sql`select name from sqlite_master where name in ('begun', 'whole')`
        .execute(new Kysely({ dialect: engine.dialect }))
        .then(({ rows }) => rows);
    const whole: Migration = {
      up: (db) => db.schema.createTable('whole').addColumn('id', 'integer').execute(),
    };
    await expect(migrate(engine, { first: whole, second: halfway })).rejects.toThrow(/second.*killed here/);
    expect(await tables()).toEqual([]);

    await migrate(engine, { first: whole });
    expect(await tables()).toEqual([{ name: 'whole' }]);
    engine.close();
  });

  it('when a transaction is committed, then SQLite has waited for the disk, so that a loss of power takes nothing back', async () => {
    const engine = openEngine(url, { log });
    const db = new Kysely({ dialect: engine.dialect });
    // https://www.sqlite.org/pragma.html#pragma_synchronous: in WAL mode only FULL (2) syncs with each commit.
    expect((await sql`pragma journal_mode`.execute(db)).rows).toEqual([{ journal_mode: 'wal' }]);
    expect((await sql`pragma synchronous`.execute(db)).rows).toEqual([{ synchronous: 2 }]);
    engine.close();
  });

  it('when it is closed, then the file alone is the whole of it', async () => {
    const store = await openStore(url, { log });
    await put(store, 'kept');
    await store.close();
    for (const end of ['-wal', '-shm']) rmSync(join(folder, 'data', `bot.db${end}`), { force: true });
    const next = await openStore(url, { log });
    expect(await get(next)).toBe('kept');
    await next.close();
  });

  it.each(['sqlite:/dev/null/bot.db', 'sqlite:/proc/bot.db'])(
    'when %s cannot be written, then that is the operator’s to put right',
    async (wrong) => {
      const refused = openStore(wrong, { log });
      await expect(refused).rejects.toThrow(OperatorError);
      await expect(refused).rejects.toThrow(/^DATABASE_URL: cannot use .* give a file that may be written/);
    },
  );

  it('when the file is no database, then that is the operator’s to put right', async () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'not a database '.repeat(1_000));
    await expect(openStore(`sqlite:${file}`, { log })).rejects.toThrow(OperatorError);
  });

  it('when it may not grow, then the transaction is undone with that error, and all goes on once there is room', async () => {
    const engine = openEngine(url, { log });
    const db = new Kysely<{ t: { text: string } }>({ dialect: engine.dialect });
    await sql`create table t (text text)`.execute(db);
    await sql`pragma max_page_count = 20`.execute(db);
    const write = (length: number): Promise<unknown> =>
      db.transaction().execute(async (bound) => {
        await bound.insertInto('t').values({ text: 'small' }).execute();
        await bound
          .insertInto('t')
          .values({ text: 'x'.repeat(length) })
          .execute();
      });
    await expect(write(1_000_000)).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    expect(await db.selectFrom('t').selectAll().execute()).toEqual([]);
    await write(100);
    expect(await db.selectFrom('t').selectAll().execute()).toHaveLength(2);
    await db.destroy();
    engine.close();
  });

  it('when a transaction is long, then others have their turn in between', async () => {
    const store = await openStore(url, { log });
    let turns = 0;
    let ended = false;
    const count = (): void => {
      turns += 1;
      if (!ended) setImmediate(count);
    };
    setImmediate(count);
    await store.transaction(async ({ settings }) => {
      const since = performance.now();
      turns = 0;
      while (performance.now() - since < 200) await settings.get(PLACE);
    });
    ended = true;
    expect(turns).toBeGreaterThan(2);
    await store.close();
  });

  it('when a transaction never ends, then it is rolled back and the next one runs', async () => {
    const store = await openStore(url, { log });
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });
    try {
      let late: Promise<void> | undefined;
      let begin = (): void => undefined;
      const begun = new Promise<void>((resolve) => {
        begin = resolve;
      });
      const stuck = store.transaction(async ({ settings }) => {
        await settings.put(PLACE, 'stuck');
        const waited = new Promise((resolve) => setTimeout(resolve, 15_000));
        begin();
        await waited;
        late = settings.put(PLACE, 'late');
        late.catch(() => {});
      });
      const refused = expect(stuck).rejects.toThrow(StoreBusy);
      // Time moves once its limit and its own wait are set: SQLite may let others have their turn before.
      await begun;
      await jest.advanceTimersByTimeAsync(10_000);
      await refused;
      expect(await get(store)).toBeNull();
      await jest.advanceTimersByTimeAsync(10_000);
      await expect(late).rejects.toThrow(/rolled back/);
      expect(await get(store)).toBeNull();
    } finally {
      jest.useRealTimers();
      await store.close();
    }
  });
});
