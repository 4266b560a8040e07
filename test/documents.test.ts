import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { FOLDERS } from './support/folders';

const ROOT = resolve(__dirname, '..');
const DOCUMENTS = [
  'README.md',
  'README.ja.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'bench/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const SOURCES = [...FOLDERS, 'test'];

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8');

  it('names no file or folder that is not there', () => {
    const named = [...text.matchAll(/`(?<path>(?:[\w.-]+\/)+[\w.-]*|[\w-]+\.(?:ts|md|mjs))`/g)].map(
      (match) => match.groups?.['path'] ?? '',
    );
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  it('names no function that its file does not export', () => {
    const named = [...text.matchAll(/`(?<path>[\w/]+\.ts)`\s+(?:exports\s+)?`(?<name>\w+)\(\)`/g)];
    const missing = named.filter(({ groups }) => {
      const source = readFileSync(join(ROOT, groups?.['path'] ?? ''), 'utf8');
      return !new RegExp(`\\b${groups?.['name'] ?? ''}\\b[(<]`).test(source);
    });
    expect(missing.map(([match]) => match)).toEqual([]);
  });
});

it('no comment cites a document that a clone lacks', () => {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') || name.endsWith('.mjs'))
      .map((name) => join(ROOT, folder, name)),
  );
  const cited = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:\b(?:AZURE|TEAMS|DESIGN|CASES|WORDING|STYLE|CONTRACT)(?:\.md\b| \d)|docs\/[\w/-]+\.md)/g,
      ),
    ]
      .map(([match]) => match)
      .filter((match) => !match.startsWith('docs/') || !existsSync(join(ROOT, match)))
      .map((match) => `${file.slice(ROOT.length + 1)}: ${match}`),
  );
  expect(cited).toEqual([]);
});

/** A path of ours starts with a folder of ours; other words with a slash are names of Azure's or patterns. */
function isThere(path: string): boolean {
  const isOurs = [...SOURCES, 'docs'].includes(path.split('/')[0] ?? '') || /\.(?:ts|md|mjs)$/.test(path);
  return !isOurs || existsSync(join(ROOT, path));
}
