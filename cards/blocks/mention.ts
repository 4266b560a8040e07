import type { Asker } from '../../services/access/conversation';
import { plainText } from '../text/plainText';

/** An entry of `msteams.entities`; the same text stands in the card (TEAMS.md 2). */
export interface MentionEntity {
  readonly text: string;
  readonly id: string;
  readonly name: string;
}

/** What a client could take for markdown, a link or a mention of its own. */
const ALIVE = /[^\p{L}\p{M}\p{N}\p{Pd} .,'’・]|\.(?=\S)|\u2060/gu;

/**
 * The mention of whoever asked, none for nobody. The name is shown without marks that markdown knows: an escape would
 * stand in the card's text and not in the entity's, which must be the same.
 */
export function mentionEntities(asker: Asker | null): MentionEntity[] {
  if (asker === null || asker.id === '') return [];
  const name = plainText(asker.name).replace(ALIVE, ' ').replace(/ +/g, ' ').trim();
  return name === '' ? [] : [{ text: `<at>${name}</at>`, id: asker.id, name }];
}
