import type { ConfirmView } from '../../../protocol/questionViews';
import type { ProtectedItem } from '../../../services/backup/types';
import { asOfModel } from '../../blocks/asOf';
import { buttons, type ButtonSpec } from '../../blocks/buttons';
import { type Fact, fact, retentionFact } from '../../blocks/facts';
import { type CardLine, line } from '../../blocks/line';
import { readOnlyText } from '../../blocks/readOnly';
import { moreLines } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { itemPlace, personName } from '../../text/words';
import { zonedDate } from '../../text/zonedTimes';
import { startedText } from '../job/jobFacts';
import { answerButtons, backupForm } from './questionParts';

type Backup = Extract<ConfirmView['asks'], { kind: 'backup' }>;
type Cancel = Extract<ConfirmView['asks'], { kind: 'cancel' }>;

interface Parts {
  readonly title: string;
  readonly lines: readonly CardLine[];
  readonly facts: readonly Fact[];
  /** When the question's job was read; empty for a question about no job. */
  readonly asOf: readonly CardLine[];
}

/** What would be done to which VMs, and which effect cannot be undone. The buttons carry only the proposal's id. */
export function confirmModel(view: ConfirmView, speaker: Speaker): ListModel {
  const { asks } = view;
  const items = itemsOf(asks);
  const of = BUTTONS[asks.kind];
  return listModel(items.length, (rows) => ({
    summary: view.approval === undefined ? summaryOf(asks, speaker) : approvalSummary(view, speaker),
    model: {
      ...partsOf(asks, speaker),
      rows: items.slice(0, rows).map((item) => ({
        head: speaker.text('name', { name: item.vm.name }),
        sub: itemPlace(speaker, item),
      })),
      more: moreLines(speaker, items.length - rows, 'confirm.allOfThem'),
      valid: speaker.text(view.approval ? 'confirm.approvalValid' : 'confirm.valid', {
        by: verbatim(personName(speaker, view.by)),
        until: view.until,
      }),
      actions: buttons(
        speaker,
        view.approval
          ? approvalButtons(view.proposal, speaker)
          : answerButtons(view.proposal, asks.kind, {
              yes: speaker.plain(`button.yes${of}`),
              no: speaker.plain(`button.no${of}`),
            }),
      ),
    },
  }));
}

const BUTTONS = { backup: 'Backup', cancel: 'Cancel', readOnlyOff: 'ReadOnlyOff' } as const;

function itemsOf(asks: ConfirmView['asks']): readonly ProtectedItem[] {
  if (asks.kind === 'backup') return asks.items;
  return asks.kind === 'cancel' && asks.item ? [asks.item] : [];
}

function summaryOf(asks: ConfirmView['asks'], speaker: Speaker): string {
  switch (asks.kind) {
    case 'backup':
      return backupSummary(asks, speaker);
    case 'cancel':
      return speaker.plain('confirm.cancelSummary', { vm: asks.job.vmName });
    case 'readOnlyOff':
      return speaker.plain('confirm.readOnlyOffSummary');
  }
}

function partsOf(asks: ConfirmView['asks'], speaker: Speaker): Parts {
  switch (asks.kind) {
    case 'backup':
      return backupParts(asks, speaker);
    case 'cancel':
      return cancelParts(asks, speaker);
    case 'readOnlyOff':
      return {
        title: speaker.text('confirm.readOnlyOffTitle'),
        lines: [
          line(readOnlyText({ kind: 'admin', ...asks.since }, speaker)),
          line(speaker.text('confirm.readOnlyOffThen')),
        ],
        facts: [],
        asOf: [],
      };
  }
}

/** The approval leaves this card, which then shows both names; what was started has a card of its own. */
function approvalButtons(proposal: string, speaker: Speaker): ButtonSpec[] {
  return [
    { title: speaker.plain('button.approve'), command: { kind: 'yes', proposal }, style: 'positive' },
    { title: speaker.plain('button.decline'), command: { kind: 'no', proposal }, update: true },
  ];
}

function approvalSummary({ asks, by }: ConfirmView, speaker: Speaker): string {
  const question = verbatim(questionOf(asks, speaker));
  return speaker.plain('confirm.approvalSummary', { question, by: verbatim(personName(speaker, by, 'plain')) });
}

function questionOf(asks: ConfirmView['asks'], speaker: Speaker): string {
  switch (asks.kind) {
    case 'backup':
      return speaker.plain(`confirm.${backupForm(asks.items.length)}Title`, countedVms(asks.items));
    case 'cancel':
      return speaker.plain('confirm.cancelTitle', { vm: asks.job.vmName });
    case 'readOnlyOff':
      return speaker.plain('confirm.readOnlyOffTitle');
  }
}

/** Maximum number of VMs that a warning names. */
const NAMED_MAX = 3;

function backupParts({ items, retainUntil, longDays: days, often = [], sql = [] }: Backup, speaker: Speaker): Parts {
  return {
    title: speaker.text(`confirm.${backupForm(items.length)}Title`, countedVms(items)),
    lines: [
      line(speaker.text('confirm.backupHold', { count: items.length })),
      ...(days === undefined ? [] : [line(speaker.text('confirm.backupLong', { days }))]),
      ...often.slice(0, NAMED_MAX).map(({ vm, count }) => line(speaker.text('confirm.backupOften', { vm, count }))),
      ...moreLines(speaker, often.length - NAMED_MAX, 'confirm.oftenToo'),
      ...sql.slice(0, NAMED_MAX).map(({ vm, tag }) => line(speaker.text('confirm.backupSqlTag', { vm, tag }))),
      ...moreLines(speaker, sql.length - NAMED_MAX, 'confirm.sqlToo'),
      ...(sql.length > 0 ? [line(speaker.text('confirm.backupSql'))] : []),
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
  const form = backupForm(items.length);
  if (longDays === undefined) return speaker.plain(`confirm.${form}Summary`, countedVms(items));
  const until = verbatim(zonedDate(retainUntil, speaker.reader, speaker.reader.now));
  return speaker.plain(`confirm.${form}LongSummary`, { ...countedVms(items), until });
}

/** The facts of both forms: the name where there is one VM, the count where there are several. */
function countedVms(items: readonly ProtectedItem[]): { count: number; vm: string } {
  return { count: items.length, vm: items[0]?.vm.name ?? '' };
}
