import type { Command } from '../protocol/command';
import type { Ask } from '../services/conversations/ask';
import type { Services } from '../views/services';
import type { CommandOutcome } from './handler';
import { requireSomeVm } from './lookup/vm';
import { COMMANDS, handlerOf } from './table';

/**
 * Checks the asker's role, then runs the command's handler. The handler checks the role again for each VM.
 * `whoami` is open to everybody. Rejects with UserError, AzureError or any error of our own; failureView answers it.
 */
export async function runCommand(command: Command, ask: Ask, services: Services): Promise<CommandOutcome> {
  if (command.kind !== 'whoami') requireSomeVm(COMMANDS[command.kind].role, ask);
  return handlerOf(command.kind)(command, { ask, services });
}
