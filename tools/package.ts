import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { zipSync } from 'fflate';

import { OperatorError } from '../services/platform/errors';
import type { Localization } from './appPackage/manifest';
import { filled, placeholdersIn, valuesOf, variableFaults } from './appPackage/placeholders';
import { packageFaults, type PackageFiles } from './appPackage/validate';

const USAGE = 'Usage: npm run package -- [--env <name>]';
/** The earliest time that a zip can hold, in its local time: the same files give the same bytes. */
const ZIP_TIME = new Date(1980, 0, 1);
const FAILED = 1;

/** Where the package is made. */
interface Workplace {
  /** The project's folder. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Address of the clone's origin; null where it has none. */
  readonly origin: string | null;
  readonly say: (line: string) => void;
  /** Takes the path of the package. */
  readonly done: (zip: string) => void;
}

/**
 * Writes the Teams app package of one environment to appPackage/build, filled with its values and checked. Resolves
 * with the exit status; where it is not 0, each fault was said and there is no package, an earlier one neither.
 */
export async function packageTool(
  args: readonly string[],
  { root, env, origin, say, done }: Workplace,
): Promise<number> {
  const name = envNameOf(args, env);
  const values = valuesOf(root, name, { env, origin });
  const zip = `appPackage/build/appPackage.${name}.zip`;
  rmSync(join(root, zip), { force: true });
  const read = (file: string): Uint8Array => readFileSync(join(root, 'appPackage', file));
  const parsed = (file: string): unknown => JSON.parse(new TextDecoder().decode(read(file)));
  const texts = [parsed('manifest.json'), parsed('ja.json')];
  const faults = variableFaults(placeholdersIn(texts), values, name);
  const [manifest, japanese] = texts.map((text) => filled(text, values));
  const files: PackageFiles = {
    manifest: manifest as PackageFiles['manifest'],
    japanese: japanese as Localization,
    color: read('color.png'),
    outline: read('outline.png'),
  };
  const found = faults.length > 0 ? faults : await packageFaults(files);
  for (const fault of found) say(fault);
  if (found.length > 0) return FAILED;
  mkdirSync(dirname(join(root, zip)), { recursive: true });
  writeFileSync(join(root, zip), zipOf(files));
  done(zip);
  return 0;
}

function envNameOf(args: readonly string[], env: NodeJS.ProcessEnv): string {
  try {
    const { values } = parseArgs({ args: [...args], options: { env: { type: 'string' } } });
    return values.env ?? (env['TEAMSFX_ENV'] === '' ? undefined : env['TEAMSFX_ENV']) ?? 'dev';
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : String(error)}. ${USAGE}`);
  }
}

function zipOf({ manifest, japanese, color, outline }: PackageFiles): Uint8Array {
  const text = (value: object): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
  return zipSync(
    { 'manifest.json': text(manifest), 'ja.json': text(japanese), 'color.png': color, 'outline.png': outline },
    { mtime: ZIP_TIME },
  );
}

/** Null where git is missing, or this is no clone. */
function originOf(root: string): string | null {
  try {
    return execFileSync('git', ['remote', 'get-url', 'origin'], { cwd: root, stdio: 'pipe', encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

async function main(): Promise<void> {
  const { stdout, stderr, argv, env } = process;
  const say = (line: string): void => void stderr.write(`${line}\n`);
  const done = (zip: string): void => void stdout.write(`${zip}\n`);
  const root = process.cwd();
  try {
    process.exitCode = await packageTool(argv.slice(2), { root, env, origin: originOf(root), say, done });
  } catch (error) {
    say(error instanceof OperatorError ? error.message : String((error as Error).stack));
    process.exitCode = FAILED;
  }
}

if (require.main === module) void main();
