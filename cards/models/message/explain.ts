import type { ExplainView } from '../../../protocol/messageView';
import type { Advice } from '../../../services/backup/findings';
import { adviceLines } from '../../blocks/advice';
import { buttons } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/line';
import { pastJobLines, pastSentences, usualSnapshotLines } from '../../blocks/pastDurations';
import type { CardModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';

/** Explains a concept or an error code. For a code that no source explains, it says where to look. */
export function explainModel({ topic, vmDurations }: ExplainView, speaker: Speaker): CardModel {
  switch (topic.kind) {
    case 'concept':
      return conceptModel(topic.key, vmDurations, speaker);
    case 'code':
      return codeModel(topic.advice, speaker);
    case 'unknownCode':
      return unknownCodeModel(topic.code, speaker);
  }
}

/** For one VM, the durations of its own backups come first. Otherwise a hint at the end names further questions. */
function conceptModel(key: string, vmDurations: ExplainView['vmDurations'], speaker: Speaker): CardModel {
  const name = `explain:topics.${key}`;
  const knows = (part: string): boolean => speaker.knows(`${name}.${part}`);
  const text = speaker
    .text(`${name}.text`)
    .split(/\n+/)
    .map((paragraph) => line(paragraph));
  return {
    summary: vmDurations ? pastSummary(vmDurations, speaker) : speaker.plain(`${name}.title`),
    model: {
      title: speaker.text(`${name}.title`),
      paragraphs: vmDurations
        ? [...pastLines(vmDurations, speaker), ...text]
        : [...text, ...(knows('ask') ? [line(speaker.text(`${name}.ask`))] : [])],
      links: [
        ...(knows('portal') ? [{ title: speaker.plain('button.portal'), url: speaker.plain(`${name}.portal`) }] : []),
        ...(knows('link') ? [documentation(speaker.plain(`${name}.link`), speaker)] : []),
      ],
      actions: vmDurations
        ? buttons(speaker, [
            { title: speaker.plain('button.status'), command: { kind: 'status', vm: vmDurations.item.id } },
          ])
        : [],
    },
  };
}

type VmDurations = NonNullable<ExplainView['vmDurations']>;

function pastLines({ item, whole, snapshot }: VmDurations, speaker: Speaker): CardLine[] {
  const known = [...pastJobLines(speaker, whole), ...usualSnapshotLines(speaker, snapshot)];
  return [
    line(speaker.text('explainCard.bold', { text: verbatim(speaker.text('name', { name: item.vm.name })) })),
    ...(known.length > 0 ? known : [line(speaker.text('explainCard.noPast'))]),
  ];
}

function pastSummary({ item, whole, snapshot }: VmDurations, speaker: Speaker): string {
  const [text = speaker.plain('explainCard.noPast')] = pastSentences(speaker, whole, snapshot);
  return speaker.plain('explainCard.ofVm', { vm: item.vm.name, text: verbatim(text) });
}

function codeModel(advice: Advice, speaker: Speaker): CardModel {
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

function unknownCodeModel(code: string, speaker: Speaker): CardModel {
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

/** A link to a page of Microsoft; the address comes from our own texts. */
function documentation(url: string, speaker: Speaker): { title: string; url: string } {
  return { title: speaker.plain('button.documentation'), url };
}
