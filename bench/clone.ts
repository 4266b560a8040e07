import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const ROOT = resolve(__dirname, '../..');
const LOOK_MS = 20;

interface Playground {
  readonly people: readonly { readonly id: string; readonly locale: string }[];
  readonly conversations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly members: readonly string[];
    readonly messages: readonly { readonly from: string }[];
  }[];
  readonly bot: { readonly id: string };
}

/**
 * The README's two commands in a clean clone of the last commit, until the demo's page has its first answer. Packages
 * come from npm's cache where it has them.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-clone-'));
  const run = (command: string, ...args: string[]): number => {
    const began = performance.now();
    const { status } = spawnSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) process.exit(1);
    return performance.now() - began;
  };
  run('git', 'clone', '--quiet', ROOT, '.');
  const install = run('npm', 'ci', '--no-audit', '--no-fund');
  const build = run('npm', 'run', '--silent', 'build');
  const began = performance.now();
  const demo = spawn(process.execPath, ['dist/index.js'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await firstAnswer(demo);
  const start = performance.now() - began;
  demo.kill('SIGTERM');
  await once(demo, 'exit');
  rmSync(folder, { recursive: true, force: true });
  const seconds = { all: install + build + start, install, build, start };
  const texts = Object.entries(seconds).map(([what, ms]) => [what, (ms / 1_000).toFixed(1)]);
  process.stdout.write(
    process.argv.includes('--json')
      ? `${JSON.stringify(Object.fromEntries(texts.map(([what, text]) => [what, Number(text)])))}\n`
      : `clean clone to the first answer: ${texts.map(([what, text]) => `${what} ${text} s`).join(', ')}\n`,
  );
}

/** Asks `vms` on the page, as the page's script does. */
async function firstAnswer(demo: ChildProcess): Promise<void> {
  if (demo.stdout === null) return;
  const [address] = (await once(createInterface({ input: demo.stdout }), 'line')) as [string];
  const state = async (): Promise<Playground> =>
    (await (await fetch(`${address}playground/api/state`)).json()) as Playground;
  const { people, conversations, bot } = await state();
  const [person] = people;
  const chat = conversations.find(({ kind, members }) => kind === 'personal' && members.includes(person?.id ?? ''));
  const answers = async (): Promise<number> => {
    const here = (await state()).conversations.find(({ id }) => id === chat?.id);
    return here?.messages.filter(({ from }) => from === bot.id).length ?? 0;
  };
  const before = await answers();
  const { id, locale } = person ?? {};
  const asked = { person: id, locale, conversation: chat?.id, timeZone: 'UTC', text: 'vms', thread: null };
  const { ok } = await fetch(`${address}playground/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  });
  if (!ok) process.exit(1);
  while ((await answers()) <= before) await wait(LOOK_MS);
}

void main();
