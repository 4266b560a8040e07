import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import { certify } from './certificate';
import { isHere } from './needing';
import { freePort } from './ports';

const INSTALLED = '/usr/lib/postgresql';
const USER = 'postgres';

export interface PostgresServer {
  readonly port: number;
  /** Speaks TLS too, by this certificate of its own for 127.0.0.1; null where openssl is missing. */
  readonly certificate: string | null;
  /** Creates an empty database and returns its URL without a password. */
  createDatabase(): Promise<string>;
  /** On a connection of its own. */
  run(url: string, statement: string): Promise<readonly unknown[]>;
  /** Like a crash: closes no connection first. */
  kill(): void;
  start(): void;
  remove(): void;
}

/** Where Debian puts initdb and pg_ctl; null where PostgreSQL is not installed. */
export function postgresPrograms(): string | null {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED) : [];
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(INSTALLED, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/**
 * Starts a server of its own on a free port of this machine, in a folder that goes with it. The user `secured` needs
 * its password, nobody else one. `programs`: postgresPrograms.
 */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const data = join(folder, 'data');
  const as = owner();
  const call = (program: string, args: readonly string[]): void => {
    execFileSync(program, args, { ...as, stdio: 'ignore', cwd: folder });
  };
  chmodSync(folder, 0o755);
  if (as) chownSync(folder, as.uid, as.gid);
  call(join(programs, 'initdb'), ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N']);
  const trusting = join(data, 'pg_hba.conf');
  execFileSync('sed', ['-i', '1i host all secured 127.0.0.1/32 password', trusting]);
  const made = isHere('openssl') ? certify(folder, ['IP:127.0.0.1'], call) : null;
  const port = await freePort();
  // No fsync: these tests kill the server, not the machine.
  const settings = ['listen_addresses=127.0.0.1', 'fsync=off', 'max_connections=200'];
  if (made) settings.push('ssl=on', `ssl_cert_file=${made.certificate}`, `ssl_key_file=${made.key}`);
  const options = [`-p ${port}`, `-k ${folder}`, ...settings.map((setting) => `-c ${setting}`)].join(' ');
  const control = (...args: string[]): void => {
    call(join(programs, 'pg_ctl'), ['-D', data, '-w', ...args]);
  };
  const start = (): void => {
    control('-l', join(folder, 'log'), '-o', options, 'start');
  };
  const kill = (): void => {
    control('-m', 'immediate', 'stop');
  };
  start();
  const urlOf = (database: string): string => `postgres://${USER}@127.0.0.1:${port}/${database}`;
  let databases = 0;
  return {
    ...{ port, certificate: made?.certificate ?? null, run, start, kill },
    async createDatabase() {
      databases += 1;
      await run(urlOf('postgres'), `create database test_${databases}`);
      return urlOf(`test_${databases}`);
    },
    remove() {
      kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function run(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<object>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** PostgreSQL does not run as root; Debian's package comes with a user for it. */
function owner(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
