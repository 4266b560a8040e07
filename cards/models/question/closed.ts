import type { ClosedView } from '../../../protocol/questionViews';
import { line } from '../../blocks/line';
import { moreLines } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { askedVmRow, questionTitle } from './questionParts';

/** A closed question: what was asked and how it ended, without buttons. */
export function closedModel({ asks, by, end }: ClosedView, speaker: Speaker): ListModel {
  const { vms } = asks;
  const { by: other } = end;
  const key = other === undefined ? `confirm.end.${end.how}` : `confirm.end.${end.how}Other`;
  const facts = { by, at: new Date(end.atMs), ...(other !== undefined && { other }) };
  return listModel(vms.length, (rows) => ({
    summary: speaker.plain('confirm.endSummary', {
      question: verbatim(questionTitle(asks, speaker, 'plain')),
      end: verbatim(speaker.plain(key, facts)),
    }),
    model: {
      title: questionTitle(asks, speaker, 'text'),
      lines: [line(speaker.text(key, facts))],
      rows: vms.slice(0, rows).map((vm) => askedVmRow(vm, speaker)),
      more: moreLines(speaker, vms.length - rows, 'confirm.allOfThem'),
      facts: [],
      asOf: [],
      valid: '',
      actions: [],
    },
  }));
}
