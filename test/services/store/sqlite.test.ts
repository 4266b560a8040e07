import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Libsql from 'libsql';

import { describeStore } from '../../contract/storeContract';

describeStore('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const file = join(folder, 'data', 'bot.db');
  return {
    url: `sqlite:${file}`,
    async raw(statement) {
      const beside = new Libsql(file);
      beside.exec(statement);
      beside.close();
    },
    async drop() {
      rmSync(folder, { recursive: true });
    },
  };
});
