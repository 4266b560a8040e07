import { pino } from 'pino';

import { deliveryEnded } from '../../services/access/audit';
import { OperatorError } from '../../services/platform/errors';
import { openStore, type Store } from '../../services/store/openStore';
import { checkedChain, itKeepsOlderAudit } from '../contract/auditUpgrade';
import { describeStore } from '../contract/storeContract';
import { isHere, needing } from '../support/needing';
import { postgresPrograms, type PostgresServer, startPostgres } from '../support/postgresServer';
import { deferred } from '../support/startBot';

const log = pino({ level: 'silent' });
const describeOnPostgres = needing(postgresPrograms(), 'PostgreSQL is not installed');
const itOverTls = isHere('openssl') ? it : it.skip;
const PLACE = { tenant: 't', conversation: 'c' };

let server: PostgresServer;

describeOnPostgres('on a server of its own', (programs) => {
  beforeAll(async () => {
    server = await startPostgres(programs);
  }, 60_000);
  afterAll(() => {
    server.remove();
  });

  describeStore('PostgreSQL', async () => {
    const url = await server.createDatabase();
    const tables = `select tablename from pg_tables where schemaname = 'public'`;
    return {
      url,
      async raw(statement) {
        await server.run(url, statement);
      },
      tables: async () => (await server.run(url, tables)).map((row) => (row as { tablename: string }).tablename),
      async drop() {},
    };
  });
  describe('replicas', describeReplicas);
  describe('the audit log', describeAudit);
  describe('connections', describeConnections);
});

function describeAudit(): void {
  itKeepsOlderAudit(() => server.createDatabase());

  it('when replicas write at the same time, then their rows form one chain', async () => {
    const url = await server.createDatabase();
    const stores = await Promise.all([1, 2, 3].map(() => openStore(url, { log })));
    const write = (store: Store, at: number): Promise<void> =>
      store.transaction(async ({ audit, settings }) => {
        await settings.put({ ...PLACE, conversation: `${at % 3}` }, at);
        await audit.record(deliveryEnded(PLACE, at, 'removed'));
      });
    await Promise.all(
      stores.flatMap((store, index) => Array.from({ length: 20 }, (_, at) => write(store, at + index))),
    );
    expect(await checkedChain(url)).toMatchObject({ rows: 60, faults: [] });
    await Promise.all(stores.map((store) => store.close()));
  });

  it('when it is to be emptied as a whole, then the database refuses', async () => {
    const url = await server.createDatabase();
    const store = await openStore(url, { log });
    await store.transaction(({ audit }) => audit.record(deliveryEnded(PLACE, 1, 'removed')));
    await expect(server.run(url, 'truncate audit_log')).rejects.toThrow(/append-only/);
    expect(await checkedChain(url)).toMatchObject({ rows: 1, faults: [] });
    await store.close();
  });
}

