import type { Unread } from '../../services/backup/vaults';
import { type Speaker, type TextForm, verbatim } from '../text/speaker';
import { type CardLine, line } from './line';

const NAMES_MAX = 3;

/** Says that the typed VM may be in a place that could not be read; '' if everything was read. */
export function mayBeUnreadText(
  speaker: Speaker,
  { unread, typed }: { readonly unread: Unread | undefined; readonly typed: string },
  as: TextForm,
): string {
  const text = unreadText(speaker, unread ?? null, as);
  return text === '' ? '' : speaker[as]('unread.may', { text: verbatim(text), typed });
}

/** The last line of a list: the places that it lacks because they could not be read. */
export function unreadLines(speaker: Speaker, unread: Unread | null | undefined): CardLine[] {
  const text = unreadText(speaker, unread ?? null, 'text');
  return text === '' ? [] : [line(speaker.text('unread.plain', { text: verbatim(text) }))];
}

/** The summary of a list, followed by the places that could not be read. */
export function withUnread(speaker: Speaker, summary: string, unread: Unread | null | undefined): string {
  const text = unreadText(speaker, unread ?? null, 'plain');
  if (text === '') return summary;
  return speaker.plain('unread.after', {
    summary: verbatim(summary),
    text: verbatim(speaker.plain('unread.plain', { text: verbatim(text) })),
  });
}

/** `vault-b and other vaults could not be read`; '' if everything was read. */
function unreadText(speaker: Speaker, unread: Unread | null, as: TextForm): string {
  if (unread === null) return '';
  const places = placesOf(speaker, unread, as);
  const skipped = listed(speaker, unread.skipped, as);
  return [
    places === ''
      ? ''
      : speaker[as](unread.others ? 'unread.failedOthers' : 'unread.failed', { places: verbatim(places) }),
    skipped === ''
      ? ''
      : speaker[as]('unread.skipped', { names: verbatim(skipped), limit: unread.limit ?? unread.skipped.length }),
  ]
    .filter((part) => part !== '')
    .join(speaker[as]('unread.next'));
}

function placesOf(speaker: Speaker, { vaults, subscriptions, others }: Unread, as: TextForm): string {
  const names = listed(speaker, vaults, as);
  const ids = listed(speaker, subscriptions, as);
  const parts = [
    names,
    ids === ''
      ? ''
      : speaker[as](names === '' ? 'unread.subscriptionsFirst' : 'unread.subscriptions', { ids: verbatim(ids) }),
    others ? speaker[as](names === '' && ids === '' ? 'unread.othersOnly' : 'unread.others') : '',
  ];
  return parts.filter((part) => part !== '').join(speaker[as]('unread.and'));
}

function listed(speaker: Speaker, names: readonly string[], as: TextForm): string {
  const shown = names.slice(0, NAMES_MAX).map((name) => speaker[as]('name', { name }));
  const left = names.length - shown.length;
  const text = shown.join(speaker[as]('unread.comma'));
  return left > 0 ? speaker[as]('unread.more', { names: verbatim(text), count: left }) : text;
}
