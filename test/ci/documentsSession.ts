import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { DOCUMENTED_COMMANDS } from '../support/documentedCommands';

const ROOT = resolve(__dirname, '../..');
const RUN_MS_MAX = 100_000;
const ANSWER_MS_MAX = 20_000;
/** A line that runs blocks this process, while the bot closes idle connections. */
const ONE_REQUEST = { connection: 'close' } as const;
/** What a document shows for a port; the tests take free ones instead. */
const PORTS = { PORT: '3978', SIMULATOR_PORT: '4010', OPS_PORT: '9090' } as const;

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

interface Bot {
  readonly url: string;
  /** What the bot answers to a line in a personal chat. */
  ask(text: string): Promise<string>;
  /** Sets its clock forward by twelve hours, and resolves with its log once this stands in there. */
  logLater(said: RegExp): Promise<string>;
  /** SIGTERM; resolves with its log. */
  stop(): Promise<string>;
}

/** A clean clone in which documented lines are run as they stand, by bash. */
export class CleanCopy {
  readonly folder: string;
  /** Environment of the lines; `export` and assignments change it. */
  env: Record<string, string> = {};
  readonly ran = new Set<string>();
  readonly #work = mkdtempSync(join(tmpdir(), 'documents-'));
  readonly #ports: Readonly<Record<keyof typeof PORTS, number>>;
  readonly #started: ChildProcess[] = [];

  constructor(ports: Readonly<Record<keyof typeof PORTS, number>>) {
    this.#ports = ports;
    this.folder = join(this.#work, 'copy');
    const origin = join(this.#work, 'origin');
    execFileSync('git', ['clone', '-q', ROOT, origin]);
    execFileSync('git', ['-C', origin, 'switch', '-q', '-C', 'main']);
    execFileSync('git', ['clone', '-q', origin, this.folder]);
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    this.freshShell();
  }

  /** Forgets what earlier lines have exported. */
  freshShell(): void {
    const { PATH = '', HOME = '' } = process.env;
    const { PORT, SIMULATOR_PORT } = this.#ports;
    this.env = { PATH, HOME, LOG_LEVEL: 'info', PORT: String(PORT), SIMULATOR_PORT: String(SIMULATOR_PORT) };
  }

  /** Adds a commit to the origin, as a new version would. */
  publish(): void {
    const git = ['-C', join(this.#work, 'origin'), '-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    execFileSync('git', [...git, 'commit', '-q', '--allow-empty', '-m', 'A new version']);
  }

  /** Runs a documented line to its end. What was installed already is not installed again. */
  run(line: string): Ran {
    const marker = '---- the environment ----';
    const script = `${this.#asRun(line).replace(/^npm ci && /, '')}\nstatus=$?; echo "${marker}"; env -0; exit $status`;
    const setting = line.startsWith('export ') || /^(?:export )?\w+=\S*(?:\$\(.*\)|".*")?$/.test(line);
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['-a', '-c', setting ? script : this.#asRun(line).replace(/^npm ci && /, '')],
      {
        cwd: this.folder,
        env: this.env,
        encoding: 'utf8',
        timeout: RUN_MS_MAX,
      },
    );
    const [out = '', after = ''] = setting ? stdout.split(`${marker}\n`) : [stdout];
    for (const one of after.split('\0')) {
      const [name = '', ...rest] = one.split('=');
      if (/^[A-Za-z]\w*$/.test(name) && !['SHLVL', 'PWD', 'status'].includes(name)) this.env[name] = rest.join('=');
    }
    return { status, out, err: stderr };
  }

  /** Starts a documented line that runs until it is stopped, and waits for the address that it says first. */
  async start(line: string, env: Readonly<Record<string, string>> = {}): Promise<Bot> {
    const child = spawn('bash', ['-c', this.#asRun(line).replace(/ &$/, '')], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#started.push(child);
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
    const address = (): string | undefined => /http:\/\/[\w.:]+/.exec(out)?.[0];
    while (address() === undefined) {
      assert(child.exitCode === null, `${line} ended with ${String(child.exitCode)}: ${out}${err}`);
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    }
    const url = `${address() ?? ''}/`;
    return {
      url,
      ask: (text) => ask(url, text),
      logLater: async (said) => {
        await post(`${url}playground/api/clock`, { forwardMs: 12 * 3_600_000 });
        await until(async () => said.test(err) || null, said.source);
        return err;
      },
      stop: async () => {
        const ended = once(child, 'exit');
        if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGTERM');
        await ended;
        return err;
      },
    };
  }

  remove(): void {
    for (const { pid, exitCode } of this.#started)
      if (exitCode === null && pid !== undefined) spawnSync('kill', ['-9', '--', `-${pid}`]);
    rmSync(this.#work, { recursive: true });
  }

  #asRun(line: string): string {
    assert(line in DOCUMENTED_COMMANDS, `no document shows: ${line}`);
    this.ran.add(line);
    return Object.entries(PORTS).reduce(
      (text, [name, shown]) => text.replaceAll(shown, String(this.#ports[name as keyof typeof PORTS])),
      line,
    );
  }
}

interface PageState {
  readonly bot: { readonly id: string };
  readonly people: readonly { readonly id: string; readonly locale: string }[];
  readonly conversations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly members: readonly string[];
    readonly messages: readonly { readonly from: string; readonly summary: string; readonly cards: unknown }[];
  }[];
}

/** Asks by the demo's page; resolves with the answer's sentence and card. */
async function ask(url: string, text: string): Promise<string> {
  const state = async (): Promise<PageState> =>
    (await (await fetch(`${url}playground/api/state`, { headers: ONE_REQUEST })).json()) as PageState;
  const { bot, people, conversations } = await state();
  const person = people.find(({ locale }) => locale === 'en-US')?.id ?? '';
  const chat = conversations.find(({ kind, members }) => kind === 'personal' && members.includes(person))?.id ?? '';
  const answers = async (): Promise<readonly unknown[]> =>
    (await state()).conversations.find(({ id }) => id === chat)?.messages.filter(({ from }) => from === bot.id) ?? [];
  const before = (await answers()).length;
  const doing = { person, conversation: chat, locale: 'en-US', timeZone: 'UTC', text, thread: null };
  await post(`${url}playground/api/messages`, doing);
  return JSON.stringify(await until(async () => (await answers())[before] ?? null, text));
}

async function post(address: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', ...ONE_REQUEST };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  assert(response.ok, `${address}: ${response.status}`);
}

/** What `look` gives once it gives something. */
async function until<T>(look: () => Promise<T | null>, what: string): Promise<T> {
  for (const since = performance.now(); performance.now() - since < ANSWER_MS_MAX;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new assert.AssertionError({ message: `${what}: not within ${ANSWER_MS_MAX} ms` });
}
