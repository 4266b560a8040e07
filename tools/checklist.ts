import { createInterface } from 'node:readline/promises';

import type { Checklist } from '../services/azure/checklist/answers';
import { type Clock, createClock } from '../services/platform/clock';
import { readConfig } from '../services/platform/config';
import { OperatorError } from '../services/platform/errors';
import { createLog, createScrubber } from '../services/platform/log';
import { secretsOf } from '../services/platform/secrets';
import { openAzure } from './checklist/azure';
import { composeChecklist, readEarlier, writeChecklist } from './checklist/file';
import { findItem } from './checklist/findItem';
import { guided } from './checklist/guided';
import { checklistOptions } from './checklist/options';
import { knownNames, withoutNames } from './checklist/pseudonyms';
import { introOf, summaryOf } from './checklist/texts';

/** Exit statuses: every question is settled; some are not; it could not run, or not to the end; Ctrl-C. */
const SETTLED = 0;
const OPEN = 1;
const FAILED = 2;
const INTERRUPTED = 130;

interface Terminal {
  readonly say: (line: string) => void;
  /** Null without a terminal: then nobody can answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Absent: by the configuration. */
  readonly clock?: Clock;
}

/**
 * Settles what no recording of Azure could, and writes it to a file. It reads only, but for one backup, for which it
 * asks. What is known is written also where the run is interrupted or fails on its way. Resolves with the exit status.
 * Rejects where nothing could be read, with OperatorError if the operator can mend that.
 */
export async function checklistTool(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  const options = checklistOptions(args);
  const config = readConfig(env);
  const { say, clock = createClock(config.clock) } = terminal;
  const log = createLog('error', secretsOf(env));
  const azure = openAzure(config, { clock, log });
  try {
    const { full, out } = options;
    const item = await findItem(options, azure.vaults);
    const { subscription } = item.ref.vault;
    const earlier = readEarlier(out, subscription);
    const { reads, seeing } = azure.readsOf(item);
    const take = full ? createScrubber(secretsOf(env)) : withoutNames(knownNames(item, config), secretsOf(env));
    const rest = {
      subscription,
      take,
      earlier,
      azure: azure.local ? 'local' : 'live',
      names: full ? 'kept' : 'replaced',
    } as const;
    const keep = (run: Checklist['run']): Checklist => {
      const checklist = composeChecklist(seeing, { now: clock.now(), run, ...rest });
      writeChecklist(out, checklist);
      return checklist;
    };
    say(introOf(options, azure.local));
    const parts = { ...terminal, clock, config, log, reads, seeing, item, vaults: azure.vaults };
    const run = await guided({ ...parts, save: () => void keep('running') }, options);
    const written = keep(run.how);
    for (const line of summaryOf(written, out)) say(line);
    if (run.problem !== null) say(run.problem);
    if (run.how === 'interrupted') return INTERRUPTED;
    if (run.problem !== null) return FAILED;
    return written.answers.every(({ settled }) => settled) ? SETTLED : OPEN;
  } finally {
    await azure.close();
  }
}

async function main(): Promise<void> {
  const { stdin, stdout, stderr, argv, env } = process;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      stop.abort();
    });
  const say = (line: string): void => void stdout.write(`${line}\n`);
  const ask = async (question: string): Promise<string> => {
    const lines = createInterface({ input: stdin, output: stdout });
    // Ctrl-C reaches a terminal that reads a line, not the process.
    lines.on('SIGINT', () => {
      stop.abort();
    });
    try {
      return await lines.question(question, { signal: stop.signal });
    } finally {
      lines.close();
    }
  };
  try {
    const terminal = { say, ask: stdin.isTTY && stdout.isTTY ? ask : null, signal: stop.signal };
    process.exitCode = await checklistTool(argv.slice(2), env, terminal);
  } catch (error) {
    const text = error instanceof OperatorError ? error.message : String((error as Error).stack);
    stderr.write(`${createScrubber(secretsOf(env))(text)}\n`);
    process.exitCode = FAILED;
  }
}

if (require.main === module) void main();
