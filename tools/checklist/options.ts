import { parseArgs } from 'node:util';

import { OperatorError } from '../../services/platform/errors';

const CHECKLIST_USAGE =
  'Usage: npm run checklist -- --vm <vm> [--vault <vault>] [--out checklist.json] [--start-backup | --job <id>] [--until-end] [--full]';

export interface ChecklistOptions {
  /** A name, or `resource group/name`. */
  readonly vm: string;
  /** A name, or `resource group/name`; null: any. */
  readonly vault: string | null;
  readonly out: string;
  /** Starts the backup without asking. */
  readonly startBackup: boolean;
  /** Follows this job, which runs already. */
  readonly job: string | null;
  readonly untilEnd: boolean;
  /** Keeps names and ids in the file. */
  readonly full: boolean;
}

/** Throws OperatorError with the usage. */
export function checklistOptions(args: readonly string[]): ChecklistOptions {
  const { vm, vault, out, job, full, ...flags } = parsed(args);
  if (vm === undefined || vm.trim() === '') throw new OperatorError(`--vm: name the VM. ${CHECKLIST_USAGE}`);
  if (job !== undefined && flags['start-backup'])
    throw new OperatorError(`--job follows a backup that runs; leave out --start-backup. ${CHECKLIST_USAGE}`);
  if (job !== undefined && !/^[\w-]{1,100}$/.test(job))
    throw new OperatorError(
      `--job: give the id of a job, such as 00000000-0000-0000-0000-000000000000. ${CHECKLIST_USAGE}`,
    );
  return {
    ...{ vm: vm.trim(), vault: vault ?? null, out: out ?? 'checklist.json', job: job ?? null, full },
    ...{ startBackup: flags['start-backup'], untilEnd: flags['until-end'] },
  };
}

function parsed(args: readonly string[]): {
  vm?: string | undefined;
  vault?: string | undefined;
  out?: string | undefined;
  job?: string | undefined;
  'start-backup': boolean;
  'until-end': boolean;
  full: boolean;
} {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const options = {
      vm: text,
      vault: text,
      out: text,
      job: text,
      'start-backup': flag,
      'until-end': flag,
      full: flag,
    };
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new OperatorError(`${error instanceof Error ? error.message : String(error)}. ${CHECKLIST_USAGE}`);
  }
}
