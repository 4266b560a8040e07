import type { AuditView } from '../../../protocol/watchViews';
import type { AuditedEntry } from '../../../services/access/audit';
import { asOfModel } from '../../blocks/asOf';
import { type Button, buttons } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/line';
import { type ListRow, moreLines } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import type { Speaker } from '../../text/speaker';
import { clientListTime } from '../../text/times';
import { joined } from '../../text/words';

interface AuditRow extends ListRow {
  /** What a search needs: ids and the rule; empty without any. */
  readonly details: readonly CardLine[];
  /** A button that opens the job which the command started; empty without one. */
  readonly job: readonly Button[];
}

/** A longer rule is cut; the export has all of it. */
const RULE_MAX = 200;

/** Who asked for what, and with which result; newest first. */
export function auditModel(view: AuditView, speaker: Speaker): ListModel {
  const { entries, vmName, days, cutAt } = view;
  const count = entries.length;
  const facts = { count, days, vm: vmName ?? '' };
  const isHidden = count === 0 && cutAt !== null;
  const cut = { count: cutAt ?? 0 };
  const summary = vmName === null ? 'audit.summary' : 'audit.summaryVm';
  return listModel(count, (rows) => ({
    summary: isHidden ? speaker.plain('audit.hidden', cut) : speaker.plain(summary, facts),
    model: {
      title: speaker.text(vmName === null ? 'audit.title' : 'audit.titleVm', facts),
      place: speaker.text('audit.window', { count: days }),
      empty: count === 0 ? [line(isHidden ? speaker.text('audit.hidden', cut) : speaker.text('audit.empty'))] : [],
      rows: entries.slice(0, rows).map((entry) => rowOf(entry, speaker)),
      more: [
        ...moreLines(speaker, count - rows, 'audit.narrow'),
        ...(cutAt !== null && !isHidden ? [line(speaker.text('audit.cut', cut), true)] : []),
      ],
      ...asOfModel(speaker, view),
      actions: [],
    },
  }));
}

function rowOf(entry: AuditedEntry, speaker: Speaker): AuditRow {
  const { at, kind, by, text, outcome } = entry;
  const code = outcome?.code ? known(`audit.why.${outcome.code}`, outcome.code, speaker) : '';
  return {
    head: by === null || text === '' ? speaker.text(`audit.kind.${kind}`) : speaker.text('name', { name: text }),
    sub: joined(speaker, by === null ? botParts(entry, speaker) : personParts({ ...entry, by }, speaker)),
    details: detailsOf(entry, speaker),
    right:
      outcome === null
        ? speaker.text('audit.unknown')
        : known(`audit.result.${outcome.result}`, outcome.result, speaker),
    rightSub: joined(speaker, [clientListTime(new Date(at), speaker.reader.now), code]),
    job: outcome?.jobId
      ? buttons(speaker, [{ title: speaker.plain('button.job'), command: { kind: 'job', id: outcome.jobId } }])
      : [],
  };
}

function botParts({ text, vm }: AuditedEntry, speaker: Speaker): readonly string[] {
  const names = [text, vm?.name ?? ''].filter((name) => name !== '');
  return [speaker.text('audit.bot'), ...names.map((name) => speaker.text('name', { name }))];
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

function detailsOf(entry: AuditedEntry, speaker: Speaker): readonly CardLine[] {
  const { by, approvedBy, conversation, rule, outcome, requestId } = entry;
  const cut = rule !== null && rule.length > RULE_MAX ? `${rule.slice(0, RULE_MAX)}…` : rule;
  const detail = (key: string, value: string | null | undefined, name = 'id'): string =>
    value ? speaker.text(`audit.detail.${key}`, { [name]: value }) : '';
  const text = joined(speaker, [
    detail('by', by?.aadObjectId),
    detail('where', conversation),
    detail('rule', cut, 'rule'),
    detail('approved', approvedBy && (approvedBy.name || approvedBy.id), 'name'),
    detail('job', outcome?.jobId),
    detail('request', requestId),
  ]);
  return text === '' ? [] : [line(text)];
}

/** The text of `key`; what a newer version of the bot wrote, or Azure's code, is shown as stored. */
function known(key: string, stored: string, speaker: Speaker): string {
  return speaker.knows(key) ? speaker.text(key) : speaker.text('name', { name: stored });
}
