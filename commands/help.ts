import type { HelpView } from '../cards/views';
import { holds } from '../services/access/roles';
import type { Run } from './ask';
import type { CommandKind } from './command';
import { COMMAND_WORDS, type CommandWords } from './words';

/** What the asker may ask for, from the table of commands; one row where a command was named. */
export const help: Run<'help'> = async ({ topic }, { grant }) => {
  const all = Object.entries(COMMAND_WORDS) as [CommandKind, CommandWords][];
  const wanted = topic === undefined ? null : (all.find(([, row]) => isNamed(row, topic))?.[0] ?? null);
  const rows = all
    .filter(([kind, row]) => (wanted === null ? row.listed : kind === wanted))
    .filter(([kind, row]) => kind === 'whoami' || holds(grant.role, row.role));
  const view: HelpView = {
    kind: 'help',
    role: grant.role,
    commands: rows.map(([name, { usage, role }]) => ({ name, usage, role })),
  };
  return { kind: 'view', view };
};

function isNamed({ words }: CommandWords, topic: string): boolean {
  return [...words.en, ...words.ja].includes(topic.trim().toLowerCase());
}
