import { readFileSync } from 'node:fs';

import type { PoolConfig } from 'pg';

import { OperatorError } from '../platform/errors';

const KNOWN = ['sslmode', 'sslrootcert', 'host', 'options', 'application_name'];

/**
 * What DATABASE_URL says, in pg's words. A server elsewhere is spoken to over verified TLS unless `sslmode` is `disable`
 * or `no-verify`; `sslrootcert` names a file with its authority. `token` is asked for each new connection where the URL
 * has no password (an Entra token lives an hour). Not left to pg's own reading: there the URL's missing password wins
 * over the function, and `sslmode=require` warns. OperatorError never repeats the URL, for its password.
 */
export function readPostgresUrl(url: string, token?: () => Promise<string>): PoolConfig {
  if (!URL.canParse(url)) throw wrong('expected an address such as postgres://user@host:5432/database');
  const { hostname, port, username, password, pathname, searchParams: asked } = new URL(url);
  const stranger = [...asked.keys()].find((name) => !KNOWN.includes(name));
  if (stranger !== undefined) throw wrong(`"${stranger}" is not known; an address may have ${KNOWN.join(', ')}`);
  const host = (asked.get('host') ?? decoded(hostname)).replace(/^\[(.*)\]$/, '$1');
  const secret = password === '' ? token : decoded(password);
  const options = asked.get('options');
  return {
    application_name: asked.get('application_name') ?? 'azure-backup-chatops',
    ...(host !== '' && { host }),
    ...(port !== '' && { port: Number(port) }),
    ...(username !== '' && { user: decoded(username) }),
    ...(secret !== undefined && { password: secret }),
    ...(pathname.length > 1 && { database: decoded(pathname.slice(1)) }),
    ...(options !== null && { options }),
    ssl: tls(asked, host),
  };
}

function tls(asked: URLSearchParams, host: string): NonNullable<PoolConfig['ssl']> {
  const here = /^(|\/.*|localhost|127(\.\d{1,3}){3}|::1)$/.test(host);
  const mode = asked.get('sslmode') ?? (here ? 'disable' : 'verify-full');
  switch (mode) {
    case 'disable':
      return false;
    case 'no-verify':
      return { rejectUnauthorized: false };
    case 'prefer':
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return { rejectUnauthorized: true, ...authority(asked.get('sslrootcert')) };
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
