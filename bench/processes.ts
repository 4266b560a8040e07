import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { MINUTE_MS } from '../services/platform/durations';
import type { LoopDelay } from './probedBot';

const START_MS_MAX = 2 * MINUTE_MS;
/** Options of each process, such as `BENCH_NODE_OPTIONS=--cpu-prof`. */
const NODE_OPTIONS = (process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter(Boolean);

export interface Child {
  readonly url: string;
  /** Resident memory, MB. */
  memoryMb(): number;
  stop(): Promise<void>;
}

/** A process of `probedBot.ts`. */
export interface ProbedChild extends Child {
  /** User and system time since its start. */
  cpuSeconds(): number;
  /** Since the last call. */
  loopDelay(): Promise<LoopDelay>;
}

type Env = Readonly<Record<string, string>>;

/**
 * Starts `node dist/<script>` and waits for the address that it prints. Rejects when it ends or stays silent for two
 * minutes.
 */
export async function startChild(script: string, env: Env = {}): Promise<Child> {
  return childOf(open(script, env));
}

export async function startProbed(script: string, env: Env = {}): Promise<ProbedChild> {
  const child = open(script, env);
  return {
    ...(await childOf(child)),
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    loopDelay: () =>
      new Promise((resolve) => {
        child.once('message', (delay) => {
          resolve(delay as LoopDelay);
        });
        child.send('loop delay');
      }),
  };
}

function open(script: string, env: Env): ChildProcess {
  return spawn(process.execPath, [...NODE_OPTIONS, join(__dirname, '..', script)], {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

async function childOf(child: ChildProcess): Promise<Child> {
  const url = await addressOf(child);
  return {
    url,
    memoryMb: () => residentMb(child.pid ?? 0),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(why));
    };
    const timer = setTimeout(() => {
      fail('a process of the bench printed no address in time');
    }, START_MS_MAX);
    child.once('exit', (code) => {
      fail(`a process of the bench ended with ${code}`);
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /https?:\/\/[\w.:[\]]+/.exec(line)?.[0];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address.replace('[::]', '127.0.0.1').replace(/\/$/, ''));
    });
  });
}

function residentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

/** In ticks of 10 ms, the 14th and 15th field (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
