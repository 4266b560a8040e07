import { buttons } from './buttons';
import type { DrawnList } from './drawn';
import { line } from './pointLines';
import { asOfModel } from './problem';
import { hintLines, moreLines, pressed, type PressedListModel, type PressedRow, rowsTried } from './rows';
import { said, type Speaker } from './speak';
import { clientListTime } from './times';
import { unreadLines, withUnread } from './unread';
import type { VmRow, VmsView } from './views';
import { consistencyName, joined, lastBackupState } from './words';

/** The protected VMs with their last result; the consistency only where the bot has read it lately. */
export function drawVms(view: VmsView, speaker: Speaker): DrawnList {
  const { rows: all, text } = view;
  const count = all.length;
  const facts = { count, text: text ?? '' };
  const key = count === 0 && view.unread ? 'unread.noneRead' : text === null ? 'vms.summary' : 'vms.summaryText';
  return {
    rows: rowsTried(count),
    draw: (rows) => ({
      summary: withUnread(speaker, speaker.line(key, facts), view.unread),
      model: {
        title: speaker.text('vms.title'),
        place: speaker.text(text === null ? 'vms.count' : 'vms.countText', facts),
        empty: count === 0 ? [line(speaker.text(view.unread ? 'unread.noneRead' : 'vms.empty'))] : [],
        rows: all.slice(0, rows).map((row) => vmRow(row, speaker)),
        more: [
          ...hintLines(speaker, rows),
          ...moreLines(speaker, count - rows, 'vms.narrow'),
          ...unreadLines(speaker, view.unread),
        ],
        ...asOfModel(speaker, view),
        actions: buttons(speaker, [
          { title: speaker.line('jobs.show.running'), command: { kind: 'jobs', filter: 'running' } },
          { title: speaker.line('jobs.show.failed'), command: { kind: 'jobs', filter: 'failed' } },
        ]),
      } satisfies PressedListModel,
    }),
  };
}

/** A press names the VM by `resourceGroup/name`: item ids of 400 characters would leave room for few rows. */
function vmRow({ item, consistency }: VmRow, speaker: Speaker): PressedRow {
  const { vm, lastBackup } = item;
  const { now } = speaker.reader;
  const row = {
    head: speaker.text('name', { name: vm.name }),
    sub: speaker.text('name', { name: vm.resourceGroup }),
    right:
      lastBackup === null
        ? speaker.text(item.protectionState === 'IRPending' ? 'vms.neverBackedUp' : 'status.noLastBackup')
        : joined(speaker, [lastBackupState(speaker, lastBackup.status), clientListTime(lastBackup.at, now)]),
    rightSub: consistency
      ? speaker.text('vms.consistency', {
          consistency: said(consistencyName(speaker, consistency.finding)),
          at: said(clientListTime(consistency.at, now)),
        })
      : '–',
  };
  return pressed(speaker, row, { kind: 'status', vm: `${vm.resourceGroup}/${vm.name}` });
}
