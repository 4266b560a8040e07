import type { AskedVm, QuestionAsks } from '../../../services/notify/questionContent';
import type { Speaker, TextForm } from '../../text/speaker';

/** What was asked, as a title: `Back up 2 VMs?` */
export function questionTitle(asks: QuestionAsks, speaker: Speaker, as: TextForm): string {
  return speaker[as](`confirm.${asks.kind}Title`, questionFacts(asks));
}

export function questionFacts(asks: QuestionAsks): { count: number; vm: string } {
  return { count: asks.vms.length, vm: asks.kind === 'cancel' ? asks.vmName : '' };
}

export function askedVmRow({ name, resourceGroup, vault }: AskedVm, speaker: Speaker): { head: string; sub: string } {
  return { head: speaker.text('name', { name }), sub: speaker.text('place', { resourceGroup, vault }) };
}
