import { join } from 'node:path';

import { pino } from 'pino';

import { openStore } from '../../services/store/openStore';
import { needing } from '../support/needing';
import { mountSmallDisk } from '../support/smallDisk';

const log = pino({ level: 'silent' });
const PLACE = { tenant: 't', conversation: 'c' };

needing(mountSmallDisk(1), 'only root may mount a small disk')('on a small disk', (disk) => {
  it('when the disk is full, then nothing is half written, the health says so, and all goes on once there is room', async () => {
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
});
