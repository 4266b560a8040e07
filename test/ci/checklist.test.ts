import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { parseChecklist } from '../../services/azure/checklist/answers';
import { settledIn } from '../support/checklistRun';
import { tempFolder } from '../support/tempFolder';

const DIST = resolve(__dirname, '../../dist');
/** 42 simulated minutes take four seconds. */
const SPEED = '600';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let folder: string;
let azure: ChildProcess;
let env: Record<string, string>;
beforeEach(async () => {
  folder = tempFolder();
  const clock = { CLOCK_SPEED: SPEED, CLOCK_EPOCH: new Date().toISOString() };
  azure = program('playground/azure/main.js', [], { ...clock, SIMULATOR_PORT: '0', SIMULATOR_POINTS: 'snapshot' });
  const [url] = (await once(azure.stdout!, 'data')) as [Buffer];
  env = { ...clock, AZURE_RESOURCE_MANAGER_URL: url.toString().trim(), DATABASE_URL: 'sqlite:bot.db' };
});
afterEach(async () => {
  azure.kill();
  if (azure.exitCode === null) await once(azure, 'close');
  rmSync(folder, { recursive: true });
});

function program(script: string, args: readonly string[], given: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [join(DIST, script), ...args], {
    ...{ cwd: folder, env: { PATH: process.env['PATH'], ...given }, stdio: ['ignore', 'pipe', 'pipe'] },
  });
}

/** Runs it to its end; `onOut` sees all that it said so far. */
async function checklist(
  args: readonly string[],
  onOut: (out: string, child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const child = program('tools/checklist.js', args, env);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    onOut(out, child);
  });
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

function read(): ReturnType<typeof parseChecklist> {
  return parseChecklist(readFileSync(join(folder, 'checklist.json'), 'utf8'), 'the file');
}

it('when the real program runs against npm run azure, is interrupted and goes on, then the file has the answers', async () => {
  // Only one SIGINT: a second one ends the process at once, as Ctrl+C twice does for a user.
  let interrupted = false;
  const first = await checklist(['--vm', 'vm-01', '--start-backup', '--until-end'], (out, child) => {
    if (!interrupted && out.includes('job not read yet')) interrupted = child.kill('SIGINT');
  });
  expect({ code: first.code, err: first.err, run: read().run }).toEqual({ code: 130, err: '', run: 'interrupted' });
  const job = /--job (?<id>[\w-]+)\./.exec(first.out)?.groups?.['id'] ?? '';

  const { code, err } = await checklist(['--vm', 'vm-01', '--job', job, '--until-end']);
  const file = read();
  expect({ code, err, run: file.run }).toEqual({ code: 1, err: '', run: 'ended' });
  expect(settledIn(file, 'pointListed').when).toBe('beforeEnd');
  for (const id of ['snapshotClock', 'endClock', 'readLimit', 'graphEnd'] as const) settledIn(file, id);
  expect(readFileSync(join(folder, 'checklist.json'), 'utf8')).not.toMatch(/vm-01|vault-01|rg-backup/);
}, 60_000);

it('when there is no such VM, then one line says so, the exit status is 2 and there is no file', async () => {
  const { code, out, err } = await checklist(['--vm', 'vm-99']);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^--vm: no protected VM vm-99 [^\n]+\n$/);
  expect(existsSync(join(folder, 'checklist.json'))).toBe(false);
});
