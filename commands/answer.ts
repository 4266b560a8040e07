import { z } from 'zod';

import { type Command, type CommandKind, commandSchema, type Parsed } from '../protocol/command';
import { message, type MessageView } from '../protocol/messageView';
import { vaultsOf } from '../services/backup/ids';
import type { ProtectedItem } from '../services/backup/types';
import type { Ask } from '../services/conversations/ask';
import { UserError } from '../services/platform/errors';
import type { Services } from '../views/services';
import { recordRefusal } from './audited';
import { buttonFor } from './button';
import type { CommandOutcome, CommandSpec } from './handler';
import { unreadFor } from './lookup/unread';
import { isWhoami, parseCommand } from './parse/parse';
import { runCommand } from './run';
import { WORDS } from './words';

/*
 * Entry of this room. A line of text, a choice or a button becomes a Command; runCommand checks the role and calls the
 * command's handler; the handler returns a View, or a question which VM is meant.
 */

const buttonDataSchema = z.object({ command: commandSchema });

/** Commands that a card may run by itself to refresh. None of them changes anything, here or in Azure. */
const REFRESHABLE: ReadonlySet<CommandKind> = new Set<CommandKind>(['status', 'job', 'jobs', 'points', 'vms', 'safe']);

/**
 * Answers one line of text. VM names come from the inventory: a line that may hold one waits for the first. Rejects as
 * runCommand does, for people without any role before the text is parsed.
 */
export async function answerText(text: string, ask: Ask, services: Services): Promise<CommandOutcome> {
  if (ask.grant.role === null) {
    if (!isWhoami(text)) {
      await recordRefusal({ command: null, item: null, why: 'noAccess' }, { ask, services });
      throw new UserError('noAccess');
    }
    return runForPerson({ kind: 'whoami' }, ask, services);
  }
  const parsed = await parse(text, ask, services);
  if (parsed.kind === 'command') return runForPerson(parsed.command, ask, services);
  void services.proposals.noteOtherMessage(ask);
  return { kind: 'view', view: notUnderstood(parsed, ask, services) };
}

/** Answers a pressed button. Its data is not trusted: rejects with UserError `badPress` unless it holds a command. */
export async function answerPress(
  data: unknown,
  ask: Ask,
  services: Services,
): Promise<{ outcome: CommandOutcome; effect: CommandSpec['effect'] }> {
  const press = buttonDataSchema.safeParse(data);
  if (!press.success) {
    await recordRefusal({ command: null, item: null, why: 'badPress' }, { ask, services });
    throw new UserError('badPress');
  }
  const { command } = press.data;
  const { effect } = WORDS[command.kind];
  if (!ask.automatic) return { outcome: await runForPerson(command, ask, services), effect };
  if (!REFRESHABLE.has(command.kind)) {
    await recordRefusal({ command, item: null, why: 'automatic' }, { ask, services });
    throw new UserError('badPress');
  }
  return { outcome: await runCommand(command, ask, services), effect };
}

/**
 * Runs a command that a person gave, by a line of text, a button or a choice from a list of VMs. After any other
 * message, a bare yes no longer answers an older question. The store keeps that, and also the question that the bot
 * asks back ("which VM?"). A change waits until this is written; a read does not. If no question was open when the
 * message came, there is nothing to write.
 */
export async function runForPerson(command: Command, ask: Ask, services: Services): Promise<CommandOutcome> {
  const { proposals } = services;
  const isAnswer = command.kind === 'yes' || command.kind === 'no';
  if (ask.noneStood !== true && (!isAnswer || command.proposal !== undefined)) {
    const noted = proposals.noteOtherMessage(ask, isAnswer ? command.proposal : null);
    if (isAnswer || WORDS[command.kind].effect === 'changes') await noted;
  }
  const outcome = await runCommand(command, ask, services);
  if (outcome.kind === 'choose') await proposals.noteOtherMessage(ask);
  return outcome;
}

async function parse(text: string, ask: Ask, services: Services): Promise<Parsed> {
  const known = services.vaults.known();
  const parsed = parseWithNames(text, known?.value.items ?? [], ask);
  if (known !== null || (parsed.kind !== 'unknown' && parsed.kind !== 'incomplete')) return parsed;
  void services.proposals.noteOtherMessage(ask); // Before the inventory is read: that may fail.
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

function notUnderstood(parsed: Exclude<Parsed, { kind: 'command' }>, ask: Ask, services: Services): MessageView {
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
      const isOneWord = /^\S+$/.test(parsed.typed); // It may be the name of a VM in a vault that could not be read.
      const unread = isOneWord ? unreadFor(ask, services, parsed.typed) : null;
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
