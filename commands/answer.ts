import { z } from 'zod';

import { type ProtectedItem, vaultsOf } from '../services/backup/types';
import { UserError } from '../services/platform/errors';
import type { Ask, CommandSpec, Outcome, Services } from './ask';
import { commandSchema, type Parsed } from './command';
import { message } from './failure';
import { parseCommand } from './parse';
import { pressOf } from './resolve';
import { runCommand } from './run';
import { COMMANDS } from './table';
import { unreadFor } from './unread';

const pressSchema = z.object({ command: commandSchema });

/** Answers one line of text. Names of VMs come from the inventory; where none was read yet, a line that needs them waits for it. */
export async function answerText(text: string, ask: Ask, services: Services): Promise<Outcome> {
  const parsed = await parse(text, ask, services);
  if (parsed.kind === 'command') return runCommand(parsed.command, ask, services);
  return { kind: 'view', view: notRun(parsed, ask, services) };
}

/** Answers a pressed button; what it carries is not trusted. Rejects with UserError `badPress` where it is no command of ours. */
export async function answerPress(
  data: unknown,
  ask: Ask,
  services: Services,
): Promise<{ outcome: Outcome; effect: CommandSpec['effect'] }> {
  const press = pressSchema.safeParse(data);
  if (!press.success) throw new UserError('badPress');
  const { command } = press.data;
  return { outcome: await runCommand(command, ask, services), effect: COMMANDS[command.kind].effect };
}

async function parse(text: string, ask: Ask, services: Services): Promise<Parsed> {
  const known = services.vaults.known();
  const parsed = parseAmong(text, known?.value.items ?? [], ask);
  if (known !== null || (parsed.kind !== 'unknown' && parsed.kind !== 'incomplete')) return parsed;
  const { value } = await services.vaults.inventory();
  return parseAmong(text, value.items, ask);
}

function parseAmong(text: string, items: readonly ProtectedItem[], ask: Ask): Parsed {
  const visible = items.filter((item) => ask.grant.may('viewer', item));
  return parseCommand(
    text,
    visible.map(({ vm }) => vm.name),
    vaultsOf(visible).map(({ name }) => name),
  );
}

function notRun(
  parsed: Exclude<Parsed, { kind: 'command' }>,
  ask: Ask,
  services: Services,
): ReturnType<typeof message> {
  const help = pressOf({ kind: 'help' }, ask);
  switch (parsed.kind) {
    case 'empty':
      return message('emptyText', { offers: [help] });
    case 'incomplete':
      return message(parsed.key, {
        tone: 'warning',
        facts: parsed.facts,
        offers: parsed.offers.map((offer) => pressOf(offer, ask)),
      });
    case 'unknown': {
      const unread = /^\S+$/.test(parsed.typed) ? unreadFor(ask, services, parsed.typed) : null; // A VM's name alone?
      return message('unknownCommand', {
        tone: 'warning',
        facts: { typed: parsed.typed },
        offers: [...parsed.offers.map((offer) => pressOf(offer, ask)), help],
        ...(unread && { unread }),
      });
    }
    case 'several':
      return message('several', { tone: 'warning' });
    case 'tooLong':
      return message('tooLong', { tone: 'warning', facts: { limit: parsed.limit } });
  }
}
