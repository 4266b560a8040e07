import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');

/** What runs with real time: today's date, wherever the process stands. */
const REAL_CLOCK =
  /\bDate\(\)|\bDate\.now\(|\bcreateClock\(|\bCLOCK_(?:SPEED|EPOCH)\b|\bstart(?:Product|Demo|Replay|ReplayedBot|Night|Probed)\(/;
/** A moment that is written down: as a date, or as the whole of a text. */
const FIXED_DATE =
  /\bnew Date\((?!0\))\s*['"`]?\d|\bDate\.parse\(\s*['"`]\d|\bDate\.UTC\(\s*\d|(['"`])(?:19|20)\d\d-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?\1|'\d\d-\d\d-20\d\d'/;
/** A moment that is written down and has a name elsewhere. */
const FIXED_NAME = /\bexport const (?<name>\w+)(?:: \w+)? = (?:new Date|Date\.(?:parse|UTC))\(\s*['"`\d]/g;

const sources = new Map(
  ['test', 'playground', 'bench'].flatMap(filesUnder).map((file) => [relative(ROOT, file), readFileSync(file, 'utf8')]),
);
const fixedNames = [...sources.values()].flatMap((source) =>
  [...source.matchAll(FIXED_NAME)].map((match) => match.groups?.['name'] ?? ''),
);

it('no test, bench or playground sets a fixed date against a clock that shows today', () => {
  const strays = [...sources]
    .filter(([file]) => file !== relative(ROOT, __filename))
    .flatMap(([file, source]) => fixedDatesIn(source).map((line) => `${file}: ${line}`));
  expect(strays).toEqual([]);
});

describe('the rule', () => {
  const meets = (line: string): boolean => fixedDatesIn(`const clock = createClock();\n${line}`).length > 0;

  it.each([
    "const EPOCH = new Date('2026-11-22T17:00:00Z');",
    "const env = { CLOCK_EPOCH: '2026-11-22T17:00:00Z', CLOCK_SPEED: '1' };",
    "const started = '2026-11-22';",
    "const at = Date.parse('2026-11-22 17:00:00');",
    'const at = Date.UTC(2026, 10, 22);',
    'const at = new Date(1795366800000);',
    "import { NOW } from '../support/samples';",
  ])('finds %j beside a real clock', (line) => {
    expect(meets(line)).toBe(true);
    expect(fixedDatesIn(line.replace(/CLOCK_\w+/g, 'TIME'))).toEqual([]);
  });

  it.each([
    'const none = new Date(0);',
    "const name = '{{DATE(2026-01-01T00:00:00Z)}}';",
    "const v = '?v=2024-04-01';",
  ])('leaves %j alone', (line) => {
    expect(meets(line)).toBe(false);
  });
});

/** The lines of a source with a real clock that hold, or import, a fixed date. */
function fixedDatesIn(source: string): string[] {
  if (!REAL_CLOCK.test(source)) return [];
  const lines = source.split('\n').filter((line) => FIXED_DATE.test(line));
  const imported = [...source.matchAll(/^import (?<names>[^'";]*) from/gm)].flatMap((match) => {
    const names = match.groups?.['names']?.match(/\w+/g) ?? [];
    return names.filter((name) => fixedNames.includes(name)).map((name) => `imports ${name}`);
  });
  return [...lines.map((line) => line.trim()), ...imported];
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mts|js|mjs)$/.test(name))
    .map((name) => join(ROOT, folder, name));
}
