// Prints a software bill of materials (CycloneDX) of all that an installation without development packages holds, for
// each platform, from the lock file alone. `npm sbom --omit dev` does not do it: that leaves out what a development
// package needs too, such as zod.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const { devDependencies: _, ...manifest } = readJson('package.json');
const lock = readJson('package-lock.json');
const { '': root, ...installed } = lock.packages;
const { devDependencies: __, ...production } = root;
const packages = Object.fromEntries(Object.entries(installed).filter(([, { dev }]) => !dev));

const parent = mkdtempSync(join(tmpdir(), 'sbom-'));
try {
  const folder = join(parent, manifest.name); // npm takes the component's name from here.
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ ...lock, packages: { '': production, ...packages } }),
  );
  const options = ['--prefix', folder, '--package-lock-only', '--sbom-format', 'cyclonedx'];
  const { status } = spawnSync('npm', ['sbom', ...options], { cwd: folder, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(parent, { recursive: true });
}

function readJson(name) {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
}
