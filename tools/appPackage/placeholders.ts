import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { OperatorError } from '../../services/platform/errors';

type Values = Readonly<Record<string, string>>;

interface Variable {
  /** What stands there, for whoever has to give it. */
  readonly what: string;
  readonly pattern: RegExp;
}

/** Where values come from beside the files: the process, and the address of the clone's origin. */
interface Sources {
  readonly env: NodeJS.ProcessEnv;
  readonly origin: string | null;
}

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HTTPS = /^https:\/\/[^\s/]+/;
/** GitHub's `owner/repository` in the address of a remote, with which the address of its pages begins. */
const GITHUB =
  /^(?:https:\/\/(?:[^@/]*@)?|git@|ssh:\/\/git@)github\.com[/:](?<repository>[\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;
const PLACEHOLDER = /\$\{\{\s*(\w+)\s*\}\}/g;

/** The variables of the manifest. */
const VARIABLES: Readonly<Record<string, Variable>> = {
  TEAMS_APP_ID: { what: "the app's id in Teams, a GUID of your own that stays the same", pattern: GUID },
  BOT_ID: { what: "the client id of the bot's identity, a GUID", pattern: GUID },
  BOT_DOMAIN: { what: "the host name of the bot's endpoint", pattern: /^[a-z\d-]+(?:\.[a-z\d-]+)+$/i },
  APP_NAME_SUFFIX: { what: 'what follows the name, up to 10 characters, or nothing', pattern: /^.{0,10}$/ },
  APP_WEBSITE_URL: { what: 'the page that says who helps, an https address', pattern: HTTPS },
  APP_PRIVACY_URL: { what: 'the privacy page, an https address', pattern: HTTPS },
  APP_TERMS_URL: { what: 'the terms of use, an https address', pattern: HTTPS },
};

/** The files of an environment, the stronger one last, as the Microsoft 365 Agents Toolkit names them. */
function envFilesOf(name: string): readonly string[] {
  return [`env/.env.${name}`, `env/.env.${name}.user`];
}

/**
 * The values of an environment: those of its files, and over them those of the process. What is empty was not given.
 * The pages are this repository's own unless they are given.
 */
export function valuesOf(root: string, name: string, { env, origin }: Sources): Values {
  if (!/^[\w-]+$/.test(name))
    throw new OperatorError('--env: give a name of letters, digits, "-" and "_", such as dev');
  const files = envFilesOf(name).map((file) => join(root, file));
  const given = files.filter((file) => existsSync(file)).map((file) => parseEnv(readFileSync(file, 'utf8')));
  const values = [...given, env].flatMap((variables) =>
    Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  return { APP_NAME_SUFFIX: '', ...pagesOf(origin), ...Object.fromEntries(values) };
}

function pagesOf(origin: string | null): Values {
  const repository = GITHUB.exec(origin ?? '')?.groups?.['repository'];
  if (repository === undefined) return {};
  const website = `https://github.com/${repository}`;
  const docs = `${website}/blob/HEAD/docs`;
  return { APP_WEBSITE_URL: website, APP_PRIVACY_URL: `${docs}/privacy.md`, APP_TERMS_URL: `${docs}/terms.md` };
}

/** Names of the placeholders in a value of JSON, each once, in their order. */
export function placeholdersIn(value: unknown): readonly string[] {
  const matches = JSON.stringify(value).matchAll(PLACEHOLDER);
  return [...new Set([...matches].map(([, name = '']) => name))];
}

/** A value of JSON with its placeholders replaced. A variable without a value is left as it is. */
export function filled(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return value.replace(PLACEHOLDER, (whole, name: string) => values[name] ?? whole);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((each) => filled(each, values));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, values)]));
}

/** One line for each of these variables that is missing or wrong: which, what stands there, and where it is given. */
export function variableFaults(names: readonly string[], values: Values, envName: string): readonly string[] {
  const [file = ''] = envFilesOf(envName);
  return names.flatMap((name) => {
    const { what, pattern } = VARIABLES[name] ?? { what: 'a text', pattern: /^/ };
    const value = values[name];
    if (value === undefined) return [`${name} is missing: set it in ${file} or in the environment; it is ${what}`];
    return pattern.test(value) ? [] : [`${name} is wrong in ${file} or in the environment: it is ${what}`];
  });
}
