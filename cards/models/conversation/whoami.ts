import type { WhoamiView } from '../../../protocol/conversationViews';
import { buttons } from '../../blocks/buttons';
import { fact } from '../../blocks/facts';
import { readOnlyText } from '../../blocks/readOnly';
import type { CardModel } from '../../cardModel';
import { markdownText, plainText } from '../../text/plainText';
import type { Speaker } from '../../text/speaker';

/** Ids are shown whole, because people copy them into the access rules. A channel's id has some 150 characters. */
const ID_MAX = 400;

export function whoamiModel({ name, ids, role, readOnly }: WhoamiView, speaker: Speaker): CardModel {
  const roleKey = role === null ? 'whoami.noRole' : `role.${role}`;
  return {
    summary: summaryOf(name, role, speaker),
    model: {
      title: plainText(name) === '' ? speaker.text('whoami.title') : speaker.text('name', { name }),
      facts: [
        fact(speaker, 'whoami.role', speaker.text(roleKey)),
        ...(readOnly ? [fact(speaker, 'whoami.changes', readOnlyText(readOnly, speaker))] : []),
        ...ids.map(({ label, value }) => fact(speaker, `whoami.${label}`, markdownText(value, ID_MAX))),
      ],
      note: speaker.text('whoami.note'),
      actions: buttons(speaker, [role !== null && { title: speaker.plain('button.help'), command: { kind: 'help' } }]),
    },
  };
}

/** A client may send no name. */
function summaryOf(name: string, role: WhoamiView['role'], speaker: Speaker): string {
  const key = role === null ? 'whoami.summaryNone' : 'whoami.summary';
  return speaker.plain(plainText(name) === '' ? `${key}Nameless` : key, { name, role: role ?? '' });
}
