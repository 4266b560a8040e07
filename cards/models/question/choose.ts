import type { ChooseView } from '../../../protocol/questionViews';
import { idKey } from '../../../services/backup/ids';
import type { ProtectedItem } from '../../../services/backup/types';
import { offeredButtons, OFFERS_MAX } from '../../blocks/buttons';
import { inactiveText } from '../../blocks/namesakes';
import { moreLines } from '../../blocks/rows';
import { unreadLines, withUnread } from '../../blocks/unread';
import { type ListModel, listModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { itemPlace } from '../../text/words';

/**
 * Narrow clients cut longer titles, perhaps before the part that differs. Candidates with longer titles are numbered.
 */
const TITLE_MAX = 24;

/** Each candidate in full, and a button whose title shows how it differs from the others. */
export function chooseModel({ typed, candidates, unread }: ChooseView, speaker: Speaker): ListModel {
  const count = candidates.length;
  const items = candidates.map(({ item }) => item);
  const titles = items.map((item) => titleOf(item, items, speaker));
  const isLong = titles.some((title) => title.length > TITLE_MAX);
  const numbered = (index: number, text: string): string => (isLong ? `${index + 1} · ${text}` : text);
  return listModel(Math.min(count, OFFERS_MAX), (rows) => ({
    summary: withUnread(speaker, speaker.plain('choose.summary', { typed, count }), unread),
    model: {
      title: speaker.text('choose.title'),
      intro: speaker.text('choose.question', { typed, count }),
      rows: items.slice(0, rows).map((item, index) => ({
        head: numbered(index, speaker.text('name', { name: item.vm.name })),
        sub: subOf(item, speaker),
      })),
      more: [...moreLines(speaker, count - rows, 'choose.narrow'), ...unreadLines(speaker, unread)],
      actions: offeredButtons(
        speaker,
        candidates
          .slice(0, rows)
          .map(({ press }, index) => ({ ...press, title: numbered(index, titles[index] ?? press.say) })),
      ),
    },
  }));
}

/** Resource group and vault; says so if the VM is no longer backed up. */
function subOf(item: ProtectedItem, speaker: Speaker): string {
  const place = itemPlace(speaker, item);
  const state = inactiveText(speaker, item);
  return state === '' ? place : speaker.text('choose.inactive', { place: verbatim(place), state: verbatim(state) });
}

function titleOf(item: ProtectedItem, among: readonly ProtectedItem[], speaker: Speaker): string {
  const state = inactiveText(speaker, item, 'plain');
  const title = distinctTitle(item, among);
  return state === '' ? title : `${title} (${state})`;
}

/** Joins those of VM, resource group, vault and subscription that differ among the candidates. */
function distinctTitle(item: ProtectedItem, among: readonly ProtectedItem[]): string {
  const parts = [nameOf, groupOf, vaultOf, subscriptionOf].filter(
    (part) => new Set(among.map((other) => idKey(part(other)))).size > 1,
  );
  return (parts.length > 0 ? parts : [nameOf]).map((part) => part(item)).join(' · ');
}

const nameOf = ({ vm }: ProtectedItem): string => vm.name;
const groupOf = ({ vm }: ProtectedItem): string => vm.resourceGroup;
const vaultOf = ({ ref }: ProtectedItem): string => ref.vault.name;
const subscriptionOf = ({ ref }: ProtectedItem): string => ref.vault.subscription;
