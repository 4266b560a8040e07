import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', 'cards', 'locales');
const FILES = readdirSync(join(FOLDER, 'en'));

function texts(language: string, file: string): ReadonlyMap<string, string> {
  const flat = (value: unknown, path: string): [string, string][] =>
    typeof value === 'string'
      ? [[path, value]]
      : Object.entries(value as object).flatMap(([key, one]) => flat(one, path === '' ? key : `${path}.${key}`));
  return new Map(flat(JSON.parse(readFileSync(join(FOLDER, language, file), 'utf8')), ''));
}

/** The key without the plural ending of i18next. Japanese has one form where English has two. */
function base(key: string): string {
  return key.replace(/_(?:zero|one|other)$/, '');
}

it('both languages have the same files', () => {
  expect(readdirSync(join(FOLDER, 'ja'))).toEqual(FILES);
});

describe.each(FILES)('%s', (file) => {
  const en = texts('en', file);
  const ja = texts('ja', file);

  it('has the same keys in both languages, but for the Japanese glosses', () => {
    const keys = (of: ReadonlyMap<string, string>): string[] =>
      [...new Set([...of.keys()].map(base))].filter((key) => !key.startsWith('taskGloss.')).sort();
    expect(keys(ja)).toEqual(keys(en));
  });

  it('has the same placeholders in both languages', () => {
    const holders = (text: string): string[] => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
    for (const [key, text] of en) {
      const other = ja.get(key) ?? ja.get(`${base(key)}_other`);
      expect({ key, holders: holders(other ?? '') }).toEqual({ key, holders: holders(text) });
    }
  });

  it('never says that the work may begin: the bot speaks for the backup only', () => {
    const all = [...en.values(), ...ja.values()].join('\n');
    expect(all).not.toMatch(/it is safe|go ahead with the work|安全です|作業を開始してください|資格情報コンテナー/i);
  });

  it('leaves no text empty', () => {
    for (const [key, text] of [...en, ...ja]) expect({ key, text: text.trim() }).not.toEqual({ key, text: '' });
  });
});
