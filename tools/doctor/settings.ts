import { type Config, readConfig } from '../../services/platform/config';
import { OperatorError } from '../../services/platform/errors';
import { SETTINGS } from '../../services/platform/settings';
import { type Finding, finding } from './finding';

const ID = 'settings';

export interface ReadSettings {
  /** Where a setting is unusable, with a stand-in. */
  readonly config: Config;
  /** The settings that are wrong or missing: nothing is checked that depends on them. */
  readonly unusable: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

const NO_ID = '00000000-0000-0000-0000-000000000000';
/** With these the other settings can be read. A wrong BOT_MODE is most likely meant to be `teams`. */
const STAND_INS: Readonly<Record<string, string>> = {
  BOT_MODE: 'teams',
  MicrosoftAppType: 'UserAssignedMSI',
  MicrosoftAppId: NO_ID,
  MicrosoftAppTenantId: NO_ID,
  MicrosoftAppPassword: 'missing',
  ACCESS_FILE: 'access.json',
  AZURE_SUBSCRIPTION_IDS: NO_ID,
};
/** Settings that hold together or not at all. */
const CLIENT_IDS = ['AZURE_READER_CLIENT_ID', 'AZURE_TRIGGER_CLIENT_ID', 'AZURE_CANCELLER_CLIENT_ID'];
const NEEDS = 'BOT_MODE=teams needs ';

/**
 * Reads the environment as the bot does, and goes on after each fault, so that all of them are named. `hasEnvFile`:
 * whether a file `.env` lies where the bot would start.
 */
export function readSettings(env: NodeJS.ProcessEnv, hasEnvFile: boolean): ReadSettings {
  const usable = { ...env };
  const unusable = new Set<string>();
  const faults: Finding[] = [];
  for (;;) {
    const read = tryToRead(usable);
    if ('config' in read) {
      const { config } = read;
      const good = faults.length > 0 ? [] : [finding(ID, 'settingsRead', { mode: config.mode })];
      const odd = [...misspelt(env), ...(hasEnvFile && isBare(env) ? [finding(ID, 'envFileUnread')] : [])];
      return { config, unusable, findings: [...faults, ...good, ...odd] };
    }
    const names = namesIn(read.fault).filter((name) => !unusable.has(name));
    if (names.length === 0) throw new OperatorError(read.fault);
    faults.push(finding([ID, names.join(', ')], 'settingWrong', { fault: read.fault, name: names[0] ?? '' }));
    for (const name of names) {
      unusable.add(name);
      replace(usable, name);
    }
  }
}

function tryToRead(env: NodeJS.ProcessEnv): { readonly config: Config } | { readonly fault: string } {
  try {
    return { config: readConfig(env) };
  } catch (error) {
    if (error instanceof OperatorError) return { fault: error.message };
    throw error;
  }
}

/** The settings that a message of readConfig is about: those before its colon, or those that are needed. */
function namesIn(message: string): readonly string[] {
  const isNeed = message.startsWith(NEEDS);
  const about = isNeed ? message.slice(NEEDS.length) : message.slice(0, message.indexOf(':'));
  const named = Object.keys(SETTINGS).filter((name) => new RegExp(`\\b${name}\\b`).test(about));
  return named.some((name) => CLIENT_IDS.includes(name)) ? [...new Set([...named, ...CLIENT_IDS])] : named;
}

function replace(env: NodeJS.ProcessEnv, name: string): void {
  const standIn = STAND_INS[name];
  if (standIn === undefined) Reflect.deleteProperty(env, name);
  else env[name] = standIn;
}

/** Variables that nothing reads, and whose names differ from a setting's in case, underscores or a last `s` only. */
function misspelt(env: NodeJS.ProcessEnv): readonly Finding[] {
  const plain = (name: string): string => name.toLowerCase().replaceAll('_', '').replace(/s$/, '');
  const known = new Map(Object.keys(SETTINGS).map((name) => [plain(name), name]));
  return Object.keys(env).flatMap((name) => {
    const meant = known.get(plain(name));
    // HOST and PORT are short enough to mean something else.
    if (meant === undefined || meant === name || meant in env || meant.length < 6) return [];
    return [finding([ID, name], 'settingMisspelt', { name, meant })];
  });
}

function isBare(env: NodeJS.ProcessEnv): boolean {
  return ['BOT_MODE', 'MicrosoftAppId'].every((name) => (env[name] ?? '').trim() === '');
}
