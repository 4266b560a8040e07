import type { Command } from '../../protocol/command';
import { type Speaker, verbatim } from '../text/speaker';
import { type CardLine, line } from './line';

/** A row of a list: its subject on the left, its state on the right. `sub` and `rightSub` are paler second lines. */
export interface ListRow {
  readonly head: string;
  readonly sub: string;
  readonly right: string;
  readonly rightSub: string;
}

/** A row that runs a command when selected (`selectAction` of Adaptive Cards). */
export interface SelectableRow extends ListRow {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function selectable(speaker: Speaker, row: ListRow, command: Command): SelectableRow {
  return { ...row, verb: command.kind, data: { command, card: speaker.reader.cardId } };
}

/** Says that rows can be selected, since nothing else shows it; no line without rows. */
export function hintLines(speaker: Speaker, rows: number): CardLine[] {
  return rows > 0 ? [line(speaker.text('rowsHint'), true)] : [];
}

/** Says how many rows were left out and how to see them; `how` is a key. */
export function moreLines(speaker: Speaker, left: number, how: string): CardLine[] {
  return left > 0 ? [line(speaker.text('more', { left, how: verbatim(speaker.text(how)) }), true)] : [];
}
