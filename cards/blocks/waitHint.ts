import type { SubscriptionReason } from '../../services/subscriptions/subscriptionReason';
import type { Said, Speaker } from '../text/speaker';
import { type Line, line } from './lines';

/**
 * What not to do to the VM, until it is told only where somebody will be told. `told` null: nobody is;
 * undefined: that is not known.
 */
export function holdLines(speaker: Speaker, vm: string | Said, told: SubscriptionReason | null | undefined): Line[] {
  if (told) return [line(speaker.text('hold', { vm }))];
  return [line(speaker.text('verdict.hold', { vm })), ...(told === null ? [line(speaker.text('notTold'), true)] : [])];
}
