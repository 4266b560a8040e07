import type { JobView, StartedView } from '../../protocol/jobViews';
import type { View } from '../../protocol/view';
import type { ConversationKey } from '../../services/access/conversation';
import type { Notice } from '../../services/backup/jobEvents';
import type { Job } from '../../services/backup/types';
import type { CommandStore } from '../../services/conversations/repositories';
import type { WatchedJob } from '../../services/monitor/track/watchedJob';
import { enqueueCard } from '../../services/notify/enqueue/enqueueCards';
import type { Clock } from '../../services/platform/clock';
import { SECOND_MS } from '../../services/platform/durations';
import { DatabaseError } from '../../services/platform/errors';
import type { Log } from '../../services/platform/log';

const AGAIN_REAL_MS = SECOND_MS;
const TRIES_MAX = 120;

/**
 * Runs `work`, and repeats it every second while the database fails. After two minutes of real time it stops and logs
 * that.
 */
export async function untilDatabaseTakesIt(
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

/**
 * Makes the message `activityId` the live card of the backups. If their jobs have moved meanwhile, the card is updated
 * at once.
 */
export function attachLiveCards(
  store: CommandStore,
  live: readonly StartedView[],
  { to, activityId }: { readonly to: ConversationKey; readonly activityId: string },
): Promise<void> {
  return store.transaction(async (tables) => {
    for (const started of live) {
      await tables.jobSubscriptions.setCard(started.jobKey, to, activityId);
      const watched = await tables.watched.byKey(started.jobKey);
      if (watched?.job) await enqueueCard(tables, firstNotice(started, watched), to);
    }
  });
}

/**
 * Makes the outbox post a live card whose answer did not arrive. An ended job gets no card, because its end is told
 * anyway.
 */
export function postLiveCards(store: CommandStore, live: readonly StartedView[], to: ConversationKey): Promise<void> {
  return store.transaction(async (tables) => {
    for (const started of live) {
      const watched = await tables.watched.byKey(started.jobKey);
      if (watched?.endSeenMs === null) await enqueueCard(tables, firstNotice(started, watched), to);
    }
  });
}

/**
 * The backups whose live card this view is. A batch's card also shows running backups that blocked some of the batch.
 */
export function liveCardsOf(view: View): readonly StartedView[] {
  if (view.kind === 'started') return [view];
  if (view.kind === 'job') return asStarted(view);
  if (view.kind !== 'batch') return [];
  return [
    ...view.started.flatMap((vm) => ('jobKey' in vm ? [vm] : [])),
    ...view.failed.flatMap(({ live }) => live ?? []),
  ];
}

/** The live card of a job that a person asked for. */
function asStarted({ live, item, job, askedBy, at }: JobView): readonly StartedView[] {
  if (live === undefined || item === null) return [];
  return [{ kind: 'started', jobKey: live, item, jobId: job.id, askedBy, retainUntil: job.retainUntil, at }];
}

function firstNotice(started: StartedView, { job, readMs }: WatchedJob): Notice {
  const { jobKey, item, at } = started;
  const atMs = at.getTime();
  return {
    jobKey,
    event: 'started',
    vault: item.ref.vault,
    itemId: item.id,
    vmName: item.vm.name,
    vmResourceGroup: item.vm.resourceGroup,
    job: job ?? startedJob(started),
    atMs,
    readMs: Math.max(atMs, readMs),
  };
}

/** The job as the trigger alone describes it, before Azure lists it. */
function startedJob({ item, jobId, at, retainUntil }: StartedView): Job {
  return {
    id: jobId ?? '',
    vault: item.ref.vault,
    vmName: item.vm.name,
    vmResourceGroup: item.vm.resourceGroup,
    operation: 'Backup',
    state: 'inProgress',
    statusText: 'InProgress',
    startedAt: at,
    endedAt: null,
    durationMs: null,
    tasks: null,
    errors: [],
    sizeMb: null,
    retainUntil,
    restore: null,
  };
}
