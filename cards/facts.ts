import type { Speaker } from './speak';

/** A row of a template's FactSet. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** `value` is a finished text. */
export function fact(speaker: Speaker, label: string, value: string): Fact {
  return { label: speaker.text(label), value };
}
