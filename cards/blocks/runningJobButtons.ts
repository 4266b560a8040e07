import { operationOf } from '../../services/backup/operations';
import { phaseOf } from '../../services/backup/phase';
import type { Job } from '../../services/backup/types';
import type { SubscriptionReason } from '../../services/subscriptions/subscriptionReason';
import type { Speaker } from '../text/speaker';
import type { ButtonSpec } from './buttons';

/** Azure cancels a backup only before its transfer begins (AZURE.md 3); `actionsInfo` is no guide. */
const CANCELLABLE: readonly string[] = ['queued', 'snapshot', 'between', 'unknown'];

/** Behind the "…": it ends what people wait for. The command asks first. */
export function cancelButton(speaker: Speaker, job: Job): ButtonSpec | false {
  if (job.state !== 'inProgress' || operationOf(job) !== 'backup' || !CANCELLABLE.includes(phaseOf(job))) return false;
  return {
    title: speaker.plain('button.cancel'),
    command: { kind: 'cancel', target: { job: job.id } },
    secondary: true,
  };
}

/** Has this conversation told of a running backup, or ends that; none where that is not known, and where a watch tells of it. */
export function subscribeButton(
  speaker: Speaker,
  { id }: Job,
  told: SubscriptionReason | null | undefined,
): ButtonSpec | false {
  if (told === undefined || told === 'watched') return false;
  const [kind, title] = told === null ? (['watch', 'tellMe'] as const) : (['unwatch', 'stopTelling'] as const);
  return { title: speaker.plain(`button.${title}`), command: { kind, scope: { job: id } } };
}
