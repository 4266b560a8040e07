import type { JobView, StartedView } from '../../protocol/jobViews';
import type { View } from '../../protocol/view';
import type { ConversationKey } from '../../services/access/conversation';
import type { Notice } from '../../services/backup/jobEvents';
import type { Job } from '../../services/backup/types';
import type { CommandStore } from '../../services/conversations/repositories';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';
import { enqueueCard } from '../../services/notify/enqueue/enqueueCards';
import type { Clock } from '../../services/platform/clock';
import { DatabaseError } from '../../services/platform/errors';
import type { Log } from '../../services/platform/log';

const AGAIN_REAL_MS = 1_000;
const TRIES_MAX = 120;

/** Does `work` as soon as the database can, within two minutes of real time; then it is given up, with a line in the log. */
export async function keepPromised(
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  work: () => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (error instanceof DatabaseError && tries < TRIES_MAX) {
        await clock.sleep(AGAIN_REAL_MS * clock.speed, new AbortController().signal);
        continue;
      }
      log.error({ err: error }, 'which message shows a card could not be written down: it will not change by itself');
      return;
    }
  }
}

/** The message that the channel named `activityId` is the live card from now on; where it came late, it catches up. */
export function movesAs(
  store: CommandStore,
  live: readonly StartedView[],
  { to, activityId }: { readonly to: ConversationKey; readonly activityId: string },
): Promise<void> {
  return store.transaction(async (tables) => {
    for (const started of live) {
      await tables.jobSubscriptions.setCard(started.jobKey, to, activityId);
      const watched = await tables.watched.byKey(started.jobKey);
      if (watched?.job) await enqueueCard(tables, noticeOf(started, watched), to);
    }
  });
}

/** The answer that was to show the live card did not arrive: the outbox posts it, as it is then. After the end there is nothing more to show. */
export function postLater(store: CommandStore, live: readonly StartedView[], to: ConversationKey): Promise<void> {
  return store.transaction(async (tables) => {
    for (const started of live) {
      const watched = await tables.watched.byKey(started.jobKey);
      if (watched?.endSeenMs === null) await enqueueCard(tables, noticeOf(started, watched), to);
    }
  });
}

/** The backups whose live card the view is: of several that share one, those too that stood in the way of one. */
export function liveOf(view: View): readonly StartedView[] {
  if (view.kind === 'started') return [view];
  if (view.kind === 'job') return asStarted(view);
  if (view.kind !== 'batch') return [];
  return [
    ...view.started.flatMap((vm) => ('jobKey' in vm ? [vm] : [])),
    ...view.failed.flatMap(({ live }) => live ?? []),
  ];
}

/** A job's card that is live from now on. */
function asStarted({ live, item, job, askedBy, at }: JobView): readonly StartedView[] {
  if (live === undefined || item === null) return [];
  return [{ kind: 'started', jobKey: live, item, jobId: job.id, askedBy, retainUntil: job.retainUntil, at }];
}

function noticeOf(started: StartedView, { job, readMs }: WatchedJob): Notice {
  const { jobKey, item, at } = started;
  const atMs = at.getTime();
  return {
    ...{ jobKey, event: 'started', vault: item.ref.vault, itemId: item.id },
    ...{ vmName: item.vm.name, vmResourceGroup: item.vm.resourceGroup },
    ...{ job: job ?? startedJob(started), atMs, readMs: Math.max(atMs, readMs) },
  };
}

/** What is known of the job from the trigger alone. */
function startedJob({ item, jobId, at, retainUntil }: StartedView): Job {
  return {
    ...{ id: jobId ?? '', vault: item.ref.vault, vmName: item.vm.name, vmResourceGroup: item.vm.resourceGroup },
    ...{ operation: 'Backup', state: 'inProgress', statusText: 'InProgress', startedAt: at, endedAt: null },
    ...{ durationMs: null, tasks: null, errors: [], sizeMb: null, retainUntil, restore: null },
  };
}
