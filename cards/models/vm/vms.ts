import type { VmRow, VmsView } from '../../../protocol/vmViews';
import { lastResultOf } from '../../../services/backup/lastResult';
import { asOfModel } from '../../blocks/asOf';
import { buttons } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/line';
import { inactiveText } from '../../blocks/namesakes';
import { hintLines, moreLines, selectable, type SelectableRow } from '../../blocks/rows';
import { unreadLines, withUnread } from '../../blocks/unread';
import { type ListModel, listModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { clientDateTime, clientListTime } from '../../text/times';
import { consistencyName, joined, lastBackupState } from '../../text/words';

/** The protected VMs with the result of their last backup; the consistency only if the bot has read it lately. */
export function vmsModel(view: VmsView, speaker: Speaker): ListModel {
  const { rows: all, text } = view;
  const count = all.length;
  const facts = { count, text: text ?? '' };
  const key = count === 0 && view.unread ? 'unread.noneRead' : text === null ? 'vms.summary' : 'vms.summaryText';
  return listModel(count, (rows) => ({
    summary: withUnread(speaker, speaker.plain(key, facts), view.unread),
    model: {
      title: speaker.text('vms.title'),
      place: speaker.text(text === null ? 'vms.count' : 'vms.countText', facts),
      empty: count === 0 ? [line(speaker.text(view.unread ? 'unread.noneRead' : 'vms.empty'))] : [],
      rows: all.slice(0, rows).map((row) => vmRow(row, speaker)),
      more: [
        ...hintLines(speaker, rows),
        ...moreLines(speaker, count - rows, 'vms.narrow'),
        ...unreadLines(speaker, view.unread),
        ...jobsLines(view, speaker),
      ],
      ...asOfModel(speaker, view),
      actions: buttons(speaker, [
        { title: speaker.plain('jobs.show.running'), command: { kind: 'jobs', filter: 'running' } },
        { title: speaker.plain('jobs.show.failed'), command: { kind: 'jobs', filter: 'failed' } },
      ]),
    },
  }));
}

/** Says how old the job lists are that the results come from. */
function jobsLines({ jobsAt, rows }: VmsView, speaker: Speaker): CardLine[] {
  if (jobsAt === undefined || rows.length === 0) return [];
  return [
    line(
      jobsAt === null
        ? speaker.text('vms.noJobs')
        : speaker.text('vms.jobsAt', { at: verbatim(clientDateTime(jobsAt)) }),
      true,
    ),
  ];
}

/** The row names its VM as `resourceGroup/name`: an item id of 400 characters would leave room for few rows. */
function vmRow({ item, consistency, lastJob = null }: VmRow, speaker: Speaker): SelectableRow {
  const { vm } = item;
  const result = lastResultOf(item, lastJob === null ? [] : [lastJob]);
  const state = inactiveText(speaker, item);
  const { now } = speaker.reader;
  const row = {
    head: speaker.text('name', { name: vm.name }),
    sub:
      state === ''
        ? speaker.text('name', { name: vm.resourceGroup })
        : speaker.text('vms.place', { resourceGroup: vm.resourceGroup, state: verbatim(state) }),
    right:
      result === null
        ? speaker.text(item.protectionState === 'IRPending' ? 'vms.neverBackedUp' : 'status.noLastBackup')
        : joined(speaker, [lastBackupState(speaker, result.status), clientListTime(result.at, now)]),
    rightSub: consistency
      ? speaker.text('vms.consistency', {
          consistency: verbatim(consistencyName(speaker, consistency.finding)),
          at: verbatim(clientListTime(consistency.at, now)),
        })
      : '–',
  };
  // The name of an inactive item may mean another, active item, so only its id is unambiguous.
  const named = state === '' ? `${vm.resourceGroup}/${vm.name}` : item.id;
  return selectable(speaker, row, { kind: 'status', vm: named });
}
