import { isJobOf } from '../../services/backup/ids';
import { operationOf } from '../../services/backup/operations';
import type { Vaults } from '../../services/backup/vaults';
import type { Config } from '../../services/platform/config';
import { DatabaseError, OperatorError } from '../../services/platform/errors';
import type { Log } from '../../services/platform/log';
import { follow, type FollowParts } from './follow';
import type { ChecklistOptions } from './options';
import { KEEP_DAYS, READ_ONLY, startBackup } from './startBackup';
import { readFollowed, survey } from './survey';

interface GuidedParts extends FollowParts {
  readonly config: Config;
  readonly log: Log;
  readonly vaults: Vaults;
  readonly ask: ((question: string) => Promise<string>) | null;
}

/** How the run ended. `problem`: what the operator must know, in a sentence. */
interface RunEnd {
  readonly how: 'ended' | 'interrupted';
  readonly problem: string | null;
}

/** Reads what reading alone settles, then follows a backup: one that runs, or one that it starts. */
export async function guided(parts: GuidedParts, options: ChecklistOptions): Promise<RunEnd> {
  const { say, save, signal, seeing, clock } = parts;
  try {
    await survey(parts);
    signal.throwIfAborted();
    save();
    say('Read what reading alone settles.');
    const jobId = await backupToFollow(parts, options);
    signal.throwIfAborted();
    if (jobId === null) return { how: 'ended', problem: null };
    seeing.begunMs ??= clock.now().getTime();
    await follow(parts, jobId, options.untilEnd);
    return { how: 'ended', problem: null };
  } catch (error) {
    if (signal.aborted) return { how: 'interrupted', problem: 'Interrupted: the file holds what was known so far.' };
    if (error instanceof OperatorError) return { how: 'ended', problem: error.message };
    if (error instanceof DatabaseError) return { how: 'ended', problem: `No backup is started: ${error.message}.` };
    throw error;
  }
}

/** The id of the job to follow; null where no backup is wanted or allowed. */
async function backupToFollow(parts: GuidedParts, options: ChecklistOptions): Promise<string | null> {
  const { item, say, config, seeing, clock } = parts;
  if (options.job !== null) return requireBackup(parts, options.job);
  if (config.readOnly) {
    say(READ_ONLY);
    return null;
  }
  if (!options.startBackup && !(await isWanted(parts))) return null;
  const sentMs = clock.now().getTime();
  const jobId = await startBackup(item, parts);
  seeing.begunMs = sentMs;
  say(`The backup runs as job ${jobId}. After an interruption, go on with --job ${jobId}.`);
  return jobId;
}

async function isWanted({ ask, say, item }: GuidedParts): Promise<boolean> {
  if (ask === null) {
    say('No backup is started: there is no terminal to ask at. --start-backup starts one without asking.');
    return false;
  }
  const said = await ask(
    `Start one backup of ${item.vm.name} now? Azure keeps its recovery point for ${KEEP_DAYS} days. Type yes to start it: `,
  );
  if (said.trim().toLowerCase() === 'yes') return true;
  say('No backup is started.');
  return false;
}

/** Reads the job once. Throws OperatorError unless it is a backup of the item. */
async function requireBackup(parts: GuidedParts, jobId: string): Promise<string> {
  const { item, seeing } = parts;
  const { status, code } = await readFollowed(parts, jobId);
  const job = seeing.jobs.at(-1)?.job;
  if (!job)
    throw new OperatorError(`--job: the vault ${item.ref.vault.name} shows no such job (HTTP ${status} ${code}).`);
  if (operationOf(job) === 'backup' && isJobOf(job, item)) return jobId;
  seeing.jobs.pop();
  throw new OperatorError(`--job: that job is no backup of ${item.vm.name}.`);
}
