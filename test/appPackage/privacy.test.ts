import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import Libsql from 'libsql';
import { pino } from 'pino';

import { openStore } from '../../services/store/openStore';
import { tempFolder } from '../support/tempFolder';

const ROOT = resolve(__dirname, '..', '..');
const PAGES = { 'docs/privacy.md': /(?<days>\d+) days?\b/g, 'docs/ja/privacy.md': /(?<days>\d+) 日/g } as const;

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The rows of the page's table, by the name of the database's table. */
function rowsOf(page: string): ReadonlyMap<string, string> {
  const rows = read(page).matchAll(/^\| `(?<table>\w+)` .*$/gm);
  return new Map([...rows].map(([row, table = '']) => [table, row]));
}

/** Days for which `purge.ts` keeps the rows of a table, by its name. */
function keptDays(): ReadonlyMap<string, number> {
  const source = read('services/store/purge.ts');
  const kept = source.matchAll(/table: '(?<table>\w+)',\s+expired: sql`[^`]*?-? ?(?:(?<days>\d+) \* )?DAY_MS/g);
  const audit = Number(/AUDIT_KEPT_MS = (?<days>\d+) \* DAY_MS/.exec(source)?.groups?.['days']);
  const days = [...kept].map(({ groups }): [string, number] => [
    groups?.['table'] ?? '',
    Number(groups?.['days'] ?? 1),
  ]);
  return new Map([...days, ['audit_log', audit]]);
}

async function tablesOfDatabase(): Promise<readonly string[]> {
  const folder = tempFolder();
  const file = join(folder, 'bot.db');
  const store = await openStore(`sqlite:${file}`, { log: pino({ level: 'silent' }) });
  const beside = new Libsql(file);
  const rows = beside.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
  beside.close();
  await store.close();
  rmSync(folder, { recursive: true });
  return rows.map(({ name }) => name).filter((name) => !name.startsWith('sqlite_'));
}

describe.each(Object.entries(PAGES))('%s', (page, days) => {
  it('names each table of the database, and none that is not there', async () => {
    const rows = [...read(page).matchAll(/^\| .*`.*$/gm)].join('\n');
    const named = [...rows.matchAll(/`(?<table>\w+)`/g)].map(([, table]) => table);
    expect(named.toSorted()).toEqual([...(await tablesOfDatabase())].toSorted());
  });

  it('says for how many days each is kept, as the purge has it', () => {
    const rows = rowsOf(page);
    const said = (table: string): readonly number[] =>
      [...(rows.get(table) ?? '').matchAll(days)].map(({ groups }) => Number(groups?.['days']));
    const kept = [...keptDays()].filter(([table]) => rows.has(table));
    expect(kept.length).toBeGreaterThanOrEqual(9);
    expect(kept.filter(([table, count]) => !said(table).includes(count))).toEqual([]);
  });
});

it('the privacy pages and the terms say the same in both languages: as many sections, lists and rows', () => {
  const shape = (page: string): readonly string[] =>
    read(page)
      .split('\n')
      .flatMap((line) => /^(?:#+|-|\|)(?= )/.exec(line) ?? []);
  expect(shape('docs/ja/privacy.md')).toEqual(shape('docs/privacy.md'));
  expect(shape('docs/ja/terms.md')).toEqual(shape('docs/terms.md'));
});
