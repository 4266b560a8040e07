import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { lockedPackages } from './support/lockFile';

const ROOT = resolve(__dirname, '..');
const TEXT = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
const PRODUCTION = lockedPackages().filter(({ dev }) => !dev);
const TEMPLATES = join(ROOT, 'cards/templates');

it('each line of the threat model names a test that is there, or none where the line is not in this version', () => {
  const rows = tableUnder('## Threat model');
  expect(rows.length).toBeGreaterThan(10);
  const bad = rows.filter(([, , , test = '']) => test !== '–' && !namedIn(test).some(isTest));
  expect(bad).toEqual([]);
});

describe('the licences', () => {
  const listed = tableUnder('## Licences').map(([licence = '']) => licence);

  it('each licence of a production package is listed, and no other', () => {
    const held = PRODUCTION.flatMap(({ license }) => license ?? []);
    expect(distinct(listed.filter((cell) => !cell.startsWith('none')).flatMap(namedIn))).toEqual(distinct(held));
  });

  it('each production package without a licence in the lock file is listed by its name, and no other', () => {
    const held = PRODUCTION.flatMap(({ name, license }) => (license === null ? name : []));
    expect(distinct(listed.filter((cell) => cell.startsWith('none')).flatMap(namedIn))).toEqual(distinct(held));
  });
});

describe('the advisories', () => {
  it('each open one names a version that is installed', () => {
    const rows = tableUnder('### Open in what is installed');
    expect(rows.length).toBeGreaterThan(0);
    const stale = rows.filter(([, cell = '']) => {
      const [, name = '', version = ''] = /^`(.+)` (\S+)$/.exec(cell) ?? [];
      return !installed(name).includes(version);
    });
    expect(stale).toEqual([]);
  });

  it('each package with a fixed one is installed in the version that is named, and in none before the fix', () => {
    const rows = tableUnder('### Fixed by what is installed');
    expect(rows.length).toBeGreaterThan(0);
    const stale = rows.filter(([name = '', version = '', fixed = '']) => {
      const versions = installed(namedIn(name)[0] ?? '');
      return !versions.includes(version) || versions.some((one) => isBefore(one, fixed));
    });
    expect(stale).toEqual([]);
  });

  it('no template calls a function of adaptive-expressions but these', () => {
    const calls = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => [...readFileSync(join(TEMPLATES, file), 'utf8').matchAll(/\$\{(?<expression>[^}]*)\}/g)])
      .flatMap(({ groups }) => [...(groups?.['expression'] ?? '').matchAll(/(?<name>\w+)\(/g)])
      .map(({ groups }) => groups?.['name'] ?? '');
    expect(distinct(calls)).toEqual(['count', 'length']);
  });
});

/** The cells of the first table under a heading, without its first two lines. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const [, after = ''] = TEXT.split(`\n${heading}\n`);
  const [section = ''] = after.split(/\n#+ /);
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function namedIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`(?<name>[^`]+)`/g)].map(({ groups }) => groups?.['name'] ?? '');
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts') && existsSync(join(ROOT, file));
}

function installed(name: string): readonly string[] {
  return PRODUCTION.filter((one) => one.name === name).map(({ version }) => version);
}

function isBefore(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
