import type { CommandKind } from '../protocol/command';
import type { CommandSpec, Handler } from './handler';
import { audit } from './handlers/audit';
import { backupNow } from './handlers/backupNow';
import { cancel } from './handlers/cancel';
import { explain } from './handlers/explain';
import { help } from './handlers/help';
import { job } from './handlers/job';
import { jobs } from './handlers/jobs';
import { no } from './handlers/no';
import { points } from './handlers/points';
import { safe } from './handlers/safe';
import { changeSettings } from './handlers/settings';
import { status } from './handlers/status';
import { unwatch } from './handlers/unwatch';
import { vms } from './handlers/vms';
import { watch } from './handlers/watch';
import { watches } from './handlers/watches';
import { whoami } from './handlers/whoami';
import { yes } from './handlers/yes';
import { WORDS } from './words';

/** The one table of commands. words.ts holds words and roles, handlers/ holds one file for each command. */
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

/** The command's handler, typed for any command: the schema has checked that kind and command belong together. */
export function handlerOf(kind: CommandKind): Handler<CommandKind> {
  return COMMANDS[kind].run as Handler<CommandKind>;
}
