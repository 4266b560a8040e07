import type { HelpView } from '../../../protocol/messageView';
import { buttons } from '../../blocks/buttons';
import { readOnlyText } from '../../blocks/readOnly';
import { moreLines } from '../../blocks/rows';
import { type ListModel, listModel } from '../../cardModel';
import type { Speaker } from '../../text/speaker';

/** The commands that the person may use, as they are typed. The buttons run those that need no VM. */
export function helpModel({ role, commands, readOnly }: HelpView, speaker: Speaker): ListModel {
  const { language } = speaker.reader;
  const intro = role === null ? 'helpCard.noAccess' : 'helpCard.intro';
  return listModel(commands.length, (rows) => ({
    summary: speaker.plain(role === null ? 'helpCard.summaryNoAccess' : 'helpCard.summary'),
    model: {
      title: speaker.text('helpCard.title'),
      intro: [...(readOnly ? [readOnlyText(readOnly, speaker)] : []), speaker.text(intro, { role: role ?? '' })].join(
        '\n\n',
      ),
      rows: commands.slice(0, rows).map(({ name, usage }) => ({
        head: speaker.text('name', { name: usage[language] }),
        sub: speaker.knows(`help:${name}`) ? speaker.text(`help:${name}`) : '',
      })),
      more: moreLines(speaker, commands.length - rows, 'helpCard.narrow'),
      actions: buttons(speaker, [
        role !== null && { title: speaker.plain('button.vms'), command: { kind: 'vms' } },
        role !== null && { title: speaker.plain('jobs.show.running'), command: { kind: 'jobs', filter: 'running' } },
        role !== null && { title: speaker.plain('jobs.show.failed'), command: { kind: 'jobs', filter: 'failed' } },
        { title: speaker.plain('button.whoami'), command: { kind: 'whoami' } },
      ]),
    },
  }));
}
