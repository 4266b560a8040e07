import { join } from 'node:path';

import { pino } from 'pino';

import { openStore } from '../../services/store/openStore';
import { mountSmallDisk } from '../support/smallDisk';

const log = pino({ level: 'silent' });
const PLACE = { tenant: 't', conversation: 'c' };

it('when the disk is full, then nothing is half written, the health says so, and all goes on once there is room', async () => {
  const disk = mountSmallDisk(1);
  if (disk === null) {
    process.stderr.write('LEFT OUT: only root may mount a small disk, so a full one is not tested\n');
    return;
  }
  const store = await openStore(`sqlite:${join(disk.folder, 'bot.db')}`, { log });
  const put = (value: string): Promise<void> => store.transaction(({ settings }) => settings.put(PLACE, value));
  const get = (): Promise<unknown> => store.transaction(({ settings }) => settings.get(PLACE));
  await put('before');
  disk.fill();

  const large = 'x'.repeat(100_000);
  await expect(put(large)).rejects.toMatchObject({ name: 'DatabaseError', code: 'SQLITE_FULL' });
  await expect(store.health()).rejects.toMatchObject({ name: 'DatabaseError', code: 'SQLITE_FULL' });
  expect(await get()).toBe('before');

  disk.clear();
  await store.health();
  await put(large);
  expect(await get()).toBe(large);
  await store.close();
  disk.remove();
});
