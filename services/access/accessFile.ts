import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import { SECOND_MS } from '../platform/durations';
import { OperatorError } from '../platform/errors';
import type { Log } from '../platform/log';
import { aboveCeiling, type AccessRules, everyoneIsAdmin, grantFrom, parseRules } from './accessRules';
import type { RulesReload } from './audit';
import type { Access } from './roles';

interface OpenAccess extends Access {
  /** Tenants whose activities are accepted, the home tenant first; [] if there is no file. */
  readonly tenants: () => readonly string[];
  /** Whether the file was read as it is now. */
  readonly state: () => AccessState;
  /** Has `listener` told of each later reading of a changed file. */
  onReload(listener: (reload: RulesReload) => void): void;
  close(): void;
}

interface AccessState {
  readonly ok: boolean;
  /** One sentence, without secrets. */
  readonly detail: string;
}

const FILE_BYTES_MAX = 1_000_000;
const CHECK_MS = 2 * SECOND_MS;

/** Access by the rules in the file at `path`. If `path` is null (in demo mode), everyone may do everything. */
export function openAccess(path: string | null, log: Log): OpenAccess {
  if (path !== null) return openAccessFile(path, log);
  return {
    ...everyoneIsAdmin,
    tenants: () => [],
    state: () => ({ ok: true, detail: 'no file: everyone is admin' }),
    onReload: () => undefined,
    close: () => undefined,
  };
}

/**
 * Reads the rules again whenever the file changes. While the file is broken, the last good rules hold and the log
 * reports it. Throws OperatorError if the file cannot be read or understood at the start.
 */
function openAccessFile(path: string, log: Log): OpenAccess {
  let seen = versionOf(path);
  let rules = readRules(path);
  let state = goodState(rules, { path, log });
  let tell: (reload: RulesReload) => void = () => undefined;
  const check = (): void => {
    const version = versionOf(path);
    if (version === seen) return;
    seen = version;
    try {
      const text = read(path);
      rules = parseRules(text);
      state = goodState(rules, { path, log });
      log.info({ path, rules: rules.rules.length }, 'access rules read again');
      const digest = createHash('sha256').update(text).digest('hex');
      tell({ result: 'rulesRead', digest });
    } catch (error) {
      const reason = error instanceof OperatorError ? error.message : String(error);
      state = { ok: false, detail: `${reason} The last good rules stay.` };
      log.error({ path, reason }, 'access rules are broken; the last good ones stay');
      tell({ result: 'rulesBroken', reason });
    }
  };
  // fs.watchFile would miss a change between this first reading and its own first check.
  const timer = setInterval(check, CHECK_MS).unref();
  return {
    grantOf: (person, place) => grantFrom(rules, person, place),
    limits: () => rules.triggers,
    contact: () => rules.contact ?? null,
    tenants: () => rules.tenants,
    state: () => state,
    onReload: (listener) => {
      tell = listener;
    },
    close: () => {
      clearInterval(timer);
    },
  };
}

/** The rules in the file now. Throws OperatorError if it cannot be read or understood. */
export function readRules(path: string): AccessRules {
  return parseRules(read(path));
}

const NAMED_MAX = 10;

function goodState(file: AccessRules, { path, log }: { readonly path: string; readonly log: Log }): AccessState {
  const above = aboveCeiling(file);
  const read = `${file.rules.length} rules`;
  if (above.length === 0) return { ok: true, detail: read };
  const named = above.slice(0, NAMED_MAX).join(', ') + (above.length > NAMED_MAX ? ', …' : '');
  const detail = `${read}; above the ceiling, which holds instead: ${named}`;
  log.warn({ path, detail }, 'access rules ask for more than the ceiling allows');
  return { ok: true, detail };
}

/** A text that changes with each change of the file, also behind a symbolic link; '' if it cannot be read. */
function versionOf(path: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return '';
  }
}

function read(path: string): string {
  try {
    if (statSync(path).size > FILE_BYTES_MAX)
      throw new OperatorError(`ACCESS_FILE: larger than ${FILE_BYTES_MAX} bytes.`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError('ACCESS_FILE: cannot be read; give a file such as access.json (docs/roles.md).');
  }
}
