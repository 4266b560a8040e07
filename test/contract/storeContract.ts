import { Kysely, type Selectable, sql } from 'kysely';
import { pino } from 'pino';

import { OperatorError } from '../../services/platform/errors';
import { VERSION } from '../../services/platform/version';
import { openEngine, openStore, type Store } from '../../services/store/openStore';
import { describeAuditChain } from './storeAudit';
import { describeActivities, describeProposals } from './storeBotTables';
import { describeConversations, describeLeases } from './storeConversationTables';
import { describeOwed } from './storeDeferred';
import { describeAudit, describeHistory, describeWatched } from './storeJobTables';
import { describeNotices, describeWatches } from './storeNotifyTables';
import { describeOutbox } from './storeOutboxTables';
import { describeReach } from './storeReach';
import { describeReadCounts } from './storeReadCounts';

const log = pino({ level: 'silent' });

/** An empty database for one test. */
export interface DatabaseUnderTest {
  readonly url: string;
  /** Runs one statement beside the store, to imitate elapsed time or another version of the bot. */
  raw(statement: string): Promise<void>;
  /** Tables by their names. */
  tables(): Promise<readonly string[]>;
  drop(): Promise<void>;
}

/** A store on that database, for the suites of its tables. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly raw: DatabaseUnderTest['raw'];
  /** Closes the store and opens it again, as a starting process does. */
  reopen(): Promise<Store>;
}

/** What every user of the store relies on, with either database. */
export function describeStore(name: string, create: () => Promise<DatabaseUnderTest>): void {
  describe(`the store: ${name}`, () => {
    let database: DatabaseUnderTest;
    let store: Store;

    let wipe: string;

    beforeAll(async () => {
      database = await create();
      store = await openStore(database.url, { log });
      const ours = (await database.tables()).filter((name) => !/^(kysely|counters|sqlite)/.test(name));
      // The audit log lets no row go that stands after its checkpoint.
      const checkpoint = `insert into audit_marks (name, seq, hash, at) values ('checkpoint', ${Number.MAX_SAFE_INTEGER}, '', 0)
        on conflict (name) do update set seq = excluded.seq;`;
      const order = ['audit_log', ...ours.filter((name) => name !== 'audit_log')];
      wipe = [checkpoint, ...order.map((name) => `delete from ${name};`)].join('\n');
    });
    beforeEach(() => database.raw(wipe));
    afterAll(async () => {
      await store.close();
      await database.drop();
    });

    const under: StoreUnderTest = {
      get store() {
        return store;
      },
      raw: (statement) => database.raw(statement),
      async reopen() {
        await store.close();
        store = await openStore(database.url, { log });
        return store;
      },
    };
    describeTransactions(under);
    describeSchema(under);
    describeKinds(() => database.url, under);
    describeActivities(under);
    describeConversations(under);
    describeLeases(under);
    describeWatched(under);
    describeHistory(under);
    describeProposals(under);
    describeAudit(under);
    describeAuditChain(() => database.url, under);
    describeReadCounts(under);
    describeNotices(under);
    describeWatches(under);
    describeOutbox(under);
    describeOwed(under);
    describeReach(under);
  });
}

const PLACE = { tenant: 't', conversation: 'c' };

