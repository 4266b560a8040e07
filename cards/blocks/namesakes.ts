import { inactiveOf } from '../../services/backup/protection';
import type { ProtectedItem } from '../../services/backup/types';
import { type Speaker, type TextForm, verbatim } from '../text/speaker';
import { itemPlace } from '../text/words';
import { type Fact, fact } from './facts';

const NAMESAKES_MAX = 3;

/** Why an item is not backed up, in a word; '' if it is backed up. */
export function inactiveText(speaker: Speaker, item: ProtectedItem, as: TextForm = 'text'): string {
  const why = inactiveOf(item);
  return why === null ? '' : speaker[as](`namesakes.state.${why}`);
}

/** A row for the other backup items of this VM, or of a VM with the same name; none if there are no others. */
export function namesakeFacts(speaker: Speaker, items: readonly ProtectedItem[] = []): Fact[] {
  if (items.length === 0) return [];
  const named = items.slice(0, NAMESAKES_MAX).map((item) =>
    speaker.text('namesakes.one', {
      place: verbatim(itemPlace(speaker, item)),
      state: verbatim(stateText(speaker, item)),
    }),
  );
  const left = items.length - named.length;
  const all = left > 0 ? [...named, speaker.text('namesakes.more', { left })] : named;
  return [fact(speaker, 'namesakes.label', all.join(speaker.plain('separator')))];
}

/** The first namesake as a sentence for a summary; '' if there is none. */
export function namesakeSentence(speaker: Speaker, items: readonly ProtectedItem[] = []): string {
  const [item] = items;
  if (item === undefined) return '';
  return speaker.plain('namesakes.sentence', {
    vault: item.ref.vault.name,
    state: verbatim(stateText(speaker, item, 'plain')),
  });
}

function stateText(speaker: Speaker, item: ProtectedItem, as: TextForm = 'text'): string {
  return inactiveText(speaker, item, as) || speaker[as]('namesakes.state.active');
}
