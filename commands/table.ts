import type { CommandSpec, Run } from './ask';
import { audit } from './audit';
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
import { unwatch } from './unwatch';
import { vms } from './vms';
import { watch } from './watch';
import { watches } from './watches';
import { whoami } from './whoami';
import { WORDS } from './words';
import { no, yes } from './yesNo';

/** The one table of commands: its words and roles stand in words.ts, what each does in the file of its name. */
export const COMMANDS: { readonly [K in CommandKind]: CommandSpec<K> } = {
  help: { ...WORDS.help, run: help },
  status: { ...WORDS.status, run: status },
  backupNow: { ...WORDS.backupNow, run: backupNow },
  job: { ...WORDS.job, run: job },
  jobs: { ...WORDS.jobs, run: jobs },
  points: { ...WORDS.points, run: points },
  vms: { ...WORDS.vms, run: vms },
  safe: { ...WORDS.safe, run: safe },
  cancel: { ...WORDS.cancel, run: cancel },
  explain: { ...WORDS.explain, run: explain },
  watch: { ...WORDS.watch, run: watch },
  unwatch: { ...WORDS.unwatch, run: unwatch },
  watches: { ...WORDS.watches, run: watches },
  audit: { ...WORDS.audit, run: audit },
  whoami: { ...WORDS.whoami, run: whoami },
  settings: { ...WORDS.settings, run: changeSettings },
  yes: { ...WORDS.yes, run: yes },
  no: { ...WORDS.no, run: no },
};

/** The row's `run`, typed for any command; the schema has made sure that kind and command belong together. */
export function runOf(kind: CommandKind): Run<CommandKind> {
  return COMMANDS[kind].run as Run<CommandKind>;
}
