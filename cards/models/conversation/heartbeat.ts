import type { HeartbeatView, SeenVault } from '../../../protocol/heartbeatView';
import type { Unread } from '../../../services/backup/vaults';
import { asOfModel } from '../../blocks/asOf';
import { problemText } from '../../blocks/azureProblem';
import { buttons } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/line';
import { readOnlyText } from '../../blocks/readOnly';
import { type ListRow, moreLines } from '../../blocks/rows';
import { unreadLines, withUnread } from '../../blocks/unread';
import { type ListModel, listModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { clientListTime } from '../../text/times';
import { sentences } from '../../text/words';

/** The bot says once a day that it is there: first what is wrong, then when it last read each vault. */
export function heartbeatModel(view: HeartbeatView, speaker: Speaker): ListModel {
  const { vaults } = view;
  return listModel(vaults.length, (rows) => ({
    summary: summaryOf(view, speaker),
    model: {
      title: speaker.text(isWell(view) ? 'heartbeat.title' : 'heartbeat.titleWrong'),
      lines: [
        ...wrongLines(view, speaker),
        line(speaker.text('heartbeat.daily'), true),
        line(speaker.text('heartbeat.vaults', { count: vaults.length })),
      ],
      rows: vaults.slice(0, rows).map((vault) => vaultRow(vault, speaker)),
      more: moreLines(speaker, vaults.length - rows, 'heartbeat.order'),
      ...asOfModel(speaker, { at: view.at }),
      actions: buttons(speaker, [
        { title: speaker.plain('jobs.show.failed'), command: { kind: 'jobs', filter: 'failed' } },
        { title: speaker.plain('button.vms'), command: { kind: 'vms' } },
      ]),
    },
  }));
}

/** Read-only mode is a decision, not a fault. */
function isWell(view: HeartbeatView): boolean {
  return unreadOf(view) === null && view.problem === null && view.waiting === null && !view.hasOldRules;
}

function unreadOf({ vaults, subscriptions }: HeartbeatView): Unread | null {
  const names = vaults.filter(({ problem }) => problem !== null).map(({ vault }) => vault.name);
  if (names.length + subscriptions.length === 0) return null;
  return { vaults: names, subscriptions, skipped: [], others: false };
}

/** One sentence for the toast. It names what is wrong; the card says more. */
function summaryOf(view: HeartbeatView, speaker: Speaker): string {
  const { vaults, waiting, readOnly, problem } = view;
  const oldest = vaults.reduce<Date | null>(
    (least, { at }) => (least && at && at > least ? least : (at ?? least)),
    null,
  );
  const facts = { count: vaults.length, ...(oldest && { at: oldest }) };
  const key = oldest === null ? 'heartbeat.summaryNone' : 'heartbeat.summary';
  const said = sentences(speaker, [
    speaker.plain(isWell(view) ? key : 'heartbeat.summaryWrong', facts),
    problem === null ? '' : speaker.plain('heartbeat.noAzure'),
    waiting === null ? '' : speaker.plain('heartbeat.waiting', { count: waiting.count, at: waiting.since }),
    view.hasOldRules ? speaker.plain('heartbeat.oldRules') : '',
    readOnly ? speaker.plain('heartbeat.readOnly') : '',
  ]);
  return withUnread(speaker, said, unreadOf(view));
}

function wrongLines(view: HeartbeatView, speaker: Speaker): CardLine[] {
  const { problem, waiting, readOnly, hasOldRules } = view;
  return [
    ...(problem ? [line(problemText(speaker, problem))] : []),
    ...unreadLines(speaker, unreadOf(view)),
    ...(waiting ? [line(speaker.text('heartbeat.waiting', { count: waiting.count, at: waiting.since }))] : []),
    ...(hasOldRules ? [line(speaker.text('heartbeat.oldRules'))] : []),
    ...(readOnly ? [line(readOnlyText(readOnly, speaker))] : []),
  ];
}

function vaultRow({ vault, at, items, problem }: SeenVault, speaker: Speaker): ListRow & { stop: readonly object[] } {
  const { now } = speaker.reader;
  return {
    head: speaker.text('name', { name: vault.name }),
    sub: speaker.text('name', { name: vault.resourceGroup }),
    right:
      at === null
        ? speaker.text('heartbeat.neverRead')
        : speaker.text('heartbeat.readAt', { at: verbatim(clientListTime(at, now)) }),
    rightSub:
      problem === null
        ? speaker.text(items === null ? 'heartbeat.itemsUnknown' : 'heartbeat.items', { count: items ?? 0 })
        : problemText(speaker, problem),
    stop: [],
  };
}
