import { pino } from 'pino';

import type { AuditedEntry } from '../../services/access/audit';
import { ChainCheck, type ChainedRow } from '../../services/access/auditChain';
import { DAY_MS, HOUR_MS } from '../../services/platform/durations';
import { type AuditSnapshot, readAudit } from '../../services/store/readAudit';
import type { StoreUnderTest } from './storeContract';

const NOW = Date.parse('2026-11-22T17:00:00Z');
const log = pino({ level: 'silent' });

function entry(at: number, text = 'backup now vm-01'): AuditedEntry {
  return {
    ...{ at, kind: 'trigger', by: { id: '29:a', aadObjectId: 'aad', name: 'Ada \0😀\ud800' }, tenant: 't' },
    ...{ conversation: 'c', command: 'backupNow', text, role: 'operator', rule: 'rules.0', requestId: 'r' },
    vm: { name: 'vm-01', itemId: '/Items/vm-01\0\ud800' },
    outcome: { result: 'started', jobId: 'j', code: null },
  };
}

/** What somebody who may write the database does to get past the guard: `statement` runs on a copy of the rows. */
function forging(statement: string): string {
  return `create table forged as select * from audit_log;
    ${statement.replaceAll('audit_log', 'forged')};
    insert into audit_marks (name, seq, hash, at) values ('checkpoint', ${Number.MAX_SAFE_INTEGER}, '', 0);
    delete from audit_log;
    delete from audit_marks where name = 'checkpoint';
    insert into audit_log select * from forged;
    drop table forged;`;
}

