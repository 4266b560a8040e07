import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { pino } from 'pino';

import { openStore, type Store } from '../../../services/store/openStore';
import { type LogLine, recording } from '../../support/startBot';
import { tempFolder } from '../../support/tempFolder';

const log = pino({ level: 'silent' });
const PLACE = { tenant: 't', conversation: 'c' };

let folder: string;
let url: string;
beforeEach(() => {
  folder = tempFolder();
  url = `sqlite:${join(folder, 'data', 'bot.db')}`;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const put = (store: Store, value: unknown): Promise<void> =>
  store.transaction(({ settings }) => settings.put(PLACE, value));

describe('on a machine with other accounts', () => {
  const modes = (): Record<string, string> =>
    Object.fromEntries(
      ['.', 'bot.db', 'bot.db-wal', 'bot.db-shm', 'bot.db-lock']
        .map((name) => [name, join(folder, 'data', name)] as const)
        .map(([name, path]) => [name, (statSync(path).mode & 0o777).toString(8)]),
    );
  const PRIVATE = { '.': '700', 'bot.db': '600', 'bot.db-wal': '600', 'bot.db-shm': '600', 'bot.db-lock': '600' };

  it('when it is made, then nobody else may read it, nor look into its folder', async () => {
    const store = await openStore(url, { log });
    await put(store, 'secret');
    expect(modes()).toEqual(PRIVATE);
    await store.close();
  });

  it('when an older version left it open to others, then it is closed to them', async () => {
    const first = await openStore(url, { log });
    await put(first, 'secret');
    await first.close();
    for (const end of ['', '-wal', '-shm', '-lock']) {
      closeSync(openSync(join(folder, 'data', `bot.db${end}`), 'a'));
      chmodSync(join(folder, 'data', `bot.db${end}`), 0o644);
    }
    chmodSync(join(folder, 'data'), 0o755);

    const store = await openStore(url, { log });
    await put(store, 'secret');
    expect(modes()).toEqual(PRIVATE);
    await store.close();
  });

  it('when its folder holds other files, then the folder stays as it is, and the log says so', async () => {
    mkdirSync(join(folder, 'data'));
    chmodSync(join(folder, 'data'), 0o755);
    writeFileSync(join(folder, 'data', 'notes.txt'), '');
    const lines: LogLine[] = [];

    const store = await openStore(url, { log: recording(lines) });
    await put(store, 'secret');

    expect(modes()).toEqual({ ...PRIVATE, '.': '755' });
    expect(lines.filter(({ message }) => message.includes("the database's folder is open to others"))).toHaveLength(1);
    await store.close();
  });
});

it('when an activity is answered, then no file holds what was typed', async () => {
  const store = await openStore(url, { log });
  const seen = { ...PLACE, activity: '1', body: { text: `cancel ${'vm-of-the-secret-project '.repeat(400)}` } };
  await store.transaction(({ activities }) => activities.claim(seen, { owner: 'me', now: 0 }));
  await store.transaction(({ activities }) => activities.answered(seen, { status: 200 }));
  await store.close();
  for (const name of readdirSync(join(folder, 'data')))
    expect(readFileSync(join(folder, 'data', name), 'latin1')).not.toContain('secret-project');
});