function describeReplicas(): void {
  it('when eight start on an empty database at once, then each does, and each sees the others’ work', async () => {
    const url = await server.createDatabase();
    const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(url, { log })));
    const claims = await Promise.all(
      stores.map((store, index) => store.transaction(({ leases }) => leases.claim('vault', `replica ${index}`))),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('when one starts, then it leaves the others what they hold', async () => {
    const url = await server.createDatabase();
    const first = await openStore(url, { log });
    await first.transaction(({ leases }) => leases.claim('vault', 'first'));
    const second = await openStore(url, { log });
    expect(await second.transaction(({ leases }) => leases.claim('vault', 'second'))).toBe(false);
    await Promise.all([first.close(), second.close()]);
  });

  it('when two wait for each other, then one is run again and both are done', async () => {
    const store = await openStore(await server.createDatabase(), { log });
    const both = deferred<null>();
    let holding = 0;
    const write = (first: string, second: string): Promise<void> =>
      store.transaction(async ({ settings }) => {
        await settings.put({ ...PLACE, conversation: first }, second);
        holding += 1;
        if (holding === 2) both.resolve(null);
        await both.promise;
        await settings.put({ ...PLACE, conversation: second }, first);
      });
    await Promise.all([write('a', 'b'), write('b', 'a')]);
    expect(holding).toBeGreaterThan(2);
    await store.close();
  });

  it('when one is taking what a dead process left, then another does not wait for it', async () => {
    const url = await server.createDatabase();
    const store = await openStore(url, { log });
    const seen = { ...PLACE, activity: '1', body: {} };
    await store.transaction(({ activities }) => activities.claim(seen, { owner: 'dead', now: 0 }));
    await server.run(url, 'update activities set held_until_real = 0');
    const [taken, done] = [deferred<null>(), deferred<null>()];
    const first = store.transaction(async ({ activities }) => {
      const left = await activities.takeLeft('a', 9);
      taken.resolve(null);
      await done.promise;
      return left;
    });
    await taken.promise;
    expect(await store.transaction(({ activities }) => activities.takeLeft('b', 9))).toEqual([]);
    done.resolve(null);
    expect(await first).toEqual([{ ...seen, seenMs: 0 }]);
    await store.close();
  });
}

function describeConnections(): void {
  const get = (store: Store): Promise<unknown> => store.transaction(({ settings }) => settings.get(PLACE));

  it('when the server dies under a transaction, then that is undone, the health says so, and all goes on once it is back', async () => {
    const store = await openStore(await server.createDatabase(), { log });
    await store.transaction(({ settings }) => settings.put(PLACE, 'before'));
    const work = store.transaction(async ({ settings }) => {
      await settings.put(PLACE, 'within');
      server.kill();
      await settings.put(PLACE, 'after');
    });
    await expect(work).rejects.toThrow();
    await expect(store.health()).rejects.toThrow();
    await expect(get(store)).rejects.toThrow();
    server.start();
    await store.health();
    expect(await get(store)).toBe('before');
    await store.close();
  }, 30_000);

  it('when nobody listens there, then that is the operator’s to put right, without the password', async () => {
    const refused = openStore('postgres://me:secret@127.0.0.1:1/bot', { log });
    await expect(refused).rejects.toThrow(OperatorError);
    await expect(refused).rejects.toThrow(/^DATABASE_URL: (?!.*secret).*ECONNREFUSED/);
  });

  it('when a token is the password, then it is asked for and taken; a wrong one is the operator’s to put right', async () => {
    const url = await server.createDatabase();
    await server.run(url, `create role secured login superuser password 'the token'`);
    const securedUrl = url.replace('postgres@', 'secured@');
    let asked = 0;
    const postgresToken = async (): Promise<string> => {
      asked += 1;
      return 'the token';
    };
    const store = await openStore(securedUrl, { log, postgresToken });
    await store.health();
    expect(asked).toBeGreaterThanOrEqual(2);
    await store.close();
    const refused = openStore(securedUrl, { log, postgresToken: async () => 'old' });
    await expect(refused).rejects.toThrow(/password authentication failed/);
    const failed = openStore(securedUrl, {
      log,
      postgresToken: async () => Promise.reject(new RangeError('no token')),
    });
    await expect(failed).rejects.toThrow(OperatorError);
  });

  itOverTls('when the address asks for TLS, then the certificate is verified', async () => {
    const url = await server.createDatabase();
    const store = await openStore(`${url}?sslmode=require&sslrootcert=${server.certificate}`, { log });
    await store.health();
    const used = await server.run(
      url,
      `select ssl from pg_stat_ssl join pg_stat_activity using (pid)
      where application_name = 'azure-backup-chatops'`,
    );
    expect(used).toContainEqual({ ssl: true });
    await store.close();
    await expect(openStore(`${url}?sslmode=require`, { log })).rejects.toThrow(/certificate/);
    await (await openStore(`${url}?sslmode=no-verify`, { log })).close();
  });
}
