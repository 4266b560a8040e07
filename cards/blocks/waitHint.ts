import type { SubscriptionReason } from '../../services/subscriptions/subscriptionReason';
import type { Speaker, Verbatim } from '../text/speaker';
import { type CardLine, line } from './line';

/**
 * What nobody should do to the VM while its snapshot runs. `told`: why this conversation gets messages; null: it gets
 * none; undefined: not known. Only a subscribed conversation may read "until I post here".
 */
export function waitLines(
  speaker: Speaker,
  vm: string | Verbatim,
  told: SubscriptionReason | null | undefined,
): CardLine[] {
  if (told) return [line(speaker.text('hold', { vm }))];
  return [line(speaker.text('verdict.hold', { vm })), ...(told === null ? [line(speaker.text('notTold'), true)] : [])];
}
