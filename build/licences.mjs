import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^(?<folder>(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENCE = /^(licen[cs]e|copying|notice|thirdparty)/i;

/** Writes the name, version and licence of each package that a bundle holds parts of, with the texts that it brings. */
export function writeLicences(root, inputs, file) {
  const folders = new Set(inputs.map((input) => PACKAGE.exec(input.replace(/^[\w ]+:/, ''))?.groups.folder));
  folders.delete(undefined);
  writeFileSync(
    file,
    [...folders]
      .sort()
      .map((folder) => noticeOf(join(root, folder)))
      .join('\n'),
  );
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim());
  const kind = typeof license === 'string' ? license : JSON.stringify(license ?? 'see below');
  return [`=== ${name} ${version}: ${kind}`, ...texts, ''].join('\n');
}
