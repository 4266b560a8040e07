import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';

import { openStore } from '../../services/store/openStore';

const log = pino({ level: 'silent' });
const PLACE = { tenant: 't', conversation: 'c' };

/** A disk of one megabyte; null where this user may not mount one. */
function mountSmallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
}

function fill(file: string): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(4_096));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
}

it('when the disk is full, then nothing is half written, the health says so, and all goes on once there is room', async () => {
  const disk = mountSmallDisk();
  if (disk === null) {
    process.stderr.write('LEFT OUT: only root may mount a small disk, so a full one is not tested\n');
    return;
  }
  const store = await openStore(`sqlite:${join(disk, 'bot.db')}`, { log });
  const put = (value: string): Promise<void> => store.transaction(({ settings }) => settings.put(PLACE, value));
  const get = (): Promise<unknown> => store.transaction(({ settings }) => settings.get(PLACE));
  await put('before');
  const ballast = join(disk, 'ballast');
  fill(ballast);

  const large = 'x'.repeat(100_000);
  await expect(put(large)).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  await expect(store.health()).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  expect(await get()).toBe('before');

  rmSync(ballast);
  await store.health();
  await put(large);
  expect(await get()).toBe(large);
  await store.close();
  // Lazily: libsql lets go of its file only when its statements are collected.
  execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true });
});
