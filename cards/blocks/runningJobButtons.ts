import { operationOf } from '../../services/backup/operations';
import { phaseOf } from '../../services/backup/phase';
import type { Job } from '../../services/backup/types';
import type { SubscriptionReason } from '../../services/subscriptions/subscriptionReason';
import type { Speaker } from '../text/speaker';
import type { ButtonSpec } from './buttons';

/** Phases in which Azure can cancel a backup: those before the transfer. A job's `actionsInfo` does not say it. */
const CANCELLABLE: readonly string[] = ['queued', 'snapshot', 'between', 'unknown'];

/** Stands behind the "…", because a cancel ends what people wait for. The command asks for confirmation. */
export function cancelButton(speaker: Speaker, job: Job): ButtonSpec | false {
  if (job.state !== 'inProgress' || operationOf(job) !== 'backup' || !CANCELLABLE.includes(phaseOf(job))) return false;
  return {
    title: speaker.plain('button.cancel'),
    command: { kind: 'cancel', target: { job: job.id } },
    secondary: true,
  };
}

/**
 * Subscribes this conversation to a running backup, or ends the subscription. No button if that is unknown or a watch
 * covers the backup.
 */
export function subscribeButton(
  speaker: Speaker,
  { id }: Job,
  told: SubscriptionReason | null | undefined,
): ButtonSpec | false {
  if (told === undefined || told === 'watched') return false;
  const [kind, title] = told === null ? (['watch', 'tellMe'] as const) : (['unwatch', 'stopTelling'] as const);
  return { title: speaker.plain(`button.${title}`), command: { kind, scope: { job: id } } };
}
