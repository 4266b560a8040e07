import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { itKeepsOlderAudit } from '../../contract/auditUpgrade';
import { tempFolder } from '../../support/tempFolder';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

itKeepsOlderAudit(async () => `sqlite:${join(folder, 'bot.db')}`);
