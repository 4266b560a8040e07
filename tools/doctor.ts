import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { METADATA_URL } from '../bots/channel/keySet';
import { OperatorError } from '../services/platform/errors';
import { type Language, LANGUAGES } from '../services/platform/language';
import { createScrubber } from '../services/platform/log';
import { secretsOf } from '../services/platform/secrets';
import { realDisk } from './doctor/disk';
import { examine, LIMITS, type Surroundings } from './doctor/examine';
import { asJson, asLines, isWell, withoutSecrets } from './doctor/report';

const USAGE = 'Usage: npm run doctor -- [--json] [--lang en|ja]';
const ENTRA_URL = 'https://login.microsoftonline.com';

/** Exit status where something is wrong, and where nothing could be checked. */
const WRONG = 1;
const UNCHECKED = 2;

/**
 * Checks what the bot needs, from the same environment variables, and says for each what is wrong and the command that
 * mends it. It reads only. `say` gets the lines, or one JSON document (`--json`). Resolves with the exit status: 0, or
 * WRONG. Rejects with OperatorError for arguments that it does not know.
 */
export async function doctorTool(
  args: readonly string[],
  surroundings: Surroundings,
  say: (line: string) => void,
): Promise<number> {
  const { json, language } = optionsOf(args);
  const examined = await examine(surroundings);
  const shown = language ?? examined.language;
  const findings = examined.findings.map((one) => withoutSecrets(one, createScrubber(secretsOf(surroundings.env))));
  for (const line of json ? [asJson(findings, shown)] : asLines(findings, shown)) say(line);
  return isWell(findings) ? 0 : WRONG;
}

function optionsOf(args: readonly string[]): { readonly json: boolean; readonly language: Language | null } {
  const { json, lang } = parsed(args);
  const language = LANGUAGES.find((one) => one === lang) ?? null;
  if (lang !== undefined && language === null) throw new OperatorError(`--lang: expected en or ja. ${USAGE}`);
  return { json, language };
}

function parsed(args: readonly string[]): { json: boolean; lang?: string | undefined } {
  try {
    const options = { json: { type: 'boolean', default: false }, lang: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : String(error)}. ${USAGE}`);
  }
}

async function main(): Promise<void> {
  const { stdout, stderr, argv, env } = process;
  const surroundings: Surroundings = {
    ...{ env, now: Date.now, disk: realDisk, hasEnvFile: existsSync('.env') },
    ...{ metadataUrl: METADATA_URL, entraUrl: ENTRA_URL, limits: LIMITS },
  };
  const lines: string[] = [];
  stdout.on('error', () => process.exit(UNCHECKED));
  try {
    const status = await doctorTool(argv.slice(2), surroundings, (line) => lines.push(line));
    // A connection that hangs must not hold the process.
    stdout.write(`${lines.join('\n')}\n`, () => process.exit(status));
  } catch (error) {
    const text = error instanceof OperatorError ? error.message : String((error as Error).stack);
    stderr.write(`${createScrubber(secretsOf(env))(text)}\n`, () => process.exit(UNCHECKED));
  }
}

if (require.main === module) void main();
