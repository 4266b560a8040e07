import type { ConfirmView } from '../../../protocol/questionViews';
import type { ProtectedItem } from '../../../services/backup/types';
import { asOfModel } from '../../blocks/asOf';
import { type Button, buttons } from '../../blocks/buttons';
import { type Fact, fact, retentionFact } from '../../blocks/facts';
import { type CardLine, line } from '../../blocks/line';
import { moreLines, rowsTried } from '../../blocks/rows';
import type { ListModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { itemPlace, personName } from '../../text/words';
import { zonedDate } from '../../text/zonedTimes';
import { startedText } from '../job/jobFacts';

export interface ConfirmModel {
  readonly title: string;
  readonly lines: readonly CardLine[];
  readonly rows: readonly { readonly head: string; readonly sub: string }[];
  readonly more: readonly CardLine[];
  readonly facts: readonly Fact[];
  /** When the job was read that the question is about; none for the start of a backup. */
  readonly asOf: readonly CardLine[];
  readonly valid: string;
  readonly actions: readonly Button[];
}

type Backup = Extract<ConfirmView['asks'], { kind: 'backup' }>;
type Parts = Pick<ConfirmModel, 'title' | 'lines' | 'facts' | 'asOf'>;
type Cancel = Extract<ConfirmView['asks'], { kind: 'cancel' }>;

/** What would be done to which VMs, and what cannot be undone. The buttons carry only the proposal's id. */
export function confirmModel(view: ConfirmView, speaker: Speaker): ListModel {
  const { asks } = view;
  const items = itemsOf(asks);
  return {
    maxRows: rowsTried(items.length),
    withRows: (rows) => ({
      summary: asks.kind === 'backup' ? backupSummary(asks, speaker) : cancelSummary(asks, speaker),
      model: {
        ...(asks.kind === 'backup' ? backupParts(asks, speaker) : cancelParts(asks, speaker)),
        rows: items.slice(0, rows).map((item) => ({
          head: speaker.text('name', { name: item.vm.name }),
          sub: itemPlace(speaker, item),
        })),
        more: moreLines(speaker, items.length - rows, 'confirm.allOfThem'),
        valid: speaker.text('confirm.valid', { by: verbatim(personName(speaker, view.by)), until: view.until }),
        actions: actionsOf(view, speaker),
      } satisfies ConfirmModel,
    }),
  };
}

function itemsOf(asks: ConfirmView['asks']): readonly ProtectedItem[] {
  if (asks.kind === 'backup') return asks.items;
  return asks.item ? [asks.item] : [];
}

function backupParts({ items, retainUntil, longDays: days }: Backup, speaker: Speaker): Parts {
  return {
    title: speaker.text('confirm.backupTitle', { count: items.length }),
    lines: [
      line(speaker.text('confirm.backupHold')),
      ...(days === undefined ? [] : [line(speaker.text('confirm.backupLong', { days }))]),
    ],
    facts: [retentionFact(speaker, retainUntil)],
    asOf: [],
  };
}

const CONSEQUENCES = { true: 'confirm.cancelAfter', false: 'confirm.cancelIn', null: 'confirm.cancelUnknown' } as const;

function cancelParts({ job, snapshotDone, seen }: Cancel, speaker: Speaker): Parts {
  const { asOf, notFresh } = asOfModel(speaker, seen);
  return {
    title: speaker.text('confirm.cancelTitle', { vm: job.vmName }),
    lines: [line(speaker.text(CONSEQUENCES[`${snapshotDone}`]))],
    facts: job.startedAt ? [fact(speaker, 'job.started', startedText(job, job.startedAt, speaker))] : [],
    asOf: [line(asOf), ...notFresh.map(({ text }) => line(text))],
  };
}

function backupSummary({ items, retainUntil, longDays }: Backup, speaker: Speaker): string {
  if (longDays !== undefined) {
    const until = verbatim(zonedDate(retainUntil, speaker.reader, speaker.reader.now));
    return speaker.plain('confirm.backupLongSummary', { count: items.length, until });
  }
  return speaker.plain('confirm.backupSummary', { count: items.length });
}

function cancelSummary({ job }: Cancel, speaker: Speaker): string {
  return speaker.plain('confirm.cancelSummary', { vm: job.vmName });
}

function actionsOf({ asks, proposal }: ConfirmView, speaker: Speaker): Button[] {
  const backup = asks.kind === 'backup';
  return buttons(speaker, [
    {
      title: speaker.plain(backup ? 'button.yesBackup' : 'button.yesCancel'),
      command: { kind: 'yes', proposal },
      update: true,
      style: backup ? 'positive' : 'destructive',
    },
    {
      title: speaker.plain(backup ? 'button.noBackup' : 'button.noCancel'),
      command: { kind: 'no', proposal },
      update: true,
    },
  ]);
}
