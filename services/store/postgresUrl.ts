import { readFileSync } from 'node:fs';

import type { PoolConfig } from 'pg';

import { OperatorError } from '../platform/errors';

const KNOWN = ['sslmode', 'sslrootcert', 'host', 'options', 'application_name'];

/**
 * Parses DATABASE_URL into pg's settings. A remote server must prove its identity over TLS, unless `sslmode` is
 * `disable` or `no-verify`. `sslrootcert` names a file with its certificate authority. If the URL has no password,
 * `token` gets one for each new connection. pg's own parser does not fit: a URL without a password overrides the
 * function, and `sslmode=require` logs a warning. OperatorError never repeats the URL, which may hold a password.
 */
export function readPostgresUrl(url: string, token?: () => Promise<string>): PoolConfig {
  if (!URL.canParse(url)) throw wrong('expected an address such as postgres://user@host:5432/database');
  const { hostname, port, username, password, pathname, searchParams: query } = new URL(url);
  const unknown = [...query.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw wrong(`"${unknown}" is not known; an address may have ${KNOWN.join(', ')}`);
  const host = (query.get('host') ?? decoded(hostname)).replace(/^\[(.*)\]$/, '$1');
  const secret = password === '' ? token : decoded(password);
  const options = query.get('options');
  return {
    application_name: query.get('application_name') ?? 'azure-backup-chatops',
    ...(host !== '' && { host }),
    ...(port !== '' && { port: Number(port) }),
    ...(username !== '' && { user: decoded(username) }),
    ...(secret !== undefined && { password: secret }),
    ...(pathname.length > 1 && { database: decoded(pathname.slice(1)) }),
    ...(options !== null && { options }),
    ssl: tls(query, host),
  };
}

function tls(query: URLSearchParams, host: string): NonNullable<PoolConfig['ssl']> {
  const isLocal = /^(|\/.*|localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
  const mode = query.get('sslmode') ?? (isLocal ? 'disable' : 'verify-full');
  switch (mode) {
    case 'disable':
      return false;
    case 'no-verify':
      return { rejectUnauthorized: false };
    case 'prefer':
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return { rejectUnauthorized: true, ...authority(query.get('sslrootcert')) };
    default:
      throw wrong('sslmode is not known; give verify-full, no-verify or disable');
  }
}

function authority(file: string | null): { readonly ca?: string } {
  if (file === null) return {};
  try {
    return { ca: readFileSync(file, 'utf8') };
  } catch {
    throw wrong(`cannot read the file that sslrootcert names (${file})`);
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('its % signs do not decode; write %25 for a % in a password');
  }
}

function wrong(what: string): OperatorError {
  return new OperatorError(`DATABASE_URL: ${what}.`);
}
