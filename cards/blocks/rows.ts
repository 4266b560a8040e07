import type { Command } from '../../protocol/command';
import { type Speaker, verbatim } from '../text/speaker';
import type { AsOfModel } from './asOf';
import type { Button } from './buttons';
import { type CardLine, line } from './line';

/** A row of a list: on the left what it is about, on the right how it stands, each with a quieter second line ('' for none). */
export interface ListRow {
  readonly head: string;
  readonly sub: string;
  readonly right: string;
  readonly rightSub: string;
}

/** A row that is pressed to see more. */
export interface SelectableRow extends ListRow {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A list whose rows are pressed. */
export interface SelectableListModel extends AsOfModel {
  readonly title: string;
  readonly place: string;
  readonly empty: readonly CardLine[];
  readonly rows: readonly SelectableRow[];
  readonly more: readonly CardLine[];
  readonly actions: readonly Button[];
}

/** Rows beyond these are not even tried: no list of this size fits the budget, nor is it read. */
const ROWS_MAX = 100;

/** How many of `count` rows are tried to be drawn. */
export function rowsTried(count: number): number {
  return Math.min(count, ROWS_MAX);
}

export function selectable(speaker: Speaker, row: ListRow, command: Command): SelectableRow {
  return { ...row, verb: command.kind, data: { command, card: speaker.reader.cardId } };
}

/** That the rows can be pressed, which nothing shows; none where there are none. */
export function hintLines(speaker: Speaker, rows: number): CardLine[] {
  return rows > 0 ? [line(speaker.text('rowsHint'), true)] : [];
}

/** How many rows were left out, and how to see them; `how` is a key. */
export function moreLines(speaker: Speaker, left: number, how: string): CardLine[] {
  return left > 0 ? [line(speaker.text('more', { left, how: verbatim(speaker.text(how)) }), true)] : [];
}
