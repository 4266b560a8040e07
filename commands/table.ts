import type { CommandSpec, Run } from './ask';
import { backupNow } from './backupNow';
import { cancel } from './cancel';
import { changeSettings } from './changeSettings';
import type { CommandKind } from './command';
import { explain } from './explain';
import { help } from './help';
import { job } from './job';
import { jobs } from './jobs';
import { points } from './points';
import { safe } from './safe';
import { status } from './status';
import { vms } from './vms';
import { whoami } from './whoami';
import { COMMAND_WORDS } from './words';
import { no, yes } from './yesNo';

/** The one table of commands: its words and roles stand in words.ts, what each does in the file of its name. */
export const COMMANDS: { readonly [K in CommandKind]: CommandSpec<K> } = {
  help: { ...COMMAND_WORDS.help, run: help },
  status: { ...COMMAND_WORDS.status, run: status },
  backupNow: { ...COMMAND_WORDS.backupNow, run: backupNow },
  job: { ...COMMAND_WORDS.job, run: job },
  jobs: { ...COMMAND_WORDS.jobs, run: jobs },
  points: { ...COMMAND_WORDS.points, run: points },
  vms: { ...COMMAND_WORDS.vms, run: vms },
  safe: { ...COMMAND_WORDS.safe, run: safe },
  cancel: { ...COMMAND_WORDS.cancel, run: cancel },
  explain: { ...COMMAND_WORDS.explain, run: explain },
  whoami: { ...COMMAND_WORDS.whoami, run: whoami },
  settings: { ...COMMAND_WORDS.settings, run: changeSettings },
  yes: { ...COMMAND_WORDS.yes, run: yes },
  no: { ...COMMAND_WORDS.no, run: no },
};

/** The row's `run`, typed for any command; the schema has made sure that kind and command belong together. */
export function runOf(kind: CommandKind): Run<CommandKind> {
  return COMMANDS[kind].run as Run<CommandKind>;
}
