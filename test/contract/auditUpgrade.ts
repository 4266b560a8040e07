import { Kysely, sql } from 'kysely';
import { pino } from 'pino';

import { ChainCheck } from '../../services/access/auditChain';
import { migrate } from '../../services/store/migrate';
import { migrations } from '../../services/store/migrations';
import { openEngine, openStore } from '../../services/store/openStore';
import { readAudit } from '../../services/store/readAudit';

const log = pino({ level: 'silent' });
/** More than the migration copies at a time. */
const ROWS = 501;

export async function checkedChain(url: string): Promise<ChainCheck> {
  return readAudit(url, { log }, async ({ head, checkpoint, rows }) => {
    const check = new ChainCheck(checkpoint);
    for await (const row of rows()) check.next(row);
    check.end(head);
    return check;
  });
}

/** `url`: an empty database. */
export function itKeepsOlderAudit(url: () => Promise<string>): void {
  it('when an older version wrote audit rows, then they are the first of the chain, in their order', async () => {
    const at = await url();
    const engine = openEngine(at, { log });
    await migrate(
      engine,
      Object.fromEntries(Object.entries(migrations(engine.kind)).filter(([name]) => name < '0007')),
    );
    const db = new Kysely<unknown>({ dialect: engine.dialect });
    const old = { by: { id: '29:a', aadObjectId: null, name: 'Ada' }, command: 'backupNow', text: 'backup now vm-01' };
    for (let n = 1; n <= ROWS; n += 1) {
      const entry = JSON.stringify({ at: n, vm: null, ...old });
      const outcome = n % 2 ? JSON.stringify({ result: 'started', jobId: 'j', code: null }) : null;
      await sql`insert into audit (at, vm, entry, outcome) values (${n}, '', ${entry}, ${outcome})`.execute(db);
    }
    await db.destroy();
    engine.close();

    const store = await openStore(at, { log });
    const found = await store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 2 }));
    expect(found).toEqual([
      {
        ...{ at: ROWS, vm: null, ...old, kind: 'command', rule: null, requestId: null },
        outcome: { result: 'started', jobId: 'j', code: null },
      },
      { ...{ at: ROWS - 1, vm: null, ...old, kind: 'command', rule: null, requestId: null }, outcome: null },
    ]);
    expect(await checkedChain(at)).toMatchObject({ rows: ROWS, faults: [] });
    await store.close();
  });
}
