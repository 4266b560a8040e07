import type { Command, CommandKind } from '../protocol/command';
import type { Ask } from '../services/conversations/ask';
import type { Services } from '../views/services';
import type { CommandOutcome, Handler } from './handler';
import { requireSomeVm } from './lookup/vm';
import { HANDLERS } from './table';
import { WORDS } from './words';

/**
 * Checks the asker's role, then runs the command's handler, which checks the role again for each VM. `whoami` is open
 * to everybody. Rejects with UserError, AzureError or any error of our own; failureView turns it into an answer.
 */
export async function runCommand(command: Command, ask: Ask, services: Services): Promise<CommandOutcome> {
  if (command.kind !== 'whoami') requireSomeVm(WORDS[command.kind].role, ask);
  // The cast states what the schema has checked: the handler of a kind takes a command of that kind.
  const run = HANDLERS[command.kind] as Handler<CommandKind>;
  return run(command, { ask, services });
}
