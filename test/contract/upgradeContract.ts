import { Kysely, sql } from 'kysely';
import { pino } from 'pino';

import { itemIdOf } from '../../services/backup/ids';
import { liveSlot } from '../../services/notify/slots';
import { DAY_MS } from '../../services/platform/durations';
import { migrate } from '../../services/store/migrate';
import { migrations } from '../../services/store/migrations';
import { openEngine, openStore } from '../../services/store/openStore';
import type { Tables } from '../../services/store/tables';
import type { ReleasedFacts } from '../support/releasedDatabase';
import { SATO, TENANT } from '../support/teamsActivities';
import { checkedChain } from './auditUpgrade';

const log = pino({ level: 'silent' });

/** A copy of the database that the first release's code made, for one test. */
interface ReleasedUnderTest {
  readonly url: string;
  readonly facts: ReleasedFacts;
  /** The address of a database without tables. */
  empty(): Promise<string>;
  /** A statement that lists all tables, columns, indexes and triggers, in an order of its own. */
  readonly listSchema: string;
  remove(): Promise<void>;
}

const inPlace = (conversation: string): { tenant: string; conversation: string } => ({ tenant: TENANT, conversation });
const PERSONAL = inPlace('a:personal-tanaka');
const OF_SATO = inPlace('a:personal-sato');
const CHANNEL = inPlace('19:general@thread.tacv2');
const LEFT = inPlace('19:left@thread.v2');
const UNINSTALLED = inPlace('19:uninstalled@thread.v2');

/** Everything that the next release must find in what the first one left. */
export function describeUpgrade(kind: 'sqlite' | 'postgres', create: () => Promise<ReleasedUnderTest>): void {
  describe(`the first release's database: ${kind}`, () => {
    let database: ReleasedUnderTest;
    beforeEach(async () => {
      database = await create();
    });
    afterEach(() => database.remove());

    it('has rows of every kind', async () => {
      const names = (await rowsOf(database.url, database.listSchema)).map(({ tbl_name: name }) => String(name));
      const ours = [...new Set(names)].filter((name) => !/^(kysely|sqlite)/.test(name));
      const counting = ours
        .map((name) => `select '${name}' as name, count(*) as rows from ${name}`)
        .join(' union all ');
      const counts = await rowsOf(database.url, counting);
      expect(ours.length).toBeGreaterThan(15);
      expect(counts.filter(({ rows }) => Number(rows) === 0)).toEqual([]);
    });

    it('when its migrations run anew, then they make the same schema: a released migration never changes', async () => {
      const released = await rowsOf(database.url, database.listSchema);
      const ran = (await rowsOf(database.url, 'select name from kysely_migration')).map(({ name }) => String(name));
      const known = Object.entries(migrations(kind));
      const later = known.map(([name]) => name).filter((name) => !ran.includes(name));
      const anew = await database.empty();
      await migrateTo(anew, new Set(ran));
      expect(known).toHaveLength(ran.length + later.length);
      expect(await rowsOf(anew, database.listSchema)).toEqual(released);
      // The next ones run after them, in the order of their names.
      expect([...ran, ...later].sort()).toEqual([...ran.sort(), ...later.sort()]);
    });

    it('when this release opens it, then every kind of row can be read', async () => {
      const store = await openStore(database.url, { log });
      try {
        await store.transaction((tables) => expectConversations(tables));
        await store.transaction((tables) => expectJobs(tables, database.facts));
        await store.transaction((tables) => expectWork(tables, database.facts));
        await store.health();
      } finally {
        await store.close();
      }
      expect(await checkedChain(database.url)).toMatchObject({ faults: [] });
    });

    it('when it is opened ten years later, then what nobody ended stays, and the audit log can still be checked', async () => {
      const store = await openStore(database.url, { log });
      const nowMs = Date.parse(database.facts.ended) + 3_650 * DAY_MS;
      expect(await store.purge(nowMs)).toBeGreaterThan(50);
      await store.transaction(async ({ settings, watches, readOnly, conversations, outbox }) => {
        expect(await settings.get(OF_SATO)).toEqual({ language: 'ja' });
        expect(await watches.page(null, 9)).toHaveLength(4);
        expect(await watches.endedOf(UNINSTALLED)).toEqual([]);
        expect(await readOnly.get()).toMatchObject({ why: 'patch night' });
        expect(await conversations.get(CHANNEL)).toMatchObject({ channelId: 'msteams' });
        expect(await outbox.head(PERSONAL)).toBeNull();
      });
      await store.close();
      expect(await checkedChain(database.url)).toMatchObject({ faults: [], rows: 0 });
    });
  });
}

