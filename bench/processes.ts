import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const START_MS_MAX = 60_000;

export interface Child {
  readonly url: string;
  /** Resident memory, MB. */
  memoryMb(): number;
  stop(): Promise<void>;
}

/** Starts `node dist/<script>` and waits for the address that it prints. Rejects when it ends or stays silent for a minute. */
export async function startChild(script: string, env: Readonly<Record<string, string>> = {}): Promise<Child> {
  const child = spawn(process.execPath, [join(__dirname, '..', script)], {
    env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
      fail('a process of the bench printed no address within a minute');
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
