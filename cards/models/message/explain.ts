import type { ExplainView } from '../../../protocol/messageView';
import type { Advice } from '../../../services/backup/findings';
import { adviceLines } from '../../blocks/advice';
import { type Button, buttons } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/line';
import { pastJobLines, pastSentences, usualSnapshotLines } from '../../blocks/pastDurations';
import type { CardModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';

interface ExplainModel {
  readonly title: string;
  readonly paragraphs: readonly CardLine[];
  /** Pages of Microsoft; the addresses come from our own texts. */
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly actions: readonly Button[];
}

/** Explains a concept or an error code. For a code that no source explains, it says where to look. */
export function explainModel({ topic, past }: ExplainView, speaker: Speaker): CardModel<ExplainModel> {
  switch (topic.kind) {
    case 'concept':
      return past ? withPast(conceptModel(topic.key, speaker), past, speaker) : withFollowUp(topic.key, speaker);
    case 'code':
      return codeModel(topic.advice, speaker);
    case 'unknownCode':
      return unknownCodeModel(topic.code, speaker);
  }
}

function conceptModel(key: string, speaker: Speaker): CardModel<ExplainModel> {
  const name = `explain:topics.${key}`;
  return {
    summary: speaker.plain(`${name}.title`),
    model: {
      title: speaker.text(`${name}.title`),
      paragraphs: paragraphs(speaker.text(`${name}.text`)),
      links: [
        ...(speaker.knows(`${name}.portal`)
          ? [{ title: speaker.plain('button.portal'), url: speaker.plain(`${name}.portal`) }]
          : []),
        ...(speaker.knows(`${name}.link`) ? [documentation(speaker.plain(`${name}.link`), speaker)] : []),
      ],
      actions: [],
    },
  };
}

/** The concept, and a hint what else to ask about it, e.g. about one VM. */
function withFollowUp(key: string, speaker: Speaker): CardModel<ExplainModel> {
  const { summary, model } = conceptModel(key, speaker);
  const ask = `explain:topics.${key}.ask`;
  if (!speaker.knows(ask)) return { summary, model };
  return { summary, model: { ...model, paragraphs: [...model.paragraphs, line(speaker.text(ask))] } };
}

/** The durations of this VM's own backups, then the text that holds for all VMs. */
function withPast(
  { model }: CardModel<ExplainModel>,
  { item, whole, snapshot }: NonNullable<ExplainView['past']>,
  speaker: Speaker,
): CardModel<ExplainModel> {
  const vm = item.vm.name;
  const known = [...pastJobLines(speaker, whole), ...usualSnapshotLines(speaker, snapshot)];
  const lines = known.length > 0 ? known : [line(speaker.text('explainCard.noPast'))];
  const [first] = known.length > 0 ? pastSentences(speaker, whole, snapshot) : [speaker.plain('explainCard.noPast')];
  return {
    summary: speaker.plain('explainCard.ofVm', { vm, text: verbatim(first ?? '') }),
    model: {
      ...model,
      paragraphs: [
        line(speaker.text('explainCard.bold', { text: verbatim(speaker.text('name', { name: vm })) })),
        ...lines,
        ...model.paragraphs,
      ],
      actions: buttons(speaker, [{ title: speaker.plain('button.status'), command: { kind: 'status', vm: item.id } }]),
    },
  };
}

function codeModel(advice: Advice, speaker: Speaker): CardModel<ExplainModel> {
  const { code, key, then, link } = advice;
  return {
    summary: speaker.plain('explainCard.summaryCode', { code }),
    model: {
      title: speaker.text('name', { name: code }),
      paragraphs: [
        line(speaker.text('explainCard.bold', { text: verbatim(speaker.text(`advice:${key}.title`)) })),
        ...adviceLines(speaker, advice),
        line(speaker.text(`job.then.${then}`)),
      ],
      links: [documentation(link, speaker)],
      actions: [],
    },
  };
}

function unknownCodeModel(code: string, speaker: Speaker): CardModel<ExplainModel> {
  return {
    summary: speaker.plain('explainCard.summaryUnknown', { code }),
    model: {
      title: speaker.text('name', { name: code }),
      paragraphs: [line(speaker.text('job.unknownCode')), line(speaker.text('explainCard.whereToLook'))],
      links: [],
      actions: buttons(speaker, [
        { title: speaker.plain('jobs.show.failed'), command: { kind: 'jobs', filter: 'failed' } },
      ]),
    },
  };
}

function paragraphs(text: string): CardLine[] {
  return text.split(/\n+/).map((paragraph) => line(paragraph));
}

/** A link to a page of Microsoft; the address comes from our own texts. */
function documentation(url: string, speaker: Speaker): { title: string; url: string } {
  return { title: speaker.plain('button.documentation'), url };
}
