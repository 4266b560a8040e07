import type { WelcomeView } from '../../../protocol/conversationViews';
import { buttons } from '../../blocks/buttons';
import { line } from '../../blocks/line';
import type { CardModel } from '../../cardModel';
import type { Speaker } from '../../text/speaker';

/** The greeting after the bot is installed. */
export function welcomeModel(_view: WelcomeView, speaker: Speaker): CardModel {
  return {
    summary: speaker.plain('welcome.summary'),
    model: {
      title: speaker.text('welcome.title'),
      paragraphs: ['welcome.what', 'welcome.try', 'welcome.limits'].map((key) => line(speaker.text(key))),
      links: [],
      actions: buttons(speaker, [
        { title: speaker.plain('button.help'), command: { kind: 'help' } },
        { title: speaker.plain('button.vms'), command: { kind: 'vms' } },
        { title: speaker.plain('button.whoami'), command: { kind: 'whoami' } },
      ]),
    },
  };
}
