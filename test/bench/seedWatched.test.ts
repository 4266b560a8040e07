import { join } from 'node:path';

import { seedWatched } from '../../bench/seedWatched';
import { openStore } from '../../services/store/openStore';
import { tempFolder } from '../support/tempFolder';

it('when running backups are seeded, then the store holds them as asked for and still open, with their tasks', async () => {
  const file = join(tempFolder(), 'seeded.db');
  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  const job = { vault: 'vault-01', ended: null };
  await seedWatched(
    file,
    [
      { ...job, id: 'job-1', vm: 'vm-001', started: ago(12), snapshotDone: ago(4) },
      { ...job, id: 'job-2', vm: 'vm-002', started: ago(5), snapshotDone: null },
    ],
    'http://127.0.0.1:1/',
  );
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const store = await openStore(`sqlite:${file}`, { log });
  const found = await store.transaction(async ({ watched, jobSubscriptions, conversations }) => {
    const open = [...(await watched.open(null, 10))].sort((a, b) => a.startedMs - b.startedMs);
    const promised = await Promise.all(open.map(({ key }) => jobSubscriptions.ofJob(key)));
    return { open, promised, place: await conversations.get({ tenant: 'tenant', conversation: 'vault-01' }) };
  });
  await store.close();
  expect(found.open).toMatchObject([
    {
      jobId: 'job-1',
      vmName: 'vm-001',
      raised: ['started', 'snapshotDone'],
      job: { tasks: [{ state: 'completed' }, {}] },
    },
    { jobId: 'job-2', raised: ['started'], job: { tasks: [{ state: 'inProgress' }, {}] } },
  ]);
  expect(found.promised).toMatchObject([[{ asker: { name: 'Bench' } }], [{ asker: { name: 'Bench' } }]]);
  expect(found.place).toMatchObject({ conversation: { id: 'vault-01' } });
});