function describeTransactions(under: StoreUnderTest): void {
  describe('a transaction', () => {
    const get = (): Promise<unknown> => under.store.transaction((tables) => tables.settings.get(PLACE));
    const put = (value: unknown): Promise<void> =>
      under.store.transaction((tables) => tables.settings.put(PLACE, value));

    it('when its work rejects, then nothing of it is kept and the error comes through', async () => {
      await put('before');
      const own = new RangeError('mine');
      const work = under.store.transaction(async (tables) => {
        await tables.settings.put(PLACE, 'within');
        expect(await tables.settings.get(PLACE)).toBe('within');
        throw own;
      });
      await expect(work).rejects.toBe(own);
      expect(await get()).toBe('before');
    });

    it('when a statement fails, then nothing of it is kept and the next one works', async () => {
      const work = under.store.transaction(async (tables) => {
        await tables.settings.put(PLACE, 'within');
        await tables.activities.takeLeft('me', 1.5);
      });
      await expect(work).rejects.toThrow(/safe integers/);
      expect(await get()).toBeNull();
      await put('after');
      expect(await get()).toBe('after');
    });

    it('when two ask for the same thing at the same time, then one gets it', async () => {
      const owners = Array.from({ length: 20 }, (_, index) => `owner ${index}`);
      const claims = await Promise.all(
        owners.map((owner) => under.store.transaction((tables) => tables.leases.claim('vault', owner))),
      );
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    it('when it is used after its end, then it refuses', async () => {
      const { settings } = await under.store.transaction(async (tables) => tables);
      await expect(settings.put(PLACE, 'late')).rejects.toThrow(/already committed/);
      expect(await get()).toBeNull();
    });

    it('when it starts another, then that is refused, since it would wait for itself', async () => {
      await expect(under.store.transaction(() => get())).rejects.toThrow(/inside a transaction/);
      expect(await get()).toBeNull();
    });

    it('when the store closes, then what was asked before is done first, and closing twice is no harm', async () => {
      const writes = Array.from({ length: 30 }, (_, index) => put(index));
      await Promise.all([under.store.close(), under.store.close()]);
      await Promise.all(writes);
      await under.reopen();
      expect(await get()).toBeGreaterThanOrEqual(0);
    });

    it('when the database takes writes, then it is healthy', async () => {
      await under.store.health();
      await under.store.health();
    });
  });
}

function describeSchema(under: StoreUnderTest): void {
  describe('the schema', () => {
    it('when the bot starts again, then everything is as it was', async () => {
      await under.store.transaction((tables) => tables.settings.put(PLACE, { language: 'ja' }));
      const store = await under.reopen();
      expect(await store.transaction((tables) => tables.settings.get(PLACE))).toEqual({ language: 'ja' });
    });

    it('when a later release was here, then it is refused with a sentence that names both and the ways out', async () => {
      await under.raw(`insert into kysely_migration (name, timestamp) values ('9999', '2030')`);
      await under.raw(`insert into releases (migration, version, at_real) values ('9999', '7.1.0', 0)`);
      const refused = under.reopen();
      await expect(refused).rejects.toThrow(OperatorError);
      const both = `version ${VERSION} of the bot cannot use this database, since 7.1.0 has brought it to migration 9999;`;
      await expect(refused).rejects.toThrow(`${both} start 7.1.0, or restore the backup`);
      await under.raw(`delete from kysely_migration where name = '9999'`);
      await under.reopen();
    });
  });
}

interface Kinds {
  readonly kinds: { readonly id: number; readonly text: string | null; readonly number: number | null };
}

function describeKinds(url: () => string, under: StoreUnderTest): void {
  describe('values', () => {
    let db: Kysely<Kinds>;
    let end: () => Promise<void>;

    beforeAll(async () => {
      await under.store.close();
      const engine = openEngine(url(), { log });
      db = new Kysely<Kinds>({ dialect: engine.dialect });
      await sql`create table kinds (id bigint primary key, text text, number bigint)`.execute(db);
      end = async () => {
        await sql`drop table kinds`.execute(db);
        await db.destroy();
        engine.close();
        await under.reopen();
      };
    });
    beforeEach(() => db.deleteFrom('kinds').execute());
    afterAll(() => end());

    async function roundTrip(column: 'text' | 'number', value: unknown): Promise<unknown> {
      const row = { id: 1, text: null, number: null, [column]: value } as Selectable<Kinds['kinds']>;
      await db.insertInto('kinds').values(row).execute();
      const { [column]: kept } = await db.selectFrom('kinds').selectAll().executeTakeFirstOrThrow();
      return kept;
    }

    const megabyte = '長😀'.repeat(150_000);
    it.each([
      ['', ''],
      ['a', 'a'],
      ["';--", "';--"],
      ['😀 バックアップ', '😀 バックアップ'],
      ['before\0after\0', 'beforeafter'],
      [megabyte, megabyte],
      ['lone \ud83d', 'lone \ufffd'],
      [null, null],
    ])('when text is kept, then it comes back (%#)', async (given, kept) => {
      expect((await roundTrip('text', given)) === kept).toBe(true);
    });

    it.each([
      [0, 0],
      [-1, -1],
      [1_763_900_000_000, 1_763_900_000_000],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
      [12n, 12],
      [true, 1],
      [false, 0],
      [null, null],
    ])('when %p is kept, then it comes back as the number that stands for it', async (given, kept) => {
      expect(await roundTrip('number', given)).toBe(kept);
    });

    it.each([[new Date(0)], [1.5], [2 ** 53], [2n ** 60n], [NaN], [undefined], [{ a: 1 }], [[1]], [Buffer.from('a')]])(
      'when %p is given, then it is refused and the connection lives on',
      async (given) => {
        const refused = sql`insert into kinds (id, number) values (2, ${given})`.execute(db);
        await expect(refused).rejects.toThrow(/safe integers/);
        expect(await roundTrip('number', 3)).toBe(3);
      },
    );

    it('when rows are counted or summed, then that is a number', async () => {
      await roundTrip('number', 3);
      const counted = db
        .selectFrom('kinds')
        .select(({ fn }) => [fn.countAll().as('count'), fn.sum('number').as('sum')]);
      expect(await counted.executeTakeFirst()).toEqual({ count: 1, sum: 3 });
    });

    it('when a statement was refused by the database, then it works the next time', async () => {
      await roundTrip('number', 3);
      await expect(roundTrip('number', 4)).rejects.toThrow(/unique/i);
      await db.deleteFrom('kinds').execute();
      expect(await roundTrip('number', 4)).toBe(4);
    });
  });
}
