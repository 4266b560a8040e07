import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', 'cards', 'golden');

/** Compares with test/cards/golden/<name>.json, which the Adaptive Cards designer opens. Rewrite: `npm run golden`. */
export function expectGolden(name: string, value: unknown): void {
  const path = join(FOLDER, `${name}.json`);
  const actual = `${JSON.stringify(value, null, 2)}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path, actual);
  }
  expect(actual).toBe(existsSync(path) ? readFileSync(path, 'utf8') : `no golden file ${name}.json: npm run golden`);
}
