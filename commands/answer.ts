import { z } from 'zod';

import { type Command, type CommandKind, commandSchema, type Parsed } from '../protocol/command';
import { message } from '../protocol/messageView';
import { type ProtectedItem, vaultsOf } from '../services/backup/types';
import type { Ask } from '../services/conversations/ask';
import { UserError } from '../services/platform/errors';
import type { Services } from '../views/services';
import type { CommandSpec, CommandOutcome } from './handler';
import { unreadFor } from './lookup/unread';
import { buttonFor } from './lookup/vm';
import { parseCommand } from './parse/parse';
import { runCommand } from './run';
import { COMMANDS } from './table';

const buttonDataSchema = z.object({ command: commandSchema });

/** Answers one line of text. Names of VMs come from the inventory; where none was read yet, a line that needs them waits for it. */
export async function answerText(text: string, ask: Ask, services: Services): Promise<CommandOutcome> {
  const parsed = await parse(text, ask, services);
  if (parsed.kind === 'command') return runForPerson(parsed.command, ask, services);
  void services.proposals.noteOtherMessage(ask);
  return { kind: 'view', view: notUnderstood(parsed, ask, services) };
}

/** Answers what was picked of a list. */
export function answerChoice(command: Command, ask: Ask, services: Services): Promise<CommandOutcome> {
  return runForPerson(command, ask, services);
}

/** Answers a pressed button; what it carries is not trusted. Rejects with UserError `badPress` where it is no command of ours. */
export async function answerPress(
  data: unknown,
  ask: Ask,
  services: Services,
): Promise<{ outcome: CommandOutcome; effect: CommandSpec['effect'] }> {
  const press = buttonDataSchema.safeParse(data);
  if (!press.success) throw new UserError('badPress');
  const { command } = press.data;
  const { effect } = COMMANDS[command.kind];
  if (!ask.automatic) return { outcome: await runForPerson(command, ask, services), effect };
  if (!REFRESHABLE.has(command.kind)) throw new UserError('badPress');
  return { outcome: await runCommand(command, ask, services), effect };
}

/** What a card may ask for by itself: nothing of it changes anything, here or in Azure. */
const REFRESHABLE: ReadonlySet<CommandKind> = new Set<CommandKind>(['status', 'job', 'jobs', 'points', 'vms', 'safe']);

/**
 * Runs what a person said. Whatever is no answer to a question has been said since every question before it; so is one
 * that the bot asks back ("which VM?"). A change waits until that is written down, a read is not held up by it. Where no
 * question stood when it came, there is nothing to write down: a question asked later is asked after it was said.
 */
async function runForPerson(command: Command, ask: Ask, services: Services): Promise<CommandOutcome> {
  const { proposals } = services;
  const isAnswer = command.kind === 'yes' || command.kind === 'no';
  if (ask.noneStood !== true && (!isAnswer || command.proposal !== undefined)) {
    const said = proposals.noteOtherMessage(ask, isAnswer ? command.proposal : null);
    if (isAnswer || COMMANDS[command.kind].effect === 'changes') await said;
  }
  const outcome = await runCommand(command, ask, services);
  if (outcome.kind === 'choose') await proposals.noteOtherMessage(ask);
  return outcome;
}

async function parse(text: string, ask: Ask, services: Services): Promise<Parsed> {
  const known = services.vaults.known();
  const parsed = parseWithNames(text, known?.value.items ?? [], ask);
  if (known !== null || (parsed.kind !== 'unknown' && parsed.kind !== 'incomplete')) return parsed;
  void services.proposals.noteOtherMessage(ask); // Also where no VM can be read.
  const { value } = await services.vaults.inventory();
  return parseWithNames(text, value.items, ask);
}

function parseWithNames(text: string, items: readonly ProtectedItem[], ask: Ask): Parsed {
  const visible = items.filter((item) => ask.grant.may('viewer', item));
  return parseCommand(
    text,
    visible.map(({ vm }) => vm.name),
    vaultsOf(visible).map(({ name }) => name),
  );
}

function notUnderstood(
  parsed: Exclude<Parsed, { kind: 'command' }>,
  ask: Ask,
  services: Services,
): ReturnType<typeof message> {
  const help = buttonFor({ kind: 'help' }, ask);
  switch (parsed.kind) {
    case 'empty':
      return message('emptyText', { offers: [help] });
    case 'incomplete':
      return message(parsed.key, {
        tone: 'warning',
        facts: parsed.facts,
        offers: parsed.offers.map((offer) => buttonFor(offer, ask)),
      });
    case 'unknown': {
      const unread = /^\S+$/.test(parsed.typed) ? unreadFor(ask, services, parsed.typed) : null; // A VM's name alone?
      return message('unknownCommand', {
        tone: 'warning',
        facts: { typed: parsed.typed },
        offers: [...parsed.offers.map((offer) => buttonFor(offer, ask)), help],
        ...(unread && { unread }),
      });
    }
    case 'several':
      return message('several', { tone: 'warning' });
    case 'tooLong':
      return message('tooLong', { tone: 'warning', facts: { limit: parsed.limit } });
  }
}
