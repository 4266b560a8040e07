// Makes each change of changes.json in a copy of the project, runs the tests named beside it, and says whether one
// fails. A change that no longer applies, or that no test notices, makes the run fail.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(1));

for (const file of execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n'))
  cpSync(file, join(copy, file));
symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));

const passes = (tests) => {
  const args = ['jest', '--maxWorkers=1', '--bail=1', '--silent', ...tests.map((test) => `test/${test}`)];
  return spawnSync('npx', args, { cwd: copy, stdio: 'ignore', timeout: 300_000 }).status === 0;
};

const passedBefore = new Map();
const noticed = ({ file, old, new: changed, tests }) => {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  if (!source.includes(old)) return 'no longer applies';
  const key = tests.join(' ');
  if (!passedBefore.has(key)) passedBefore.set(key, passes(tests));
  if (!passedBefore.get(key)) return 'its tests fail without it';
  writeFileSync(
    path,
    source.replace(old, () => changed),
  );
  const isNoticed = !passes(tests);
  writeFileSync(path, source);
  return isNoticed ? 'noticed' : 'not noticed';
};

const changes = JSON.parse(readFileSync('test/mutants/changes.json', 'utf8'));
const results = changes.map((change) => {
  const result = noticed(change);
  console.log(`${result}: ${change.file}: ${change.old.trim().split('\n')[0]}`);
  return result;
});
const kept = results.filter((result) => result === 'noticed').length;
console.log(`${kept} of ${results.length} noticed`);
process.exitCode = kept === results.length ? 0 : 1;
