import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { SETTINGS } from '../../services/platform/settings';
import { DOCUMENTED_COMMANDS } from '../support/documentedCommands';
import { documentPairs, documentText, shellLines, spansOf } from '../support/documentText';

const ROOT = resolve(__dirname, '../..');
const DOCUMENTS = [...documentPairs().flat(), 'CONTRIBUTING.md', 'SECURITY.md'];
const INSTALL = 'docs/install.md';
/** Given by the reader, or read by other programs than the bot. */
const OTHER_VARIABLES = [
  ...['PGPASSWORD', 'RESTORED_URL', 'OLD_VERSION', 'APP_WEBSITE_URL', 'APP_PRIVACY_URL', 'APP_TERMS_URL'],
  ...['KILLS', 'NODE_OPTIONS', 'SEED', 'TZ'],
];
/** OpenTelemetry's own, and those of the simulated Azure. */
const OTHER_KINDS = /^(?:OTEL|SIMULATOR)_/;
const ALL_LINES = documentPairs().flatMap((pair) => pair.flatMap((path) => shellLines(documentText(path))));

it('each command of a document is one that something runs', () => {
  const shown = new Set(ALL_LINES);
  expect([...shown].filter((line) => !(line in DOCUMENTED_COMMANDS))).toEqual([]);
  expect(Object.keys(DOCUMENTED_COMMANDS).filter((line) => !shown.has(line))).toEqual([]);
});

it('a file that is said to run a command does so', () => {
  const others = Object.values(DOCUMENTED_COMMANDS).flatMap((runner) => ('file' in runner ? [runner] : []));
  expect(others.filter(({ file, says }) => !readFileSync(join(ROOT, file), 'utf8').includes(says))).toEqual([]);
});

it('installs by the very commands that infra/README.md gives', () => {
  const given = shellLines(documentText('infra/README.md'));
  const shown = shellLines(documentText(INSTALL)).filter((line) => /\baz /.test(line));
  expect(shown.length).toBeGreaterThan(9);
  expect(shown.filter((line) => !given.includes(line))).toEqual([]);
});

describe.each(DOCUMENTS)('%s', (document) => {
  const text = documentText(document);
  const shown = [...shellLines(text), ...spansOf(text)].join('\n');

  it('names npm scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...shown.matchAll(/\bnpm (?:run (?:--silent )?(?<run>[\w:-]+)|(?<own>start|test)\b)/g)];
    const missing = named
      .map(({ groups }) => groups?.['run'] ?? groups?.['own'] ?? '')
      .filter((name) => !(name in scripts));
    expect(missing).toEqual([]);
  });

  it('names variables that something reads', () => {
    const assigned = [
      ...shown.matchAll(/(?:^|[\s"{$])(?<name>[A-Z][A-Z\d]*_[A-Z\d_]+|Microsoft[A-Z]\w+Id|TZ|SEED|KILLS)\b/gm),
    ];
    const names = assigned.map(({ groups }) => groups?.['name'] ?? '');
    const isGiven = (name: string): boolean =>
      ALL_LINES.some((line) => line.replace('export ', '').startsWith(`${name}=`));
    const unknown = names.filter(
      (name) => !(name in SETTINGS) && !OTHER_VARIABLES.includes(name) && !OTHER_KINDS.test(name) && !isGiven(name),
    );
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('names files in its commands that are there', () => {
    const files = [
      ...shellLines(text)
        .join('\n')
        .matchAll(/\b(?:infra|tools|appPackage|env|\.ci)\/[\w./-]+/g),
    ].map(String);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
