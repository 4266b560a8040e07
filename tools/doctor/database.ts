import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { listOf, objectOf, textOf } from '../../services/azure/http/jsonFields';
import { OperatorError } from '../../services/platform/errors';
import type { Log } from '../../services/platform/log';
import { inspectStore, type StoreState } from '../../services/store/inspect';
import type { Disk } from './disk';
import { type Facts, type Finding, finding, type Outcome } from './finding';
import { refusedToken } from './tokens';

const ID = 'database';
const MIB = 2 ** 20;
/** The write-ahead log alone may take 64 MB. */
const FREE_BYTES_MIN = 100 * MIB;
const FREE_BYTES_LOW = 1_024 * MIB;
const OF_OTHERS = 0o077;

interface DatabaseMeans {
  readonly log: Log;
  readonly postgresToken: (() => Promise<string>) | undefined;
  readonly disk: Disk;
}

/** Looks at the database beside a running bot: nothing is made, migrated, locked or written. */
export async function checkDatabase(
  { url, anew }: { readonly url: string; readonly anew: boolean },
  means: DatabaseMeans,
): Promise<readonly Finding[]> {
  return url.startsWith('sqlite:')
    ? checkSqlite(url, { ...means, file: url.slice('sqlite:'.length), anew })
    : checkPostgres(url, means);
}

async function checkSqlite(
  url: string,
  { file, anew, log, disk }: DatabaseMeans & { readonly file: string; readonly anew: boolean },
): Promise<readonly Finding[]> {
  const folder = nearestFolder(file);
  const facts = { url, file, folder };
  const around = disk.canWrite(folder)
    ? [spaceFinding(disk.freeBytes(folder), facts)]
    : [finding(`${ID}.files`, 'folderLocked', facts)];
  if (anew) return [finding(ID, 'databaseAnew', facts), ...around];
  if (!existsSync(file)) return [finding(ID, 'databaseNew', facts), ...around];
  try {
    const state = await inspectStore(url, { log });
    return [
      finding(ID, 'databaseOpens', { ...facts, what: url }),
      schemaFinding(state, facts),
      privacy(disk, facts),
      ...around,
    ];
  } catch (error) {
    return [finding(ID, 'databaseUnusable', { ...facts, says: wordsOf(error) }), ...around];
  }
}

/** The folder that the file is or will be in: the nearest that is there. */
function nearestFolder(file: string): string {
  let folder = dirname(resolve(file));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function spaceFinding(free: number, facts: Facts): Finding {
  const told = { ...facts, mb: Math.floor(free / MIB) };
  if (free < FREE_BYTES_MIN) return finding(`${ID}.space`, 'spaceNone', told);
  return finding(`${ID}.space`, free < FREE_BYTES_LOW ? 'spaceLow' : 'spaceEnough', told);
}

function privacy(disk: Disk, facts: Facts & { readonly file: string }): Finding {
  const isOpen = ((disk.modeOf(facts.file) ?? 0) & OF_OTHERS) !== 0;
  return finding(`${ID}.files`, isOpen ? 'fileOpen' : 'filePrivate', facts);
}

function schemaFinding({ applied, pending, unknown }: StoreState, facts: Facts): Finding {
  const told = { ...facts, applied, pending, unknown: unknown.join(', ') };
  if (unknown.length > 0) return finding(`${ID}.schema`, 'schemaNewer', told);
  return finding(`${ID}.schema`, pending > 0 ? 'schemaDue' : 'schemaCurrent', told);
}

async function checkPostgres(url: string, { log, postgresToken }: DatabaseMeans): Promise<readonly Finding[]> {
  const facts = addressOf(url);
  try {
    const state = await inspectStore(url, { log, postgresToken });
    const { server } = state;
    if (server === null) return [finding(ID, 'databaseFails', { ...facts, says: 'no answer to a query' })];
    const told = { ...facts, user: server.user, schema: server.schema || 'public' };
    const what = `PostgreSQL ${server.version}, ${facts.host}/${facts.database}${server.tls ? ', TLS' : ''}`;
    const denied: Outcome = state.pending > 0 ? 'tablesDenied' : 'tablesDeniedLater';
    return [
      finding(ID, server.tls || isLocal(facts.host) ? 'databaseOpens' : 'databasePlain', { ...told, what }),
      schemaFinding(state, told),
      finding(`${ID}.rights`, server.mayCreate ? 'tablesAllowed' : denied, told),
    ];
  } catch (error) {
    const { outcome, says } = refusedByPostgres(error, postgresToken !== undefined && !hasPassword(url));
    return [finding(ID, outcome, { ...facts, says })];
  }
}

interface Address extends Record<string, string> {
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly database: string;
}

/** The address without its password. */
function addressOf(url: string): Address {
  if (!URL.canParse(url)) return { host: '', port: '', user: '', database: '' };
  const { hostname, port, username, pathname, searchParams } = new URL(url);
  return {
    host: searchParams.get('host') ?? hostname,
    port: port === '' ? '5432' : port,
    user: username,
    database: pathname.slice(1),
  };
}

function hasPassword(url: string): boolean {
  return URL.canParse(url) && new URL(url).password !== '';
}

function isLocal(host: string): boolean {
  return /^(|\/.*|localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host);
}

const UNREACHABLE =
  /^E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH|CONNRESET)|^08|timeout exceeded|Connection terminated/;
const TLS =
  /SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS|does not support SSL|certificate|wrong version number|no encryption|no pg_hba.conf entry.*(?:no encryption|SSL off)/i;

/** What PostgreSQL's, Node's or the credential's refusal means. `bySignIn`: whether a token is the password. */
function refusedByPostgres(error: unknown, bySignIn: boolean): { readonly outcome: Outcome; readonly says: string } {
  const says = wordsOf(error);
  const { code, name } = errorOf(error);
  if (error instanceof OperatorError) return { outcome: 'databaseUnusable', says };
  if (TLS.test(`${code} ${says}`)) return { outcome: 'databaseTls', says };
  if (code.startsWith('28')) return { outcome: 'databaseLogin', says };
  if (code === '3D000') return { outcome: 'databaseAbsent', says };
  if (UNREACHABLE.test(code) || UNREACHABLE.test(says)) return { outcome: 'databaseUnreachable', says };
  return bySignIn && /Credential|Authentication/.test(name)
    ? { outcome: 'databaseToken', says: refusedToken(error, 'UserAssignedMSI').says }
    : { outcome: 'databaseFails', says };
}

function wordsOf(error: unknown): string {
  const { code, message } = errorOf(error);
  return message === '' || message.includes(code) ? message || code : `${code} ${message}`;
}

/** Checks the shape: a database's errors are not native ones. A host with several addresses fails several times. */
function errorOf(error: unknown): Readonly<Record<'code' | 'message' | 'name', string>> {
  const fields = objectOf(error);
  const [first] = listOf(fields['errors'], 1);
  if (first !== undefined && textOf(fields['message']) === '') return errorOf(first);
  const [code = '', message = '', name = ''] = ['code', 'message', 'name'].map((field) => textOf(fields[field]));
  return { code, name, message: message === '' && code === '' ? String(error) : message };
}
