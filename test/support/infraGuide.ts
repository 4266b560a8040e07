import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The commands of the guide to Azure, one a line: those in blocks of shell, and continued lines joined. */
export function guideCommands(): readonly string[] {
  const text = readFileSync(join(resolve(__dirname, '../../infra'), 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/```sh\n(?<block>[^`]*)```/g)].map(({ groups }) => groups?.['block'] ?? '');
  return blocks.flatMap((block) =>
    block
      .replace(/\\\n\s*/g, '')
      .trim()
      .split('\n'),
  );
}
