import type { CommandKind } from '../protocol/command';
import type { Handler } from './handler';
import { audit } from './handlers/audit';
import { backupNow } from './handlers/backupNow';
import { cancel } from './handlers/cancel';
import { explain } from './handlers/explain';
import { help } from './handlers/help';
import { job } from './handlers/job';
import { jobs } from './handlers/jobs';
import { no } from './handlers/no';
import { points } from './handlers/points';
import { readOnly } from './handlers/readOnly';
import { safe } from './handlers/safe';
import { changeSettings } from './handlers/settings';
import { status } from './handlers/status';
import { unwatch } from './handlers/unwatch';
import { vms } from './handlers/vms';
import { watch } from './handlers/watch';
import { watches } from './handlers/watches';
import { whoami } from './handlers/whoami';
import { yes } from './handlers/yes';

/** The handler of each command, from its own file in handlers/. words.ts holds the words and roles. */
export const HANDLERS: { readonly [K in CommandKind]: Handler<K> } = {
  help,
  status,
  backupNow,
  job,
  jobs,
  points,
  vms,
  safe,
  cancel,
  explain,
  watch,
  unwatch,
  watches,
  audit,
  whoami,
  settings: changeSettings,
  readOnly,
  yes,
  no,
};
