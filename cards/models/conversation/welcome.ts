import type { WelcomeView } from '../../../protocol/conversationViews';
import { type Button, buttons } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/line';
import type { CardModel } from '../../cardModel';
import type { Speaker } from '../../text/speaker';

interface WelcomeModel {
  readonly title: string;
  readonly lines: readonly CardLine[];
  readonly actions: readonly Button[];
}

/** The greeting after the bot is installed. */
export function welcomeModel(_view: WelcomeView, speaker: Speaker): CardModel<WelcomeModel> {
  return {
    summary: speaker.plain('welcome.summary'),
    model: {
      title: speaker.text('welcome.title'),
      lines: ['welcome.what', 'welcome.try', 'welcome.limits'].map((key) => line(speaker.text(key))),
      actions: buttons(speaker, [
        { title: speaker.plain('button.help'), command: { kind: 'help' } },
        { title: speaker.plain('button.vms'), command: { kind: 'vms' } },
        { title: speaker.plain('button.whoami'), command: { kind: 'whoami' } },
      ]),
    },
  };
}
