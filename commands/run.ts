import type { Command, CommandKind } from '../protocol/command';
import { message } from '../protocol/messageView';
import type { Ask } from '../services/conversations/ask';
import { UserError } from '../services/platform/errors';
import type { Services } from '../views/services';
import { auditRefusal } from './audited';
import { buttonFor } from './button';
import { type CommandContext, type CommandOutcome, type Handler, outcome } from './handler';
import { requireSomeVm } from './lookup/vm';
import { HANDLERS } from './table';
import { WORDS } from './words';

/**
 * Checks the asker's role, then runs the command's handler. The handler checks the role again for each VM. `whoami` is
 * open to everybody. What would change something is asked about again where it came long after it was sent. Rejects with
 * UserError, AzureError or any error of our own; failureView answers it. Each refusal is written to the audit log.
 */
export async function runCommand(command: Command, ask: Ask, services: Services): Promise<CommandOutcome> {
  try {
    return await run(command, { ask, services });
  } catch (error) {
    await auditRefusal(error, command, { ask, services });
    throw error;
  }
}

async function run(command: Command, context: CommandContext): Promise<CommandOutcome> {
  const { ask } = context;
  if (command.kind !== 'whoami') requireSomeVm(WORDS[command.kind].role, ask);
  if (ask.sentLate && changesAtOnce(command)) return askAgain(command, ask.sentLate, ask);
  // The cast states what the schema has checked: kind and command belong together.
  const handle = HANDLERS[command.kind] as Handler<CommandKind>;
  return handle(command, context);
}

/** Commands that only read, and `cancel`, which asks before it does anything. */
const READS: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'help',
  'status',
  'job',
  'jobs',
  'points',
  'vms',
  'safe',
  'explain',
  'whoami',
  'audit',
  'cancel',
]);

/** Whether it changes something, here or in Azure, without a question first. */
function changesAtOnce(command: Command): boolean {
  if (command.kind === 'watches') return command.restore === true;
  if (command.kind === 'settings') return command.language !== undefined || command.timeZone !== undefined;
  return !READS.has(command.kind);
}

function askAgain(command: Command, { at }: NonNullable<Ask['sentLate']>, ask: Ask): CommandOutcome {
  if (command.kind === 'yes' || command.kind === 'no') throw new UserError('answeredLate');
  const rest = { tone: 'warning', offers: [buttonFor(command, ask)] } as const;
  return outcome(at ? message('sentLate', { ...rest, facts: { at } }) : message('sentUnknown', rest));
}
