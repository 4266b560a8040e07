import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import Libsql from 'libsql';
import { pino } from 'pino';

import { deliveryEnded } from '../../services/access/audit';
import { OperatorError } from '../../services/platform/errors';
import { openStore, type Store } from '../../services/store/openStore';
import { auditTool } from '../../tools/audit';
import { freePort } from '../support/ports';
import { tempFolder } from '../support/tempFolder';

const TO = { tenant: 't', conversation: 'c' };

let folder: string;
let file: string;
let store: Store;
beforeEach(async () => {
  folder = tempFolder();
  file = join(folder, 'bot.db');
  store = await openStore(`sqlite:${file}`, { log: pino({ level: 'silent' }) });
  await store.transaction(async ({ audit }) => {
    for (const at of [1, 2, 3]) await audit.record(deliveryEnded(TO, at, 'removed'));
    const outcome = { result: 'changed', jobId: null, code: null };
    await audit.end(await audit.begin(deliveryEnded(TO, 4, 'removed')), 5, outcome);
  });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function tool(...args: readonly string[]): Promise<{ status: number; data: unknown[]; said: string[] }> {
  const data: unknown[] = [];
  const said: string[] = [];
  const out = {
    data: async (line: string) => void data.push(JSON.parse(line)),
    say: (line: string) => said.push(line),
  };
  return { status: await auditTool(args, { DATABASE_URL: `sqlite:${file}` }, out), data, said };
}

function tamper(statement: string): void {
  const beside = new Libsql(file);
  beside.exec(statement);
  beside.close();
}

it('when the chain holds, then it says so with the head, also while the bot runs', async () => {
  const { status, data, said } = await tool('--verify');
  expect({ status, data }).toEqual({ status: 0, data: [] });
  expect(said).toEqual([expect.stringMatching(/^5 rows after 0, head 5:[0-9a-f]{64}: the chain holds$/)]);
});

it('when a row was changed, then it names the row and its exit status is 1', async () => {
  tamper('drop trigger audit_log_unchanged; update audit_log set at = 9 where seq = 2');
  const { status, said } = await tool('--verify');
  expect(status).toBe(1);
  expect(said[0]).toMatch(/^row 2: .*changed/);
  expect(said.at(-1)).toMatch(/THE CHAIN IS BROKEN$/);
});

it('when a head was logged, then a chain that was written anew as a whole is found by it', async () => {
  const ends = await store.transaction(({ audit }) => audit.due(1));
  const logged = `${ends?.head.seq}:${ends?.head.hash}`;
  expect((await tool('--head', logged)).status).toBe(0);
  await store.transaction(({ audit }) => audit.record(deliveryEnded(TO, 6, 'removed')));
  expect((await tool('--head', logged)).status).toBe(0);

  tamper('drop trigger audit_log_kept; delete from audit_log; delete from audit_marks');
  await store.transaction(({ audit }) => audit.record(deliveryEnded(TO, 1, 'unreachable')));
  expect((await tool('--verify')).status).toBe(0);
  const { status, said } = await tool('--head', logged);
  expect(status).toBe(1);
  expect(said[0]).toBe('row 5: not as it was when its hash was logged');
});

const written = async (): Promise<string> => {
  const ends = await store.transaction(({ audit }) => audit.due(1));
  return `${ends?.head.seq}:${ends?.head.hash}`;
};

it('when the end that was logged is removed with the recorded head, then the logged head finds it', async () => {
  const logged = await written();
  tamper(`drop trigger audit_log_kept; delete from audit_log where seq > 3;
    update audit_marks set seq = 3, hash = (select hash from audit_log where seq = 3) where name = 'head'`);
  expect((await tool('--verify')).status).toBe(0);
  const { status, said } = await tool('--head', logged);
  expect({ status, first: said[0] }).toEqual({ status: 1, first: 'row 5: not as it was when its hash was logged' });
});

it('when the row of a logged head is no longer kept, then it says that nothing was compared', async () => {
  const logged = await written();
  const purgeAll = `insert into audit_marks select 'checkpoint', seq, hash, at from audit_marks where name = 'head';
    delete from audit_log;`;
  tamper(purgeAll);
  expect((await tool('--head', logged)).status).toBe(0);
  expect((await tool('--head', `5:${'0'.repeat(64)}`)).status).toBe(1);
  const { status, said } = await tool('--head', logged.replace(/^5/, '4'));
  expect(status).toBe(2);
  expect(said.at(-1)).toBe('row 4 is no longer kept: nothing was compared; give a head that was logged later');
});

it('when the reader of an export is slow, then it gets one line after the other', async () => {
  let writing = 0;
  const together: number[] = [];
  const data = async (): Promise<void> => {
    together.push((writing += 1));
    await setImmediate();
    writing -= 1;
  };
  await auditTool(['--export'], { DATABASE_URL: `sqlite:${file}` }, { data, say: () => undefined });
  expect(together).toEqual([1, 1, 1, 1, 1]);
});

it.each(["entry = '{'", "entry = x'00'", 'at = 9007199254740991', "at = 'x'"])(
  'when a row was changed to what cannot be read (%s), then the export goes on with the row as it is stored',
  async (change) => {
    tamper(`drop trigger audit_log_unchanged; update audit_log set ${change} where seq = 2`);
    const { status, data } = await tool('--export');
    expect({ status, seqs: data.map((row) => (row as { seq: number }).seq) }).toEqual({
      status: 1,
      seqs: [1, 2, 3, 4, 5],
    });
  },
);

it('when more than 100 faults are found, then it says how many are not listed', async () => {
  await store.transaction(async ({ audit }) => {
    for (let at = 0; at < 110; at += 1) await audit.record(deliveryEnded(TO, at, 'removed'));
  });
  tamper('drop trigger audit_log_unchanged; update audit_log set at = at + 1');
  const { said } = await tool('--verify');
  expect(said).toHaveLength(102);
  expect(said.at(-2)).toBe('15 more faults are not listed');
});

it('when it exports, then each row is one line of JSON with its place in the chain', async () => {
  const { status, data } = await tool('--export');
  expect(status).toBe(0);
  expect(data).toHaveLength(5);
  expect(data[0]).toEqual({
    ...{ seq: 1, at: '1970-01-01T00:00:00.001Z', kind: 'delivery', by: null, ...TO, command: null, text: '', vm: null },
    ...{ role: null, rule: null, requestId: null, outcome: { result: 'removed', jobId: null, code: null } },
    ...{ previous: '0'.repeat(64), hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
  expect(data[4]).toMatchObject({ seq: 5, attempt: 4, outcome: { result: 'changed' } });
});

it('when there is no such database, or no such option, then it says so and makes nothing', async () => {
  const missing = { DATABASE_URL: `sqlite:${join(folder, 'none', 'bot.db')}` };
  const out = { data: async () => undefined, say: () => undefined };
  await expect(auditTool(['--verify'], missing, out)).rejects.toThrow(OperatorError);
  for (const args of [[], ['--verfy'], ['--head', 'x']]) await expect(tool(...args)).rejects.toThrow(OperatorError);
  expect(readdirSync(folder)).not.toContain('none');
});

it('when the database holds no audit log, is none or does not answer, then it says which and what to do', async () => {
  const out = { data: async () => undefined, say: () => undefined };
  const reason = (url: string): Promise<unknown> => auditTool(['--verify'], { DATABASE_URL: url }, out).catch(String);
  tamper('alter table audit_log rename to other');
  expect(await reason(`sqlite:${file}`)).toMatch(/^OperatorError: DATABASE_URL: .*no such table.*start the bot/);
  const junk = join(folder, 'junk.db');
  writeFileSync(junk, 'no database, but long enough to be read as the beginning of one');
  expect(await reason(`sqlite:${junk}`)).toMatch(/^OperatorError: DATABASE_URL: .*not a database.*check the address/);
  const port = await freePort();
  const silent = await reason(`postgres://bot:pl4nted@127.0.0.1:${port}/bot`);
  expect(silent).toMatch(/^OperatorError: DATABASE_URL: .*ECONNREFUSED.*check the address/);
  expect(silent).not.toMatch('pl4nted');
});

it('when it reads, then it cannot write', async () => {
  const before = statSync(file).mtimeMs;
  await tool('--verify', '--export');
  expect(statSync(file).mtimeMs).toBe(before);
});
