import type { CommandKind } from '../../protocol/command';
import { includesRole } from '../../services/access/roles';
import { type CommandSpec, type Handler, outcome } from '../handler';
import { nearestCommand, WORDS } from '../words';

/** Commands that the asker may use; with a topic, only the command that it names. */
export const help: Handler<'help'> = async ({ topic }, { ask: { grant, language }, services }) => {
  const wanted = topic === undefined ? null : nearestCommand(topic, language);
  const rows = (Object.entries(WORDS) as [CommandKind, CommandSpec][])
    .filter(([kind, row]) => (wanted === null ? !row.unlisted : kind === wanted))
    .filter(([kind, row]) => kind === 'whoami' || includesRole(grant.role, row.role));
  const commands = rows.map(([name, { usage, role }]) => ({ name, usage, role }));
  return outcome({ kind: 'help', role: grant.role, commands, ...(await services.readOnly.shown()) });
};
