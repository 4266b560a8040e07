import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Node's options with which `npm start` runs the bot. */
export function startOptions(): readonly string[] {
  const file = readFileSync(resolve(__dirname, '../../package.json'), 'utf8');
  const { scripts } = JSON.parse(file) as { scripts: { start: string } };
  return scripts.start.match(/--\S+=\S+/g) ?? [];
}
