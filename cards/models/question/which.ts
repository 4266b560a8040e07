import type { WhichView } from '../../../protocol/questionViews';
import type { QuestionAsks, QuestionVm } from '../../../services/notify/questionContent';
import { type Button, buttons, TITLE_MAX } from '../../blocks/buttons';
import { moreLines } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import { plainText } from '../../text/plainText';
import { type Speaker, type TextForm, type Verbatim, verbatim } from '../../text/speaker';
import { answerButtons, askedVmRow, questionFacts, questionTitle } from './questionParts';

/** Asks which question a typed yes or no was meant for. Each question has its own two buttons. */
export function whichModel({ questions }: WhichView, speaker: Speaker): ListModel {
  const many = questions.length > 1 ? 'Many' : '';
  const vms = questions.flatMap(({ asks }) => asks.vms.map((vm) => ({ vm, asks })));
  const titles = (as: TextForm): Verbatim =>
    verbatim(questions.map(({ asks }) => questionTitle(asks, speaker, as)).join(speaker.plain('separator')));
  return listModel(vms.length, (rows) => ({
    summary: speaker.plain(`which.summary${many}`, { questions: titles('plain') }),
    model: {
      title: speaker.text(`which.title${many}`),
      intro: speaker.text(`which.why${many}`, { questions: titles('text') }),
      rows: vms
        .slice(0, rows)
        .map(({ vm, asks }) => (many ? rowOfQuestion(vm, asks, speaker) : askedVmRow(vm, speaker))),
      more: moreLines(speaker, vms.length - rows, 'confirm.allOfThem'),
      actions: actionsOf(questions, speaker),
    },
  }));
}

/** A VM, with the question that it belongs to. */
function rowOfQuestion(vm: QuestionVm, asks: QuestionAsks, speaker: Speaker): { head: string; sub: string } {
  const { head, sub } = askedVmRow(vm, speaker);
  const facts = { question: verbatim(questionTitle(asks, speaker, 'text')), place: verbatim(sub) };
  return { head, sub: speaker.text('which.row', facts) };
}

function actionsOf(questions: WhichView['questions'], speaker: Speaker): Button[] {
  const specs = questions.flatMap(({ proposal, asks }) => {
    const facts = questionFacts(asks);
    const yes = plainText(speaker.plain(`which.yes.${asks.kind}`, facts), TITLE_MAX);
    return answerButtons(proposal, asks.kind, { yes, no: speaker.plain(`which.no.${asks.kind}`, facts) });
  });
  return buttons(speaker, specs);
}