async function expectConversations(tables: Tables): Promise<void> {
  const { settings, watches, readOnly, conversations, reach, grouping } = tables;
  expect(await settings.get(PERSONAL)).toEqual({ timeZone: 'Asia/Tokyo' });
  expect(await settings.get(OF_SATO)).toEqual({ language: 'ja' });
  expect(await readOnly.get()).toMatchObject({ by: { name: 'Tanaka' }, why: 'patch night' });
  expect(await conversations.get(PERSONAL)).toMatchObject({ channelId: 'msteams' });
  expect(await conversations.get(UNINSTALLED)).toBeNull();
  expect(await reach.restingSince(LEFT)).toBeGreaterThan(0);
  expect(await watches.ofConversation(CHANNEL)).toMatchObject([{ scope: { kind: 'all' }, level: 'progress' }]);
  expect(await watches.ofConversation(PERSONAL)).toMatchObject([{ scope: { vmName: 'vm-02' }, level: 'all' }]);
  expect(await watches.endedOf(UNINSTALLED)).toMatchObject([{ scope: { vmName: 'vm-02' } }]);
  expect(JSON.parse((await grouping.get(CHANNEL)) ?? '')).toHaveProperty('tally.night');
}

async function expectJobs(tables: Tables, { scheduledJob, ended }: ReleasedFacts): Promise<void> {
  const { watched, history, jobSubscriptions, notices, posted } = tables;
  const [running] = (await watched.open(null, 9)).filter(({ jobId }) => jobId === scheduledJob);
  const vms = await jobSubscriptions.ofConversation(PERSONAL);
  expect(running).toMatchObject({ vmName: 'web-01', job: { state: 'inProgress' } });
  expect(await watched.revision()).toBeGreaterThan(5);
  if (!running) return;
  expect(await jobSubscriptions.ofJob(running.key)).toMatchObject([{ to: OF_SATO, asker: { name: 'Sato' } }]);
  const done = await watched.byKeys(vms.map(({ jobKey }) => jobKey));
  expect(done.map(({ vmName }) => vmName).sort()).toEqual(['vm-01', 'vm-02']);
  for (const { key, itemId, vmName } of done) {
    expect(await history.of(itemIdOf(itemId), 9)).toMatchObject([{ job: key, state: 'completed' }]);
    // Told already, so it is not told again.
    const told = { jobKey: key, event: 'ended', to: PERSONAL, atMs: Date.parse(ended) } as const;
    expect([vmName, await notices.add(told)]).toEqual([vmName, false]);
  }
  const cards = await Promise.all(vms.map(({ cardId }) => posted.get(PERSONAL, liveSlot(cardId))));
  expect(cards).toContainEqual({ activityId: expect.stringMatching(/^sent-/), atMs: expect.any(Number) });
}

async function expectWork(tables: Tables, { ended }: ReleasedFacts): Promise<void> {
  const { activities, audit, dialogState, leases, outbox, proposals, readCounts } = tables;
  const nowMs = Date.parse(ended);
  expect(await activities.takeLeft('this one', 9)).toMatchObject([
    { body: { text: expect.stringContaining('status vm-02') } },
  ]);
  expect(await outbox.head(PERSONAL)).toMatchObject({ update: false });
  expect(await outbox.depth(nowMs + DAY_MS)).toMatchObject({ rows: expect.any(Number) });
  expect(await proposals.newest(SATO.id, OF_SATO.conversation, 9)).toMatchObject([
    { asks: { kind: 'backup' }, ended: null },
  ]);
  const question = `msteams/conversations/${OF_SATO.conversation}/users/${SATO.id}/chooseVm`;
  expect(await dialogState.read([question])).toHaveProperty([question, 'dialog', 'dialogStack', 0, 'id'], 'chooseVm');
  expect(await leases.claim('audit head', 'this one')).toBe(true);
  expect((await readCounts.ofOthers('this one', 0)).length).toBeGreaterThan(10);
  const found = await audit.find({ item: null, since: 0, limit: 50 });
  expect(found.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['setting', 'trigger', 'delivery', 'proposal']));
}

async function migrateTo(url: string, names: ReadonlySet<string>): Promise<void> {
  const engine = openEngine(url, { log });
  await migrate(
    engine,
    Object.fromEntries(Object.entries(migrations(engine.kind)).filter(([name]) => names.has(name))),
  );
  engine.close();
}

async function rowsOf(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const engine = openEngine(url, { log });
  const db = new Kysely<unknown>({ dialect: engine.dialect });
  try {
    return (await sql.raw<Record<string, unknown>>(statement).execute(db)).rows;
  } finally {
    await db.destroy();
    engine.close();
  }
}
