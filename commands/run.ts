import type { Command, CommandKind } from '../protocol/command';
import { message } from '../protocol/messageView';
import type { Ask } from '../services/conversations/ask';
import { UserError } from '../services/platform/errors';
import { inSpan } from '../services/platform/trace';
import type { Services } from '../views/services';
import { auditRefusal, refusing } from './audited';
import { buttonFor } from './button';
import { SentLate } from './failure';
import type { CommandContext, CommandOutcome, Handler } from './handler';
import { requireSomeVm } from './lookup/vm';
import { HANDLERS } from './table';
import { WORDS } from './words';

/**
 * Checks the asker's role, then runs the command's handler, which checks the role again for each VM. `whoami` is open
 * to everybody. A change that arrives long after it was sent needs a new confirmation. While the bot is read-only, a
 * change is refused before anything is read. Rejects with UserError, AzureError, SentLate or any error of our own;
 * failureView turns it into an answer. Each refusal is written to the audit log.
 */
export async function runCommand(command: Command, ask: Ask, services: Services): Promise<CommandOutcome> {
  try {
    const span = { name: `command ${command.kind}`, kind: 'internal', facts: { 'bot.command': command.kind } } as const;
    return await inSpan(span, () => run(command, { ask, services }));
  } catch (error) {
    await auditRefusal(error, command, { ask, services });
    throw error;
  }
}

async function run(command: Command, context: CommandContext): Promise<CommandOutcome> {
  const { ask } = context;
  if (command.kind !== 'whoami') requireSomeVm(WORDS[command.kind].role, ask);
  if (ask.sentLate && changesAtOnce(command)) throw askAgain(command, ask.sentLate, ask);
  // A turn that is repeated after a crash may find its backup begun, so only the check before the request counts.
  if (WORDS[command.kind].effect === 'changes' && ask.askedMs === undefined)
    await context.services.readOnly.requireChanges();
  // The cast states what the schema has checked: the handler of a kind takes a command of that kind.
  const handle = HANDLERS[command.kind] as Handler<CommandKind>;
  return handle(command, context);
}

/** Whether the command changes something, here or in Azure, without asking first. */
function changesAtOnce(command: Command): boolean {
  if (command.kind === 'watches') return command.restore === true;
  if (command.kind === 'readOnly') return command.set === 'on';
  if (command.kind === 'settings') return command.language !== undefined || command.timeZone !== undefined;
  return command.kind !== 'cancel' && WORDS[command.kind].effect !== 'reads'; // `cancel` asks first.
}

function askAgain(command: Command, { at }: NonNullable<Ask['sentLate']>, ask: Ask): SentLate {
  if (command.kind === 'yes' || command.kind === 'no') throw new UserError('answeredLate');
  const rest = { tone: 'warning', offers: [buttonFor(command, ask)] } as const;
  const view = at ? message('sentLate', { ...rest, facts: { at } }) : message('sentUnknown', rest);
  return refusing(new SentLate(view), null, view.key);
}
