import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { watchFolder } from './planted';

export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'backup-bot-'));
  watchFolder(folder);
  return folder;
}
