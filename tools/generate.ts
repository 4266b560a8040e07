import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { generatedFiles } from './appPackage/generatedFiles';

/** Writes what follows from the table of commands: the Teams app's manifest and the command reference. */
function generate(): void {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  for (const [file, text] of generatedFiles(version)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${file}\n`);
  }
}

generate();
