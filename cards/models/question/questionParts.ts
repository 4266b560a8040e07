import type { QuestionAsks, QuestionVm } from '../../../services/notify/questionContent';
import type { ButtonSpec } from '../../blocks/buttons';
import type { Speaker, TextForm } from '../../text/speaker';

/** What was asked, as a title: `Back up vm-01 now?`, `Back up 2 VMs now?` */
export function questionTitle(asks: QuestionAsks, speaker: Speaker, as: TextForm): string {
  const form = asks.kind === 'backup' ? backupForm(asks.vms.length) : asks.kind;
  return speaker[as](`confirm.${form}Title`, questionFacts(asks));
}

export function questionFacts(asks: QuestionAsks): { count: number; vm: string } {
  return { count: asks.vms.length, vm: asks.kind === 'cancel' ? asks.vmName : (asks.vms[0]?.name ?? '') };
}

/** One VM is named; several are counted. */
export function backupForm(count: number): 'backupOne' | 'backup' {
  return count === 1 ? 'backupOne' : 'backup';
}

export function askedVmRow(
  { name, resourceGroup, vault }: QuestionVm,
  speaker: Speaker,
): { head: string; sub: string } {
  return { head: speaker.text('name', { name }), sub: speaker.text('place', { resourceGroup, vault }) };
}

/** The two answers to a question. Pressing one updates its card. */
export function answerButtons(
  proposal: string,
  asked: QuestionAsks['kind'],
  { yes, no }: { readonly yes: string; readonly no: string },
): ButtonSpec[] {
  const style = asked === 'backup' ? 'positive' : 'destructive';
  return [
    { title: yes, command: { kind: 'yes', proposal }, update: true, style },
    { title: no, command: { kind: 'no', proposal }, update: true },
  ];
}