export function describeAuditChain(url: () => string, under: StoreUnderTest): void {
  describe('the chain of the audit log', () => {
    const record = (...entries: readonly AuditedEntry[]): Promise<void> =>
      under.store.transaction(async ({ audit }) => {
        for (const one of entries) await audit.record(one);
      });
    const read = <T>(work: (snapshot: AuditSnapshot) => Promise<T>): Promise<T> => readAudit(url(), { log }, work);
    const rows = (): Promise<readonly ChainedRow[]> =>
      read(async (snapshot) => {
        const all: ChainedRow[] = [];
        for await (const row of snapshot.rows()) all.push(row);
        return all;
      });
    const faults = (): Promise<readonly string[]> =>
      read(async ({ head, checkpoint, rows: all }) => {
        const check = new ChainCheck(checkpoint);
        for await (const row of all()) check.next(row);
        check.end(head);
        return check.faults.map(({ seq, fault }) => `${seq} ${fault}`);
      });

    it('when many write at the same time, then their rows form one chain without a gap', async () => {
      await Promise.all(Array.from({ length: 30 }, (_, at) => record(entry(at), entry(at + 100))));
      expect((await rows()).map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
      expect(await faults()).toEqual([]);
    });

    it('when a transaction is rolled back, then it leaves no gap', async () => {
      await record(entry(1));
      const failed = under.store.transaction(async ({ audit }) => {
        await audit.record(entry(2));
        throw new RangeError('mine');
      });
      await expect(failed).rejects.toThrow(RangeError);
      await record(entry(3));
      expect((await rows()).map(({ at }) => at)).toEqual([1, 3]);
      expect(await faults()).toEqual([]);
    });

    it('when an attempt ends, then a row is added and none changes; it ends once', async () => {
      const id = await under.store.transaction(({ audit }) => audit.begin(entry(1)));
      const [before] = await rows();
      const outcome = { result: 'failed', jobId: null, code: null };
      await under.store.transaction(({ audit }) => audit.end(id, 2, outcome));
      expect((await rows())[0]).toEqual(before);
      await expect(under.store.transaction(({ audit }) => audit.end(id, 3, outcome))).rejects.toThrow();
      expect(await faults()).toEqual([]);
    });

    it.each([
      ['changed', `update audit_log set outcome = replace(outcome, 'started', 'refused') where seq = 2`, ['2 changed']],
      ['removed', 'delete from audit_log where seq = 2', ['3 gap']],
      ['removed at the beginning', 'delete from audit_log where seq = 1', ['2 gap']],
      ['removed at the end', 'delete from audit_log where seq = 4', ['4 head']],
      ['moved to another VM', `update audit_log set vm = 'x' where seq = 3`, ['3 changed']],
      [
        'put in another order',
        'update audit_log set seq = 9 where seq = 2; update audit_log set seq = 2 where seq = 3; update audit_log set seq = 3 where seq = 9',
        ['2 broken', '2 changed', '3 broken', '3 changed', '4 broken'],
      ],
    ])('when a row is %s behind the back of the bot, then it is found', async (_how, statement, found) => {
      await record(...[1, 2, 3, 4].map((at) => entry(at)));
      await under.raw(forging(statement));
      expect(await faults()).toEqual(found);
    });

    it.each([
      ['changed', `update audit_log set outcome = null where seq = 1`],
      ['changed to what it is', `update audit_log set at = at`],
      ['deleted', 'delete from audit_log where seq = 2'],
      ['deleted, all of them', 'delete from audit_log'],
    ])('when a row is to be %s, then the database refuses', async (_how, statement) => {
      await record(entry(1), entry(2));
      const before = await rows();
      await expect(under.raw(statement)).rejects.toThrow(/append-only/);
      expect(await rows()).toEqual(before);
    });

    it('when a row is inserted again, or out of its place, then the database or the check finds it', async () => {
      await record(entry(1), entry(2));
      await expect(under.raw('insert into audit_log select * from audit_log where seq = 2')).rejects.toThrow();
      await under.raw(
        `insert into audit_log select 3, at, vm, attempt, entry, outcome, previous, hash from audit_log where seq = 2`,
      );
      expect(await faults()).toEqual(['3 broken', '3 changed', '2 head']);
    });

    it('when it is purged, then only from its beginning, and what is kept is checked from there on', async () => {
      const old = NOW - 401 * DAY_MS;
      await record(entry(old), entry(old + 1), entry(NOW - 1), entry(old + 2), entry(NOW));
      expect(await under.store.purge(NOW)).toBe(2);
      const kept = await rows();
      expect(kept.map(({ seq }) => seq)).toEqual([3, 4, 5]);
      expect(await read(async ({ checkpoint }) => checkpoint)).toEqual({ seq: 2, hash: kept[0]?.previous });
      expect(await faults()).toEqual([]);

      await under.raw(
        `update audit_marks set seq = 3 where name = 'checkpoint'; delete from audit_log where seq = 3;
         update audit_marks set seq = 2 where name = 'checkpoint';`,
      );
      expect(await faults()).toEqual(['4 gap']);
    });

    it('when all of it is purged, then the next row continues the chain', async () => {
      await record(entry(1), entry(2));
      expect(await under.store.purge(NOW)).toBe(2);
      expect(await faults()).toEqual([]);
      await record(entry(NOW));
      expect((await rows()).map(({ seq }) => seq)).toEqual([3]);
      expect(await faults()).toEqual([]);
    });

    it('when its head was logged, then it is due again an hour later', async () => {
      const due = (at: number): Promise<unknown> => under.store.transaction(({ audit }) => audit.due(at));
      await record(entry(1));
      const [row] = await rows();
      const ends = { head: { seq: 1, hash: row?.hash }, checkpoint: { seq: 0, hash: '0'.repeat(64) }, fault: null };
      expect(await due(NOW)).toEqual(ends);
      expect(await due(NOW + HOUR_MS - 1)).toBeNull();
      expect(await due(NOW + HOUR_MS)).toEqual(ends);
      expect(await due(NOW - HOUR_MS)).toEqual(ends);
    });

    it('when a row that came since the head was logged does not fit, then the next look finds it', async () => {
      const due = (at: number) => under.store.transaction(({ audit }) => audit.due(at));
      await record(entry(1));
      expect((await due(NOW))?.fault).toBeNull();
      await record(entry(2), entry(3));
      await under.raw(
        `insert into audit_marks (name, seq, hash, at) values ('checkpoint', 2, '', 0); delete from audit_log where seq = 2;
         delete from audit_marks where name = 'checkpoint';`,
      );
      expect((await due(NOW + HOUR_MS))?.fault).toEqual({ seq: 3, fault: 'gap' });
    });

    it('when it is read for a check, then nothing can be written through that', async () => {
      await record(entry(1));
      const before = await rows();
      await read(async ({ rows: all }) => {
        for await (const row of all()) expect(row).toEqual(before[0]);
      });
      expect(await rows()).toEqual(before);
    });
  });
}
