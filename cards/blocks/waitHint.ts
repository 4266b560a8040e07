import type { SubscriptionReason } from '../../services/subscriptions/subscriptionReason';
import type { Speaker, Verbatim } from '../text/speaker';
import { type CardLine, line } from './line';

/** What this conversation is told of a backup. */
interface Telling {
  /** Why it gets messages; null: it gets none; undefined: not known. */
  readonly told?: SubscriptionReason | null | undefined;
  /** Whether the end of the snapshot is told only with that of the job. */
  readonly toldWithEnd?: boolean | undefined;
}

/**
 * What nobody should do to the VM while its snapshot runs. Only a subscribed conversation may read "until I post here".
 */
export function waitLines(speaker: Speaker, vm: string | Verbatim, telling: Telling): CardLine[] {
  const { told, toldWithEnd = false } = telling;
  if (told && !toldWithEnd) return [line(speaker.text('hold', { vm }))];
  return [
    line(speaker.text('verdict.hold', { vm })),
    ...(told === null ? [line(speaker.text('notTold'), true)] : []),
    ...withEndLines(speaker, vm, telling),
  ];
}

/** That the end of the snapshot is told with that of the job, and what to ask before; only where something is told. */
export function withEndLines(speaker: Speaker, vm: string | Verbatim, { told, toldWithEnd }: Telling): CardLine[] {
  return told && toldWithEnd === true ? [line(speaker.text('toldWithEnd', { vm }))] : [];
}
