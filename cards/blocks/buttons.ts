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

/** Teams shows six buttons; the others are behind its "…" (docs/teams.md). */
const PRIMARY_MAX = 6;
/** Teams itself cuts longer titles, in the middle of a name. */
export const TITLE_MAX = 60;

/** Maximum number of buttons of a pick list or under "Did you mean"; nobody chooses from a longer list. */
export const OFFERS_MAX = 15;

/** A button as a model asks for it; `buttons` adds what all buttons share. */
export interface ButtonSpec {
  readonly title: string;
  readonly command: Command;
  /** Pressing it updates this card in place instead of sending another one. */
  readonly update?: true;
  readonly style?: Button['style'];
  /** Whether the button always stands behind the "…". */
  readonly secondary?: true;
}

/** Buttons in the given order. `false` leaves one out, so that a list can hold conditions. */
export function buttons(speaker: Speaker, specs: readonly (ButtonSpec | false)[]): Button[] {
  const shown = specs.filter((button) => button !== false);
  return shown.map(({ title, command, update, style = 'default', secondary }, index) => ({
    title,
    verb: command.kind,
    style,
    mode: (secondary ?? index >= PRIMARY_MAX) ? 'secondary' : 'primary',
    data: { command, card: speaker.reader.cardId, ...(update && { update }) },
  }));
}

/** The buttons that the view already holds, e.g. the candidates of a pick list. */
export function offeredButtons(
  speaker: Speaker,
  offers: readonly (CommandButton & { readonly title: string })[],
): Button[] {
  return offers.slice(0, OFFERS_MAX).map(({ title, verb, data }, index) => ({
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

/** Explains what a consistency means; none for a kind that no text explains. */
export function explainConsistencyButton(
  speaker: Speaker,
  consistency: ConsistencyFinding['consistency'],
): ButtonSpec | false {
  const topic = TOPICS[consistency];
  return topic !== '' && { title: speaker.plain('button.explainConsistency'), command: { kind: 'explain', topic } };
}
