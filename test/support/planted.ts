import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

import Libsql from 'libsql';

import { createScrubber } from '../../services/platform/log';

/**
 * What no line of the log and no row of the database may hold. The harnesses plant it wherever the real things stand:
 * settings, tokens, answers of others, and the parts of a message that are no command.
 */
export const PLANTED = {
  clientSecret: 'pl4nted~client/+&é="secret',
  databasePassword: 'pl4nted-database-password',
  token: 'pl4nted-access-token',
  sasUrl: 'https://store.blob.core.windows.net/c/b?sv=2024-11-04&sp=r&sig=pl4ntedSignature%2B0%3D',
  connectionString: 'DefaultEndpointsProtocol=https;AccountName=store;AccountKey=pl4ntedKey==',
  message: 'pl4nted words of a message',
} as const;

/** What the product's log does to each line; it knows the values of the settings. */
const scrub = createScrubber([PLANTED.clientSecret, PLANTED.databasePassword]);
/** Any of it, in any encoding that leaves letters as they are. */
const MARK = 'pl4nted';

/** What was found since the last look; `leakWatch.ts` looks after each test. */
const found: string[] = [];
const folders = new Set<string>();

export function takeLeaks(): readonly string[] {
  for (const folder of folders) {
    if (existsSync(folder)) found.push(...leaksInFolder(folder));
    else folders.delete(folder);
  }
  return found.splice(0);
}

/** Looks through the databases in `folder` after each test for as long as it exists. */
export function watchFolder(folder: string): void {
  folders.add(folder);
}

/** A line as a test's log gets it, with its errors and their causes. */
export function watchLine(line: unknown): void {
  const text = inspect(line, { depth: 12, maxArrayLength: null, maxStringLength: null, showHidden: true });
  if (scrub(text).includes(MARK)) found.push(`log: ${text.slice(0, 500)}`);
}

/** Lines of a process's standard error. */
export function watchText(text: string): void {
  for (const line of text.split('\n')) if (line.includes(MARK)) found.push(`log: ${line.slice(0, 500)}`);
}

function leaksInFolder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.db'))
    .flatMap((name) => leaksInDatabase(join(folder, name)));
}

function leaksInDatabase(file: string): readonly string[] {
  let database: Libsql.Database | undefined;
  try {
    database = new Libsql(file, { timeout: 50 });
    const opened = database;
    opened.pragma('query_only=1');
    const tables = opened.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    return tables.flatMap(({ name }) =>
      (opened.prepare(`select * from "${name}"`).all() as Record<string, unknown>[])
        .map((row) => JSON.stringify(isUnanswered(name, row) ? { ...row, body: '' } : row))
        .filter((row) => row.includes(MARK))
        .map((row) => `${name}: ${row.slice(0, 500)}`),
    );
  } catch {
    return []; // A test made it unreadable.
  } finally {
    database?.close();
  }
}

/** The one place that holds a message: until it is answered, so that a crash loses none. */
function isUnanswered(table: string, row: Record<string, unknown>): boolean {
  return table === 'activities' && row['result'] === null;
}
