import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { pino } from 'pino';

import { openStore, type Store } from '../../../services/store/openStore';
import { type ChecklistWorld, settledIn, startChecklistWorld } from '../../support/checklistRun';

let world: ChecklistWorld;
let sent: string[];
beforeEach(async () => {
  sent = [];
  world = await startChecklistWorld({ points: 'snapshot' });
  weather(() => 'fine');
});
afterEach(() => world.stop());

type Weather = ChecklistWorld['weather'];
/** Notes each request that starts a backup, whatever becomes of it. */
function weather(met: Weather): void {
  world.weather = (request) => {
    if (request.method === 'POST' && request.path.endsWith('/backup')) sent.push(request.requestId);
    return met(request);
  };
}

async function inStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(`sqlite:${join(world.folder, 'bot.db')}`, { log: pino({ level: 'silent' }) });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const START = ['--vm', 'vm-01', '--start-backup'];

it('when the bot has the database, then no backup is started, and it says how to get one', async () => {
  const { status, said, file } = await inStore(() => world.run(START));
  expect(sent).toEqual([]);
  expect(said.at(-1)).toMatch(/could not be written down: .*another process.*"backup now vm-01".*--job <id>/);
  expect(status).toBe(2);
  settledIn(file, 'paging');
});

it('when an admin has made the bot read-only, then no backup is started', async () => {
  const made = { id: 'x', atMs: 1, by: { id: 'admin', name: 'Admin' }, why: null };
  await inStore((store) => store.transaction(({ readOnly }) => readOnly.put(made)));
  const { status, said } = await world.run(START);
  expect({ sent, status }).toEqual({ sent: [], status: 2 });
  expect(said.at(-1)).toMatch(/read-only.*no backup is started/);
});

it('when a backup of the VM runs, then no second one is asked for, and its job is named', async () => {
  await world.run(START);
  const { said, status } = await world.run(START);
  const [job] = (await world.happened()).jobs.filter(({ vm }) => vm === 'vm-01');
  expect(sent).toHaveLength(1);
  expect(said.at(-1)).toBe(`vm-01: Backup ${job?.id} runs; give --job ${job?.id} to follow it.`);
  expect(status).toBe(2);
});

it("when Azure's answer was lost and its lists show nothing yet, then a second run asks for no second backup", async () => {
  weather(({ method, path }) => {
    if (method === 'POST' && path.endsWith('/backup')) return 'lost';
    return path.endsWith('/backupJobs') ? { status: 200, body: { value: [] } } : 'fine';
  });
  const first = await world.run(START);
  expect(first.said.at(-1)).toMatch(/answer is lost.*a backup may run\. Do not ask again/);
  const second = await world.run(START);
  expect(second.said.at(-1)).toMatch(/a backup was just asked for/);
  expect(sent).toHaveLength(1);
});

it('when it cannot be read whether a backup runs, then none is started', async () => {
  weather(({ path }) => (path.endsWith('/backupJobs') ? { status: 500, body: {} } : 'fine'));
  const { said, status } = await world.run(START);
  expect({ sent, status }).toEqual({ sent: [], status: 2 });
  expect(said.at(-1)).toMatch(/Azure started no backup|could not be read/);
});

it('when Azure refuses the backup, then it says so, and a later run may ask again', async () => {
  weather(({ method, path }) =>
    method === 'POST' && path.endsWith('/backup')
      ? { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'No.' } } }
      : 'fine',
  );
  expect((await world.run(START)).said.at(-1)).toMatch(/Azure started no backup \(.*AuthorizationFailed: No\.\)/);
  weather(() => 'fine');
  settledIn((await world.run(START)).file, 'snapshotClock');
});

it('when a backup is started, then the audit log tells of it, by the id that Azure shows', async () => {
  await world.run(START);
  const entries = await inStore((store) =>
    store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 10, kind: 'trigger' })),
  );
  const [job] = (await world.happened()).jobs.filter(({ vm }) => vm === 'vm-01');
  expect(entries).toEqual([
    expect.objectContaining({
      ...{ command: 'checklist', requestId: sent[0], vm: expect.objectContaining({ name: 'vm-01' }) as object },
      outcome: { result: 'started', jobId: job?.id, code: null },
    }),
  ]);
});

it('when the access file allows no more backups, then none is started', async () => {
  const access = join(world.folder, 'access.json');
  const rules = { tenants: ['t'], rules: [{ who: 'everyone', role: 'viewer' }] };
  writeFileSync(access, JSON.stringify({ ...rules, triggers: { perPersonAndHour: 1, perVaultAndDay: 1 } }));
  await world.run(START, { env: { ACCESS_FILE: access } });
  const { said } = await world.run(['--vm', 'vm-02', '--start-backup'], { env: { ACCESS_FILE: access } });
  expect(said.at(-1)).toBe('vm-02: the access file allows no more backups of this vault today');
  expect(sent).toHaveLength(1);
});
