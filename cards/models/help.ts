import type { HelpView } from '../../protocol/messageView';
import { type Button, buttons } from '../blocks/buttons';
import type { Line } from '../blocks/lines';
import { moreLines, rowsTried } from '../blocks/rows';
import type { DrawnList } from '../cardModel';
import type { Speaker } from '../text/speaker';

export interface HelpModel {
  readonly title: string;
  readonly intro: string;
  readonly rows: readonly { readonly usage: string; readonly does: string }[];
  readonly more: readonly Line[];
  readonly actions: readonly Button[];
}

/** What the asker may ask for, as it is typed; the buttons run what needs no VM. */
export function drawHelp({ role, commands }: HelpView, speaker: Speaker): DrawnList {
  const { language } = speaker.reader;
  const intro = role === null ? 'helpCard.noAccess' : 'helpCard.intro';
  return {
    rows: rowsTried(commands.length),
    draw: (rows) => ({
      summary: speaker.line(role === null ? 'helpCard.summaryNoAccess' : 'helpCard.summary'),
      model: {
        title: speaker.text('helpCard.title'),
        intro: speaker.text(intro, { role: role ?? '' }),
        rows: commands.slice(0, rows).map(({ name, usage }) => ({
          usage: speaker.text('name', { name: usage[language] }),
          does: speaker.knows(`help:${name}`) ? speaker.text(`help:${name}`) : '',
        })),
        more: moreLines(speaker, commands.length - rows, 'helpCard.narrow'),
        actions: buttons(speaker, [
          role !== null && { title: speaker.line('button.vms'), command: { kind: 'vms' } },
          role !== null && { title: speaker.line('jobs.show.running'), command: { kind: 'jobs', filter: 'running' } },
          role !== null && { title: speaker.line('jobs.show.failed'), command: { kind: 'jobs', filter: 'failed' } },
          { title: speaker.line('button.whoami'), command: { kind: 'whoami' } },
        ]),
      } satisfies HelpModel,
    }),
  };
}
