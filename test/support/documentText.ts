import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
/** For developers, in English only. */
const ENGLISH_ONLY = ['docs/azure.md', 'docs/teams.md'];

/** README and the documents for users and operators, which stand in both languages: English first. */
export function documentPairs(): readonly (readonly [en: string, ja: string])[] {
  const names = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const own = names.map((name) => `docs/${name}`).filter((path) => !ENGLISH_ONLY.includes(path));
  return [['README.md', 'README.ja.md'], ...own.map((path) => [path, path.replace('docs/', 'docs/ja/')] as const)];
}

export function documentText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

interface Fence {
  readonly kind: string;
  readonly lines: readonly string[];
}

/** Fenced blocks. */
export function fencesOf(text: string): readonly Fence[] {
  return [...text.matchAll(/^```(?<kind>\w*)\n(?<body>.*?)^```$/gms)].map(({ groups }) => ({
    kind: groups?.['kind'] ?? '',
    // A backslash goes on in the next line.
    lines: (groups?.['body'] ?? '')
      .replace(/ \\\n +/g, ' ')
      .split('\n')
      .filter((line) => line.trim() !== ''),
  }));
}

/** Lines of every `sh` block. */
export function shellLines(text: string): readonly string[] {
  return fencesOf(text)
    .filter(({ kind }) => kind === 'sh')
    .flatMap(({ lines }) => lines);
}

/** Lines that a person types to the bot: `text` blocks, and the first column of tables that say so. */
export function typedLines(text: string): readonly string[] {
  const blocks = fencesOf(text)
    .filter(({ kind }) => kind === 'text')
    .flatMap(({ lines }) => lines);
  const columns = tablesOf(text)
    .filter(([head]) => /^(?:you type|入力する文)$/.test(head?.[0] ?? ''))
    .flatMap(([, ...rows]) => rows.flatMap(([cell = '']) => spansOf(cell)));
  return [...blocks, ...columns];
}

/** Rows of cells, the head first. A table inside a fence does not count. */
export function tablesOf(text: string): readonly (readonly (readonly string[])[])[] {
  return [...withoutFences(text).matchAll(/(?:^\|.*\|\n)+/gm)].map(([table]) =>
    table
      .trim()
      .split('\n')
      .filter((row) => !/^\|[ :|-]+\|$/.test(row))
      .map((row) =>
        row
          .split(/(?<!\\)\|/)
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  );
}

/** Inline code. */
export function spansOf(text: string): readonly string[] {
  return [...withoutFences(text).matchAll(/`(?<code>[^`\n]+)`/g)].map(({ groups }) => groups?.['code'] ?? '');
}

export function headingsOf(text: string): readonly { readonly level: number; readonly title: string }[] {
  return [...withoutFences(text).matchAll(/^(?<marks>#+) (?<title>.+)$/gm)].map(({ groups }) => ({
    level: (groups?.['marks'] ?? '').length,
    title: groups?.['title'] ?? '',
  }));
}

interface DocumentLink {
  /** From the project's folder; '' for a place on the same page. */
  readonly path: string;
  readonly anchor: string;
}

/** Links and pictures that lead to files of the project. */
export function linksOf(document: string): readonly DocumentLink[] {
  const text = withoutFences(documentText(document));
  const found = text.matchAll(/\]\((?<link>[^)\s]+)\)|(?:src|srcset)="(?<picture>[^"]+)"/g);
  return [...found]
    .map(({ groups }) => groups?.['link'] ?? groups?.['picture'] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#');
      return { path: path === '' ? document : normalize(join(dirname(document), path)), anchor };
    });
}

/** How GitHub names a heading in an address. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

export function withoutFences(text: string): string {
  return text.replace(/^```.*?^```$/gms, '');
}
