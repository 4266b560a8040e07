import type { AuditView } from '../../../protocol/watchViews';
import type { AuditedEntry } from '../../../services/access/audit';
import { asOfModel } from '../../blocks/asOf';
import { type Button, buttons } from '../../blocks/buttons';
import { line } from '../../blocks/line';
import { type ListRow, moreLines } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import type { Speaker } from '../../text/speaker';
import { clientListTime } from '../../text/times';
import { joined } from '../../text/words';

/** `job`: a button that opens the job which the command started; empty without one. */
interface AuditRow extends ListRow {
  readonly job: readonly Button[];
}

/** Who asked for what, and with which result; newest first. */
export function auditModel(view: AuditView, speaker: Speaker): ListModel {
  const { entries, vmName, days, isCut } = view;
  const count = entries.length;
  const facts = { count, days, vm: vmName ?? '' };
  return listModel(count, (rows) => ({
    summary: speaker.plain(vmName === null ? 'audit.summary' : 'audit.summaryVm', facts),
    model: {
      title: speaker.text(vmName === null ? 'audit.title' : 'audit.titleVm', facts),
      place: speaker.text('audit.window', { count: days }),
      empty: count === 0 ? [line(speaker.text('audit.empty'))] : [],
      rows: entries.slice(0, rows).map((entry) => rowOf(entry, speaker)),
      more: [
        ...moreLines(speaker, count - rows, 'audit.narrow'),
        ...(isCut ? [line(speaker.text('audit.cut', { count }), true)] : []),
      ],
      ...asOfModel(speaker, view),
      actions: [],
    },
  }));
}

function rowOf(entry: AuditedEntry, speaker: Speaker): AuditRow {
  const { at, kind, by, text, outcome } = entry;
  const code = outcome?.code ? speaker.text('name', { name: outcome.code }) : '';
  return {
    head: by === null || text === '' ? speaker.text(`audit.kind.${kind}`) : speaker.text('name', { name: text }),
    sub: joined(speaker, by === null ? botParts(text, speaker) : personParts({ ...entry, by }, speaker)),
    right: outcome === null ? speaker.text('audit.unknown') : resultText(outcome.result, speaker),
    rightSub: joined(speaker, [clientListTime(new Date(at), speaker.reader.now), code]),
    job: outcome?.jobId
      ? buttons(speaker, [{ title: speaker.plain('button.job'), command: { kind: 'job', id: outcome.jobId } }])
      : [],
  };
}

function botParts(text: string, speaker: Speaker): readonly string[] {
  return [speaker.text('audit.bot'), text === '' ? '' : speaker.text('name', { name: text })];
}

function personParts(
  { by, role, vm, text }: Pick<AuditedEntry, 'role' | 'vm' | 'text'> & { by: NonNullable<AuditedEntry['by']> },
  speaker: Speaker,
): readonly string[] {
  return [
    speaker.text('name', { name: by.name === '' ? by.id : by.name }),
    speaker.text(role === null ? 'audit.noRole' : `role.${role}`),
    vm === null || text.includes(vm.name) ? '' : speaker.text('name', { name: vm.name }),
  ];
}

/** The result in words; a result that a newer version of the bot wrote is shown as stored. */
function resultText(result: string, speaker: Speaker): string {
  const key = `audit.result.${result}`;
  return speaker.knows(key) ? speaker.text(key) : speaker.text('name', { name: result });
}
