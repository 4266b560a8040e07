import { readFileSync, statSync } from 'node:fs';

import { OperatorError } from '../platform/errors';
import type { Log } from '../platform/log';
import { type AccessRules, everyoneIsAdmin, grantFrom, parseRules } from './accessRules';
import type { Access } from './roles';

export interface OpenAccess extends Access {
  /** Whose activities are taken at all, the home tenant first; [] where there is no file. */
  readonly tenants: () => readonly string[];
  close(): void;
}

const FILE_BYTES_MAX = 1_000_000;
const LOOK_MS = 2_000;

/** By the file, or in demo mode without one (null) everything for everyone. Throws as `openAccessFile`. */
export function openAccess(path: string | null, log: Log): OpenAccess {
  if (path !== null) return openAccessFile(path, log);
  return { ...everyoneIsAdmin, tenants: () => [], close: () => undefined };
}

/**
 * Access by the rules in `path`, read again when the file changes; a broken file keeps the last good rules and says so
 * in the log. Throws OperatorError when the file cannot be read or understood at the start.
 */
export function openAccessFile(path: string, log: Log): OpenAccess {
  let seen = versionOf(path);
  let rules = read(path);
  const look = (): void => {
    const version = versionOf(path);
    if (version === seen) return;
    seen = version;
    try {
      rules = read(path);
      log.info({ path, rules: rules.rules.length }, 'access rules read again');
    } catch (error) {
      log.error(
        { path, reason: error instanceof OperatorError ? error.message : String(error) },
        'access rules are broken; the last good ones stay',
      );
    }
  };
  // fs.watchFile misses what changes between this reading and its own first look.
  const timer = setInterval(look, LOOK_MS).unref();
  return {
    grantOf: (person, place) => grantFrom(rules, person, place),
    tenants: () => rules.tenants,
    close: () => {
      clearInterval(timer);
    },
  };
}

/** Another one after each change of the file, or of what a link to it leads to; '' where it cannot be looked at. */
function versionOf(path: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return '';
  }
}

function read(path: string): AccessRules {
  try {
    if (statSync(path).size > FILE_BYTES_MAX)
      throw new OperatorError(`ACCESS_FILE: larger than ${FILE_BYTES_MAX} bytes.`);
    return parseRules(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError('ACCESS_FILE: cannot be read; give a file such as access.json (README, "Access").');
  }
}
