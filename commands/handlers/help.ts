import type { CommandKind } from '../../protocol/command';
import type { HelpView } from '../../protocol/messageView';
import { holds } from '../../services/access/roles';
import type { Handler } from '../handler';
import { type CommandWords, nearestCommand, WORDS } from '../words';

/** Commands that the asker may use; with a topic, only the command that it names. */
export const help: Handler<'help'> = async ({ topic }, { grant, language }) => {
  const wanted = topic === undefined ? null : nearestCommand(topic, language);
  const rows = (Object.entries(WORDS) as [CommandKind, CommandWords][])
    .filter(([kind, row]) => (wanted === null ? row.listed : kind === wanted))
    .filter(([kind, row]) => kind === 'whoami' || holds(grant.role, row.role));
  const view: HelpView = {
    kind: 'help',
    role: grant.role,
    commands: rows.map(([name, { usage, role }]) => ({ name, usage, role })),
  };
  return { kind: 'view', view };
};
