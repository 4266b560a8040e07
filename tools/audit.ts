import { once } from 'node:events';
import { parseArgs } from 'node:util';

import { ChainCheck, type ChainedRow, type ChainFault, type ChainLink } from '../services/access/auditChain';
import { openIdentity } from '../services/azure/http/tokens';
import { readConfig } from '../services/platform/config';
import { OperatorError } from '../services/platform/errors';
import { createLog, createScrubber } from '../services/platform/log';
import { secretsOf } from '../services/platform/secrets';
import { type AuditSnapshot, exportedRow, readAudit } from '../services/store/readAudit';

/** What `--head` gives: a head that the bot logged, as `seq:hash`. */
const HEAD = /^(\d+):([0-9a-f]{64})$/;
const USAGE = 'Usage: npm run audit -- [--verify] [--head <seq>:<hash>] [--export]';

/** Exit status where the chain does not hold, and where that could not be checked. */
const BROKEN = 1;
const UNCHECKED = 2;

/** How the lines go out. */
interface Out {
  /** Standard output: JSON lines only. Resolves when it takes the next one, so that no slow reader fills the memory. */
  readonly data: (line: string) => Promise<void>;
  readonly say: (line: string) => void;
}

/**
 * Checks the chain of the audit log (`--verify`), compares it with a head that the bot logged (`--head`), and writes it
 * as JSON lines (`--export`). It writes nothing to the database. Resolves with the exit status: 0 where the chain
 * holds, BROKEN or UNCHECKED. Rejects where nothing can be read, with OperatorError if the operator can mend that.
 */
export async function auditTool(args: readonly string[], env: NodeJS.ProcessEnv, out: Out): Promise<number> {
  const { exports, logged } = optionsOf(args);
  const config = readConfig(env);
  const options = { log: createLog('error', secretsOf(env)), postgresToken: openIdentity(config)?.postgresToken };
  return readAudit(config.database.url, options, async (snapshot) => {
    const { checkpoint, head } = snapshot;
    const { check, met } = await checked(snapshot, logged, async (row) => {
      if (exports) await out.data(JSON.stringify(exportedRow(row)));
    });
    const isPurged = logged !== null && logged.seq < checkpoint.seq;
    const faults = faultTexts(check, isPurged || met === logged?.hash ? null : logged);
    const span = `${check.rows} rows after ${checkpoint.seq}, head ${head.seq}:${head.hash}`;
    const found = faults.length === 0 ? 'the chain holds' : 'THE CHAIN IS BROKEN';
    for (const line of [...faults, `${span}: ${found}`]) out.say(line);
    if (isPurged)
      out.say(`row ${logged.seq} is no longer kept: nothing was compared; give a head that was logged later`);
    if (faults.length > 0) return BROKEN;
    return isPurged ? UNCHECKED : 0;
  });
}

/** `met`: the hash that the row of the logged head has now; null if it is not kept. */
async function checked(
  { head, checkpoint, rows }: AuditSnapshot,
  logged: ChainLink | null,
  each: (row: ChainedRow) => Promise<void>,
): Promise<{ readonly check: ChainCheck; readonly met: string | null }> {
  const check = new ChainCheck(checkpoint);
  let met = logged?.seq === checkpoint.seq ? checkpoint.hash : null;
  for await (const row of rows()) {
    check.next(row);
    if (row.seq === logged?.seq) met = row.hash;
    await each(row);
  }
  check.end(head);
  return { check, met };
}

function faultTexts({ faults, more }: ChainCheck, otherThanLogged: ChainLink | null): readonly string[] {
  return [
    ...faults.map(({ seq, fault }) => `row ${seq}: ${FAULTS[fault]}`),
    ...(more > 0 ? [`${more} more faults are not listed`] : []),
    ...(otherThanLogged ? [`row ${otherThanLogged.seq}: not as it was when its hash was logged`] : []),
  ];
}

function optionsOf(args: readonly string[]): { readonly exports: boolean; readonly logged: ChainLink | null } {
  const { verify, export: exports, head } = parsed(args);
  if (!verify && !exports && head === undefined) throw new OperatorError(USAGE);
  if (head === undefined) return { exports, logged: null };
  const [, seq, hash] = HEAD.exec(head) ?? [];
  if (seq === undefined || hash === undefined)
    throw new OperatorError(`--head: give <seq>:<hash> of a logged head. ${USAGE}`);
  return { exports, logged: { seq: Number(seq), hash } };
}

function parsed(args: readonly string[]): { verify: boolean; export: boolean; head?: string | undefined } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        verify: { type: 'boolean', default: false },
        export: { type: 'boolean', default: false },
        head: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : String(error)}. ${USAGE}`);
  }
}

const FAULTS: Readonly<Record<ChainFault['fault'], string>> = {
  changed: 'does not fit its hash: it was changed',
  broken: 'does not continue the row before: one of the two was exchanged',
  gap: 'rows before it are missing, or it was inserted',
  head: 'is the recorded head, but not the last row: rows were removed or added at the end',
};

async function main(): Promise<void> {
  const { stdout, stderr, argv, env } = process;
  const data = async (line: string): Promise<void> => {
    if (!stdout.write(`${line}\n`)) await once(stdout, 'drain');
  };
  const say = (line: string): void => void stderr.write(`${line}\n`);
  // A reader such as `head` may leave early; what it did not read is then no longer checked.
  stdout.on('error', () => process.exit(UNCHECKED));
  try {
    process.exitCode = await auditTool(argv.slice(2), env, { data, say });
  } catch (error) {
    const text = error instanceof OperatorError ? error.message : String((error as Error).stack);
    stderr.write(`${createScrubber(secretsOf(env))(text)}\n`);
    process.exitCode = UNCHECKED;
  }
}

if (require.main === module) void main();
