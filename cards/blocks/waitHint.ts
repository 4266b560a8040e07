import type { SubscriptionReason } from '../../services/subscriptions/subscriptionReason';
import type { Speaker, Verbatim } from '../text/speaker';
import { type CardLine, line } from './line';

/**
 * What not to do to the VM while its snapshot runs. Only with a subscription (`told`) may the card say "until I post
 * here". `told` null: this conversation gets no message; undefined: not known.
 */
export function waitLines(
  speaker: Speaker,
  vm: string | Verbatim,
  told: SubscriptionReason | null | undefined,
): CardLine[] {
  if (told) return [line(speaker.text('hold', { vm }))];
  return [line(speaker.text('verdict.hold', { vm })), ...(told === null ? [line(speaker.text('notTold'), true)] : [])];
}
