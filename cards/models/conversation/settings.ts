import type { SettingsView } from '../../../protocol/conversationViews';
import { LANGUAGES } from '../../../services/platform/language';
import { buttons } from '../../blocks/buttons';
import { fact } from '../../blocks/facts';
import type { CardModel } from '../../cardModel';
import type { Speaker } from '../../text/speaker';

export function settingsModel({ language, timeZone, changed }: SettingsView, speaker: Speaker): CardModel {
  const name = speaker.plain(`settings.languages.${language}`);
  return {
    summary: speaker.plain(changed ? 'settings.summaryChanged' : 'settings.summary', { language: name, timeZone }),
    model: {
      title: speaker.text(changed ? 'settings.titleChanged' : 'settings.title'),
      facts: [
        fact(speaker, 'settings.language', speaker.text(`settings.languages.${language}`)),
        fact(speaker, 'settings.timeZone', speaker.text('name', { name: timeZone })),
      ],
      note: speaker.text('settings.note'),
      actions: buttons(
        speaker,
        LANGUAGES.filter((other) => other !== language).map((other) => ({
          title: speaker.plain(`settings.languages.${other}`),
          command: { kind: 'settings' as const, language: other },
          update: true as const,
        })),
      ),
    },
  };
}
