import type { Command } from '../../protocol/command';
import type { CommandButton } from '../../protocol/messageView';
import type { ConsistencyFinding } from '../../services/backup/findings';
import { plainText } from '../text/plainText';
import type { Speaker } from '../text/speaker';

/** A row of a template's `actions`. */
export interface Button {
  readonly title: string;
  readonly verb: string;
  readonly mode: 'primary' | 'secondary';
  readonly style: 'default' | 'positive' | 'destructive';
  readonly data: Readonly<Record<string, unknown>>;
}

/** Teams draws six; the others are reached through its "…" (TEAMS.md 2). */
const PRIMARY_MAX = 6;
/** Teams cuts longer titles itself, in the middle of a name. */
export const TITLE_MAX = 60;

/** Buttons of a pick list or of "did you mean"; more is no choice any more. */
export const OFFERS_MAX = 15;

export interface ButtonSpec {
  readonly title: string;
  readonly command: Command;
  /** Pressing it draws this very card anew, instead of sending an answer of its own. */
  readonly update?: true;
  readonly style?: Button['style'];
  /** Behind the "…" from the start. */
  readonly secondary?: true;
}

/** Buttons in the order given; `false` leaves one out, so that conditions can stand in the list. */
export function buttons(speaker: Speaker, wanted: readonly (ButtonSpec | false)[]): Button[] {
  const shown = wanted.filter((button) => button !== false);
  return shown.map(({ title, command, update, style = 'default', secondary }, index) => ({
    title,
    verb: command.kind,
    style,
    mode: (secondary ?? index >= PRIMARY_MAX) ? 'secondary' : 'primary',
    data: { command, card: speaker.reader.cardId, ...(update && { update }) },
  }));
}

/** The buttons that a command gave, each with the title that fits best. */
export function offeredButtons(
  speaker: Speaker,
  presses: readonly (CommandButton & { readonly title: string })[],
): Button[] {
  return presses.slice(0, OFFERS_MAX).map(({ title, verb, data }, index) => ({
    title: plainText(title, TITLE_MAX),
    verb,
    style: 'default',
    mode: index >= PRIMARY_MAX ? 'secondary' : 'primary',
    data: { ...data, card: speaker.reader.cardId },
  }));
}

const TOPICS: Readonly<Record<ConsistencyFinding['consistency'], string>> = {
  application: 'application-consistent',
  fileSystem: 'file-system consistent',
  crash: 'crash-consistent',
  other: '',
};

/** What the consistency means; none for one that no text explains. */
export function explainConsistencyButton(
  speaker: Speaker,
  consistency: ConsistencyFinding['consistency'],
): ButtonSpec | false {
  const topic = TOPICS[consistency];
  return topic !== '' && { title: speaker.plain('button.explainConsistency'), command: { kind: 'explain', topic } };
}
