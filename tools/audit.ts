import { parseArgs } from 'node:util';

import { ChainCheck, type ChainFault, type ChainLink } from '../services/access/auditChain';
import { openIdentity } from '../services/azure/http/tokens';
import { readConfig } from '../services/platform/config';
import { OperatorError } from '../services/platform/errors';
import { createLog } from '../services/platform/log';
import { exportedRow, readAudit } from '../services/store/readAudit';

/** What `--head` gives: a head that the bot logged, as `seq:hash`. */
const HEAD = /^(\d+):([0-9a-f]{64})$/;
const USAGE = 'npm run audit -- [--verify] [--head <seq>:<hash>] [--export]';

/** How the lines go out. */
interface Out {
  /** Standard output: JSON lines only. */
  readonly data: (line: string) => void;
  readonly say: (line: string) => void;
}

/**
 * Checks the chain of the audit log (`--verify`), compares it with a head that the bot logged (`--head`), and writes it
 * as JSON lines (`--export`). It writes nothing to the database. Resolves with the exit status: 0 where the chain
 * holds, 1 where it does not. Rejects with OperatorError.
 */
export async function auditTool(args: readonly string[], env: NodeJS.ProcessEnv, out: Out): Promise<number> {
  const { exports, logged } = optionsOf(args);
  const config = readConfig(env);
  const options = { log: createLog('error'), postgresToken: openIdentity(config)?.postgresToken };
  return readAudit(config.database.url, options, async ({ head, checkpoint, rows }) => {
    const check = new ChainCheck(checkpoint);
    // What was purged since its hash was logged cannot be compared any more.
    let meetsLogged = logged === null || logged.seq <= checkpoint.seq;
    for await (const row of rows()) {
      check.next(row);
      if (row.seq === logged?.seq) meetsLogged = row.hash === logged.hash;
      if (exports) out.data(JSON.stringify(exportedRow(row)));
    }
    check.end(head);
    const faults = check.faults.map(faultText);
    if (!meetsLogged) faults.push(`row ${logged?.seq}: not as it was when its hash was logged`);
    const found = faults.length === 0 ? 'the chain holds' : 'THE CHAIN IS BROKEN';
    const span = `${check.rows} rows after ${checkpoint.seq}, head ${head.seq}:${head.hash}`;
    for (const line of [...faults, `${span}: ${found}`]) out.say(line);
    return faults.length === 0 ? 0 : 1;
  });
}

function optionsOf(args: readonly string[]): { readonly exports: boolean; readonly logged: ChainLink | null } {
  const { verify, export: exports, head } = parsed(args);
  if (!verify && !exports && head === undefined) throw new OperatorError(`Say what to do: ${USAGE}`);
  if (head === undefined) return { exports, logged: null };
  const [, seq, hash] = HEAD.exec(head) ?? [];
  if (seq === undefined || hash === undefined)
    throw new OperatorError(`--head: <seq>:<hash> of a logged head. ${USAGE}`);
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

function faultText({ seq, fault }: ChainFault): string {
  return `row ${seq}: ${FAULTS[fault]}`;
}

async function main(): Promise<void> {
  const line = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);
  try {
    const out = { data: line(process.stdout), say: line(process.stderr) };
    process.exitCode = await auditTool(process.argv.slice(2), process.env, out);
  } catch (error) {
    process.stderr.write(`${error instanceof OperatorError ? error.message : String((error as Error).stack)}\n`);
    process.exitCode = error instanceof OperatorError ? 2 : 1;
  }
}

if (require.main === module) void main();
