import assert from 'node:assert';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(__dirname, '../..');

/** The bundles in their own folder, so that builds of other tests do not change them. */
export interface Compiled {
  readonly folder: string;
  remove(): void;
}

export function compile(): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'compiled-'));
  execFileSync(process.execPath, [join(ROOT, 'build.mjs'), folder]);
  for (const beside of ['node_modules', 'package.json', 'playground/page/index.html'])
    symlinkSync(join(ROOT, beside), join(folder, beside));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An interval of real time, epoch ms; Infinity: still open. */
export interface Life {
  readonly fromMs: number;
  toMs: number;
}

/** A process of the bot that can be started and killed repeatedly. */
export class Living {
  readonly #script: string;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  /** Real time, epoch ms, of each `kill` while it ran. */
  readonly killedAt: number[] = [];
  /** Intervals in which it listened; the last may be open. */
  readonly lives: Life[] = [];
  /** Its slowest start until listening, real ms. */
  slowestStartMs = 0;

  /** `script`: in the compiled folder, such as `bench/bot.js`. */
  constructor({ folder }: Compiled, script: string, env: Readonly<Record<string, string>>) {
    this.#script = join(folder, script);
    this.#env = env;
  }

  /** Starts it unless it runs. `listening` resolves with the printed address; it rejects if the process ends first. */
  start(): { readonly listening: Promise<string> } {
    assert(this.#child === null, `${this.#script} lives already`);
    const child = spawn(process.execPath, [this.#script], {
      env: { PATH: process.env['PATH'], ...this.#env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const startedMs = Date.now();
    const listening = new Promise<string>((done, fail) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.startsWith('http')) {
          if (this.#child === child) this.lives.push({ fromMs: Date.now(), toMs: Infinity });
          this.slowestStartMs = Math.max(this.slowestStartMs, Date.now() - startedMs);
          done(line.replace(/\/$/, ''));
        } else process.stderr.write(`${line}\n`);
      });
      child.once('exit', (code) => {
        fail(new RangeError(`it ended (${code}) before it listened`));
      });
    });
    listening.catch(() => undefined); // Whoever kills it at once does not wait for it.
    return { listening };
  }

  /** `kill -9`, like a crash. Resolves once the process is gone. */
  async kill(): Promise<void> {
    if (this.#child !== null) this.killedAt.push(Date.now());
    await this.#end('SIGKILL');
  }

  /** Resolves with the exit status and the real ms that it took. */
  async stop(): Promise<{ readonly code: number | null; readonly ms: number }> {
    const began = performance.now();
    const code = await this.#end('SIGTERM');
    return { code, ms: performance.now() - began };
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return null;
    const life = this.lives.at(-1);
    if (life) life.toMs = Math.min(life.toMs, Date.now());
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    const [code] = await ended;
    return code;
  }
}
