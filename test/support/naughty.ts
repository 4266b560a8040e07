import { NAUGHTY_LETTERS } from './naughtyLetters';
import { NAUGHTY_MARKUP } from './naughtyMarkup';

/**
 * Text of kinds that have broken other programs. Each is what a person may type, and what Azure may name a thing.
 * Written with escapes wherever an editor would show nothing, or something else.
 */
export const KINDS: readonly (readonly [kind: string, texts: readonly string[]])[] = Object.entries({
  ...NAUGHTY_LETTERS,
  ...NAUGHTY_MARKUP,
});
export const NAUGHTY: readonly string[] = KINDS.flatMap(([, texts]) => texts);
