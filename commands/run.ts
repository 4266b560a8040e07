import type { Command } from '../protocol/command';
import type { Ask } from '../services/conversations/ask';
import type { Services } from '../views/services';
import type { CommandOutcome } from './handler';
import { requireSomeVm } from './lookup/vm';
import { COMMANDS, handlerOf } from './table';

/**
 * Runs a command for the asker, whose role is checked here for the command and again for each VM that it names.
 * Rejects with UserError, AzureError, or whatever our own bug throws: failureView makes an answer of it.
 */
export async function runCommand(command: Command, ask: Ask, services: Services): Promise<CommandOutcome> {
  if (command.kind !== 'whoami') requireSomeVm(COMMANDS[command.kind].role, ask);
  return handlerOf(command.kind)(command, ask, services);
}
