import type { WatchesView } from '../../../protocol/watchViews';
import { asOfModel } from '../../blocks/asOf';
import { buttons } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/line';
import { inactiveText } from '../../blocks/namesakes';
import { moreLines } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { sentences } from '../../text/words';
import { watchButtons } from './watchButtons';
import { jobSubscriptionRow, scopeText, watchRow } from './watchRows';

/** The watches of a conversation, or the change just made to them. */
export function watchesModel(view: WatchesView, speaker: Speaker): ListModel {
  const { did, watches, standing, running = [] } = view;
  const [only] = watches;
  const name = only === undefined ? '' : scopeText(only.scope, speaker, 'plain');
  const facts = { count: watches.length, name: verbatim(name), left: standing };
  const key = keyOf(view);
  return listModel(running.length + watches.length, (rows) => ({
    summary: sentences(speaker, [
      running.length > 0 && isEmpty(view) ? '' : speaker.plain(`watches.summary.${key}`, facts),
      running.length > 0 ? speaker.plain('watches.summary.asked', { count: running.length }) : '',
    ]),
    model: {
      title: speaker.text(`watches.title.${did}`),
      lines: watchLines(view, speaker),
      rows: [
        ...running.map((one) => jobSubscriptionRow(one, speaker)),
        ...watches.map((watch) => watchRow(watch, view, speaker)),
      ].slice(0, rows),
      more: moreLines(speaker, running.length + watches.length - rows, 'watches.narrow'),
      ...asOfModel(speaker, view),
      actions: buttons(speaker, watchButtons(view, speaker)),
    },
  }));
}

function keyOf(view: WatchesView): string {
  const { did, watches, hidden } = view;
  if (did === 'ended' && watches.length === 1) return 'endedOne';
  if (did === 'began' && watches[0]?.scope.kind === 'all') return 'beganAll';
  return isEmpty(view) && hidden > 0 ? 'listedHidden' : did;
}

function isEmpty({ did, standing }: WatchesView): boolean {
  return did === 'listed' && standing === 0;
}

function tellsNothing(view: WatchesView): boolean {
  return isEmpty(view) && view.hidden === 0 && !view.running?.length;
}

function watchLines(view: WatchesView, speaker: Speaker): CardLine[] {
  const { did, watches, standing, ended, hidden } = view;
  const [only] = watches;
  const level = only === undefined ? 'failures' : only.level;
  return [
    ...(did === 'began' ? [line(speaker.text(`watches.told.${level}`))] : []),
    ...inactiveLines(view, speaker),
    ...(tellsNothing(view) ? [line(speaker.text('watches.empty'))] : []),
    ...(did === 'ended' ? [line(speaker.text('watches.left', { count: standing }))] : []),
    ...(hidden > 0 ? [line(speaker.text('watches.hidden', { count: hidden }))] : []),
    ...(did !== 'ended' && standing > 0 ? [line(speaker.text('watches.quiet'), true)] : []),
    line(speaker.text('watches.asked'), true),
    ...(did === 'listed' && ended > 0 ? [line(speaker.text('watches.gone', { count: ended }))] : []),
  ];
}

function inactiveLines({ inactive }: WatchesView, speaker: Speaker): CardLine[] {
  if (inactive === undefined) return [];
  const facts = { name: inactive.vm.name, why: verbatim(inactiveText(speaker, inactive)) };
  return [line(speaker.text('watches.inactive', facts))];
}
