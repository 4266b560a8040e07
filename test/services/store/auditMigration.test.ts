import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Kysely, sql } from 'kysely';
import { pino } from 'pino';

import { ChainCheck } from '../../../services/access/auditChain';
import { migrate } from '../../../services/store/migrate';
import { migrations } from '../../../services/store/migrations';
import { openEngine, openStore } from '../../../services/store/openStore';
import { readAudit } from '../../../services/store/readAudit';

const log = pino({ level: 'silent' });
const ROWS = 501;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('when an older version wrote audit rows, then they are the first of the chain, in their order', async () => {
  const url = `sqlite:${join(folder, 'bot.db')}`;
  const engine = openEngine(url, { log });
  const before = Object.entries(migrations('sqlite')).filter(([name]) => name < '0007');
  await migrate(engine, Object.fromEntries(before));
  const db = new Kysely<unknown>({ dialect: engine.dialect });
  const old = { by: { id: '29:a', aadObjectId: null, name: 'Ada' }, command: 'backupNow', text: 'backup now vm-01' };
  for (let at = 1; at <= ROWS; at += 1) {
    const outcome = at % 2 ? JSON.stringify({ result: 'started', jobId: 'j', code: null }) : null;
    await sql`insert into audit (at, vm, entry, outcome) values (${at}, '', ${JSON.stringify({ at, vm: null, ...old })}, ${outcome})`.execute(
      db,
    );
  }
  await db.destroy();
  engine.close();

  const store = await openStore(url, { log });
  const found = await store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 2 }));
  expect(found).toEqual([
    {
      ...{ at: ROWS, vm: null, ...old, kind: 'command', rule: null, requestId: null },
      outcome: { result: 'started', jobId: 'j', code: null },
    },
    { ...{ at: ROWS - 1, vm: null, ...old, kind: 'command', rule: null, requestId: null }, outcome: null },
  ]);
  const check = await readAudit(url, { log }, async ({ head, checkpoint, rows }) => {
    const running = new ChainCheck(checkpoint);
    for await (const row of rows()) running.next(row);
    running.end(head);
    return running;
  });
  expect(check).toMatchObject({ rows: ROWS, faults: [] });
  await store.close();
});
