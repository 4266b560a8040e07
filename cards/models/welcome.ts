import { type Button, buttons } from '../blocks/buttons';
import { type Line, line } from '../blocks/lines';
import type { CardModel } from '../cardModel';
import type { Speaker } from '../text/speaker';

export interface WelcomeModel {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly actions: readonly Button[];
}

/** Said once, when the bot is installed. */
export function drawWelcome(speaker: Speaker): CardModel<WelcomeModel> {
  return {
    summary: speaker.line('welcome.summary'),
    model: {
      title: speaker.text('welcome.title'),
      lines: ['welcome.what', 'welcome.try', 'welcome.limits'].map((key) => line(speaker.text(key))),
      actions: buttons(speaker, [
        { title: speaker.line('button.help'), command: { kind: 'help' } },
        { title: speaker.line('button.vms'), command: { kind: 'vms' } },
        { title: speaker.line('button.whoami'), command: { kind: 'whoami' } },
      ]),
    },
  };
}
