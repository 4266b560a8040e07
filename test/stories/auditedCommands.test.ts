import { rmSync } from 'node:fs';
import { join } from 'node:path';

import Libsql from 'libsql';
import { pino } from 'pino';

import { HANDLERS } from '../../commands/table';
import type { CommandKind, CommandOf } from '../../protocol/command';
import type { AuditedEntry } from '../../services/access/audit';
import { endConversation } from '../../services/notify/reach';
import { openStore, type Store } from '../../services/store/openStore';
import { AskedAzure, type Replica, startReplica } from '../support/askingReplica';
import { FakeConnector } from '../support/fakeConnector';
import { ManualClock } from '../support/manualClock';
import { TANAKA, TENANT } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

/** Every command, as its button sends it, and what it changes there; the tests run them from here in this order. */
const EXAMPLES: { readonly [K in CommandKind]: readonly (readonly [CommandOf<K>, 'changes' | 'reads'])[] } = {
  help: [[{ kind: 'help' }, 'reads']],
  status: [[{ kind: 'status', vm: 'vm-01' }, 'reads']],
  backupNow: [
    [{ kind: 'backupNow', vms: ['vm-02'] }, 'changes'],
    [{ kind: 'backupNow', vms: ['web-01', 'web-02'] }, 'changes'],
    [{ kind: 'backupNow', vms: ['web-01'], keepDays: 99 }, 'changes'],
  ],
  job: [[{ kind: 'job', id: 'job-vm-01' }, 'reads']],
  jobs: [[{ kind: 'jobs' }, 'reads']],
  points: [[{ kind: 'points', vm: 'vm-01' }, 'reads']],
  vms: [[{ kind: 'vms' }, 'reads']],
  safe: [[{ kind: 'safe', vm: 'vm-01' }, 'reads']],
  cancel: [
    [{ kind: 'cancel', target: { vm: 'vm-01' } }, 'changes'],
    [{ kind: 'cancel', target: { job: 'job-vm-01' } }, 'changes'],
  ],
  explain: [[{ kind: 'explain', topic: 'snapshot' }, 'reads']],
  watch: [
    [{ kind: 'watch', scope: { vm: 'web-01' } }, 'changes'],
    [{ kind: 'watch', scope: { all: true }, level: 'all' }, 'changes'],
    [{ kind: 'watch', scope: { vault: 'vault-a' } }, 'changes'],
    [{ kind: 'watch', scope: { job: 'job-vm-01' } }, 'changes'],
  ],
  unwatch: [
    [{ kind: 'unwatch', scope: { job: 'job-vm-01' } }, 'changes'],
    [{ kind: 'unwatch', scope: { vm: 'vm-01' } }, 'changes'],
    [{ kind: 'unwatch' }, 'reads'],
  ],
  watches: [
    [{ kind: 'watches' }, 'reads'],
    [{ kind: 'watches', restore: true }, 'changes'],
  ],
  audit: [[{ kind: 'audit' }, 'reads']],
  whoami: [[{ kind: 'whoami' }, 'reads']],
  settings: [
    [{ kind: 'settings' }, 'reads'],
    [{ kind: 'settings', language: 'ja' }, 'changes'],
    [{ kind: 'settings', timeZone: 'Asia/Tokyo' }, 'changes'],
  ],
  readOnly: [
    [{ kind: 'readOnly' }, 'reads'],
    [{ kind: 'readOnly', set: 'on' }, 'changes'],
  ],
  yes: [[{ kind: 'yes' }, 'changes']],
  no: [[{ kind: 'no' }, 'changes']],
};

/** Tables in which the bot only keeps its own books: no command is to change one of them. */
const BOOKS =
  /^(activities|audit_|conversations|counters|dialog_state|health|job_history|kysely_|leases|notices|outbox|posted|read_counts|sqlite_)/;

let folder: string;
let file: string;
let store: Store;
let connector: FakeConnector;
let azure: AskedAzure;
let bot: Replica;
beforeEach(async () => {
  folder = tempFolder();
  file = join(folder, 'bot.db');
  connector = await FakeConnector.start();
  const clock = new ManualClock();
  azure = new AskedAzure(['vm-01'], clock);
  store = await openStore(`sqlite:${file}`, { log: pino({ level: 'silent' }) });
  bot = startReplica({ store, clock, connector, azure });
  connector.roster.set(TANAKA.id, { ...TANAKA, tenantId: TENANT, userRole: 'user' });
});
afterEach(async () => {
  await bot.stop();
  await store.close();
  await connector.stop();
  rmSync(folder, { recursive: true });
});

/** All that a command may change: rows of the database and what was asked of Azure. */
function world(): string {
  const beside = new Libsql(file);
  const names = beside.prepare("select name from sqlite_master where type = 'table' order by name").all() as {
    name: string;
  }[];
  const tables = names
    .filter(({ name }) => !BOOKS.test(name))
    .map(({ name }) => [name, beside.prepare(`select * from "${name}"`).all()]);
  beside.close();
  return JSON.stringify([tables, azure.started, azure.cancelled]);
}

const kept = (): Promise<readonly AuditedEntry[]> =>
  store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 99 }));

const ALL = Object.values(EXAMPLES).flatMap((of) => of.map(([command, effect]) => ({ command, effect })));

it('every command of the table has an example', () => {
  expect(Object.keys(EXAMPLES).toSorted()).toEqual(Object.keys(HANDLERS).toSorted());
});

it.each(ALL.map((one) => [JSON.stringify(one.command), one] as const))(
  'when %s changes something, then the audit log has it; when it changes nothing, then it has no entry',
  async (_name, { command, effect }) => {
    if (command.kind === 'yes' || command.kind === 'no') await bot.say('cancel vm-01');
    if (command.kind === 'unwatch' && command.scope) await bot.press({ command: { ...command, kind: 'watch' } });
    if (command.kind === 'watches') {
      await bot.say('watch vm-01');
      const conversation = (await kept())[0]?.conversation ?? '';
      await store.transaction((tables) => endConversation(tables, { tenant: TENANT, conversation }, 5));
    }
    const before = { world: world(), entries: (await kept()).length };
    await bot.press({ command });
    const entries = await kept();
    expect(world() === before.world ? 'reads' : 'changes').toBe(effect);
    expect(entries.length > before.entries ? 'changes' : 'reads').toBe(effect);
    if (effect === 'changes')
      expect(entries[0]).toMatchObject({
        by: { aadObjectId: TANAKA.aadObjectId },
        tenant: TENANT,
        command: expect.any(String) as string,
      });
  },
);
