import type { AskedVm, QuestionAsks } from '../../../services/notify/questionContent';
import type { Speaker } from '../../text/speaker';

export function titleOf(asks: QuestionAsks, speaker: Speaker, as: 'text' | 'plain'): string {
  return speaker[as](`confirm.${asks.kind}Title`, factsOf(asks));
}

export function factsOf(asks: QuestionAsks): { count: number; vm: string } {
  return { count: asks.vms.length, vm: asks.kind === 'cancel' ? asks.vmName : '' };
}

export function rowOf({ name, resourceGroup, vault }: AskedVm, speaker: Speaker): { head: string; sub: string } {
  return { head: speaker.text('name', { name }), sub: speaker.text('place', { resourceGroup, vault }) };
}
