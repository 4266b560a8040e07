import type { WhoamiView } from '../../../protocol/conversationViews';
import type { Ceiling } from '../../../services/access/roles';
import { buttons } from '../../blocks/buttons';
import { fact } from '../../blocks/facts';
import { readOnlyText } from '../../blocks/readOnly';
import type { CardModel } from '../../cardModel';
import { markdownText, plainText } from '../../text/plainText';
import { type Speaker, type Verbatim, verbatim } from '../../text/speaker';
import { joined } from '../../text/words';

/** Ids are shown whole, because people copy them into the access rules. A channel's id has some 150 characters. */
const ID_MAX = 400;

export function whoamiModel({ name, ids, role, ceiling, readOnly }: WhoamiView, speaker: Speaker): CardModel {
  const roleKey = role === null ? 'whoami.noRole' : `role.${role}`;
  return {
    summary: summaryOf(name, role, speaker),
    model: {
      title: plainText(name) === '' ? speaker.text('whoami.title') : speaker.text('name', { name }),
      facts: [
        fact(speaker, 'whoami.role', speaker.text(roleKey)),
        ...(ceiling ? [fact(speaker, 'whoami.ceiling', ceilingText(ceiling, speaker))] : []),
        ...(readOnly ? [fact(speaker, 'whoami.changes', readOnlyText(readOnly, speaker))] : []),
        ...ids.map(({ label, value }) => fact(speaker, `whoami.${label}`, markdownText(value, ID_MAX))),
      ],
      note: speaker.text('whoami.note'),
      actions: buttons(speaker, [role !== null && { title: speaker.plain('button.help'), command: { kind: 'help' } }]),
    },
  };
}

const PATTERNS_MAX = 300;

function ceilingText({ role, vms, vaults, confirm, approve, maxKeepDays: days }: Ceiling, speaker: Speaker): string {
  const names = (patterns: readonly string[]): Verbatim => verbatim(markdownText(patterns.join(', '), PATTERNS_MAX));
  return joined(speaker, [
    ...(role ? [speaker.text('whoami.ceilingRole', { role: verbatim(speaker.text(`role.${role}`)) })] : []),
    ...(vms ? [speaker.text('whoami.ceilingVms', { names: names(vms) })] : []),
    ...(vaults ? [speaker.text('whoami.ceilingVaults', { names: names(vaults) })] : []),
    ...(confirm ? [speaker.text('whoami.ceilingConfirm')] : []),
    ...(approve ? [speaker.text('whoami.ceilingApprove')] : []),
    ...(days === undefined ? [] : [speaker.text('whoami.ceilingKeep', { count: days })]),
  ]);
}

/** A client may send no name. */
function summaryOf(name: string, role: WhoamiView['role'], speaker: Speaker): string {
  const key = role === null ? 'whoami.summaryNone' : 'whoami.summary';
  return speaker.plain(plainText(name) === '' ? `${key}Nameless` : key, { name, role: role ?? '' });
}
