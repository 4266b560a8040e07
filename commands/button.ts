import type { Command } from '../protocol/command';
import type { CommandButton } from '../protocol/messageView';
import type { Ask } from '../services/conversations/ask';
import { usageOf } from './usage';

/** The button that runs `command`, titled as a person would type it. */
export function buttonFor(command: Command, { language }: Pick<Ask, 'language'>): CommandButton {
  return { verb: command.kind, data: { command }, say: usageOf(command, language) };
}
