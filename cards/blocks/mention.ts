import type { Asker } from '../../services/access/conversation';
import { plainText } from '../text/plainText';

/** An entry of a card's `msteams.entities`. Teams needs the same `text` in the card, else it shows no mention. */
interface MentionEntity {
  readonly text: string;
  readonly id: string;
  readonly name: string;
}

/** Characters that a client could take for markdown, a link or another mention. */
const MARKS = /[^\p{L}\p{M}\p{N}\p{Pd} .,'’・]|\.(?=\S)|\u2060/gu;

/**
 * The mention of the person who asked; none for null. The texts of card and entity must be equal. An escape would stand
 * in the card only, so Markdown marks are removed from the name.
 */
export function mentionEntities(asker: Asker | null): MentionEntity[] {
  if (asker === null || asker.id === '') return [];
  const name = plainText(asker.name).replace(MARKS, ' ').replace(/ +/g, ' ').trim();
  return name === '' ? [] : [{ text: `<at>${name}</at>`, id: asker.id, name }];
}
