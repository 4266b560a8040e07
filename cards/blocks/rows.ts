import { said, type Speaker } from '../text/speaker';
import type { Button, ButtonCommand } from './buttons';
import { type Line, line } from './lines';
import type { AsOfModel } from './problem';

/** A row of a list: on the left what it is about, on the right how it stands, each with a quieter second line ('' for none). */
export interface Row {
  readonly head: string;
  readonly sub: string;
  readonly right: string;
  readonly rightSub: string;
}

/** A row that is pressed to see more. */
export interface PressedRow extends Row {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A list whose rows are pressed. */
export interface PressedListModel extends AsOfModel {
  readonly title: string;
  readonly place: string;
  readonly empty: readonly Line[];
  readonly rows: readonly PressedRow[];
  readonly more: readonly Line[];
  readonly actions: readonly Button[];
}

/** Rows beyond these are not even tried: no list of this size fits the budget, nor is it read. */
const ROWS_MAX = 100;

/** How many of `count` rows are tried to be drawn. */
export function rowsTried(count: number): number {
  return Math.min(count, ROWS_MAX);
}

export function pressed(speaker: Speaker, row: Row, command: ButtonCommand): PressedRow {
  return { ...row, verb: command.kind, data: { command, card: speaker.reader.cardId } };
}

/** That the rows can be pressed, which nothing shows; none where there are none. */
export function hintLines(speaker: Speaker, rows: number): Line[] {
  return rows > 0 ? [line(speaker.text('rowsHint'), true)] : [];
}

/** How many rows were left out, and how to see them; `how` is a key. */
export function moreLines(speaker: Speaker, left: number, how: string): Line[] {
  return left > 0 ? [line(speaker.text('more', { left, how: said(speaker.text(how)) }), true)] : [];
}
