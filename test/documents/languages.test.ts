import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { parseCommand } from '../../commands/parse/parse';
import { SETTINGS } from '../../services/platform/settings';
import {
  documentPairs,
  documentText,
  fencesOf,
  headingsOf,
  linksOf,
  spansOf,
  tablesOf,
  typedLines,
  withoutFences,
} from '../support/documentText';

const ROOT = resolve(__dirname, '../..');
/** Written from the tables of commands and metrics, whose tests hold what is in them. */
const GENERATED = ['docs/commands.md', 'docs/metrics.md'];
const VMS = ['vm-01', 'batch-stopped'];
/** What the terms for display are not, and what the bot never says. */
const NOT_SAID = [
  ...[
    '資格情報コンテナー',
    'リカバリポイント',
    '復元ポイント',
    '回復ポイント',
    '一貫性',
    'ユーザ(?!ー)',
    'サーバ(?!ー)',
  ],
  ...['コンテナ(?!ー)', 'フォルダ(?!ー)', 'ブラウザ(?!ー)', 'プロキシー', 'である。', 'のだ。', '（', '）'],
];

it('each document for users and operators is in both languages', () => {
  const ja = readdirSync(join(ROOT, 'docs/ja')).map((name) => `docs/ja/${name}`);
  expect(['README.ja.md', ...ja].toSorted()).toEqual(
    documentPairs()
      .map(([, path]) => path)
      .toSorted(),
  );
});

it.each(documentPairs().map(([, ja]) => ja))('a paragraph of %s is one line: GitHub shows its ends as blanks', (ja) => {
  const lines = withoutFences(documentText(ja)).split('\n');
  const goesOn = /^ *(?!-|\*|\||#|\d+\. |<|!\[|$)./;
  const isText = /^ *(?!\||#|<|$)./;
  expect(
    lines.filter((line, at) => goesOn.test(line.trimStart()) && isText.test((lines[at - 1] ?? '').trimStart())),
  ).toEqual([]);
});

describe.each(documentPairs())('%s and %s', (en, ja) => {
  const texts = [documentText(en), documentText(ja)] as const;
  const same = (look: (text: string) => unknown): void => {
    expect(look(texts[1])).toEqual(look(texts[0]));
  };

  it('have the same headings, lists and tables', () => {
    same((text) => headingsOf(text).map(({ level }) => level));
    same((text) => tablesOf(text).map((table) => table.map((row) => row.length)));
    if (!GENERATED.includes(en)) same((text) => [...text.matchAll(/^ *(?:-|\d+\.) /gm)].length);
  });

  it('have the same blocks of commands and files', () => {
    same((text) => fencesOf(text).map(({ kind, lines }) => [kind, kind === 'text' ? lines.length : lines]));
  });

  it('name the same variables, files and addresses', () => {
    if (!GENERATED.includes(en)) same((text) => spansOf(text).filter(isName).toSorted());
  });

  it('lead to the same places', () => {
    expect(linksOf(ja).map(toEnglish)).toEqual(linksOf(en).map(toEnglish));
  });

  it('have people type the same commands, and the bot understands each', () => {
    const understood = (text: string): unknown[] => typedLines(text).map((line) => parseCommand(line, VMS));
    expect(understood(texts[0]).filter((parsed) => !isCommand(parsed))).toEqual([]);
    expect(understood(texts[1]).filter((parsed) => !isCommand(parsed))).toEqual([]);
    same((text) => understood(text).map(withoutWords));
  });

  it('use the terms of the field in Japanese', () => {
    // What people type is quoted; it need not be what the bot displays.
    const said = texts[1].replace(/`[^`\n]*`/g, '');
    const found = NOT_SAID.flatMap((term) => [...said.matchAll(new RegExp(`.{0,12}${term}`, 'g'))].map(String));
    expect(found).toEqual([]);
  });
});

it("the Japanese README's table names every variable with its default", () => {
  const rows = tablesOf(documentText('README.ja.md'))
    .flat()
    .map(([name, fallback]) => `${name ?? ''} ${fallback ?? ''}`);
  const missing = Object.entries(SETTINGS)
    .map(([name, setting]) => `\`${name}\` ${'fallback' in setting ? `\`${setting.fallback}\`` : '–'}`)
    .filter((row) => !rows.includes(row));
  expect(missing).toEqual([]);
});

/** A name that is the same in every language: it holds a sign of a path, a variable or an option. */
function isName(span: string): boolean {
  return /^[\x21-\x7e]+$/.test(span) && /[/_.=]|^[A-Z][A-Z]/.test(span) && !span.includes('<');
}

function toEnglish({ path }: { readonly path: string }): string {
  return path
    .replace('docs/ja/', 'docs/')
    .replace('README.ja.md', 'README.md')
    .replace(/^docs\/ja$/, 'docs')
    .replace(/\.ja\.(light|dark)\.png$/, '.en.$1.png');
}

function isCommand(parsed: unknown): boolean {
  return (parsed as { readonly kind: string }).kind === 'command';
}

/** Reasons and the like stand in the language of the line. */
function withoutWords(parsed: unknown): unknown {
  const { command } = parsed as { readonly command: Record<string, unknown> };
  return { ...command, why: undefined, topic: command['topic'] !== undefined };
}
