import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openStore } from '../../../services/store/openStore';

it('opens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const log = { debug() {}, info: console.log, warn: console.log, error: console.log };
  const store = await openStore(`sqlite:${folder}/a/b.db`, { log: log as never });
  await store.health();
  expect(await store.transaction((t) => t.leases.claim('a', 'me'))).toBe(true);
  expect(await store.transaction((t) => t.leases.claim('a', 'you'))).toBe(false);
  expect(await store.transaction((t) => t.leases.claim('a', 'me'))).toBe(true);
  console.log(await store.purge(Date.now()));
  await expect(openStore(`sqlite:${folder}/a/b.db`, { log: log as never })).rejects.toThrow(/another process/);
  await store.close();
  rmSync(folder, { recursive: true });
});
