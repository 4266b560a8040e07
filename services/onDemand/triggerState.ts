import type { ConversationKey } from '../access/conversation';
import type { ItemId, JobKey } from '../backup/ids';
import type { CommandTables } from '../conversations/repositories';
import { movedTrigger, namedTrigger } from '../monitor/track/stateMachine';
import type { WatchedJob } from '../monitor/track/watchedJob';
import { MINUTE_MS } from '../platform/durations';
import type { JobSubscription } from '../subscriptions/jobSubscription';

/**
 * The states of a trigger, which is an on-demand backup that this bot requests from Azure, and the transitions to each.
 * A trigger is a watched job without a job id. Two states are not stored:
 * - sent: the request goes out right after `written`. If the process dies then, nobody knows whether Azure got the
 * request.
 * - unseen: `written` for more than 15 minutes (see `openTriggers`). It no longer counts as a backup that may run.
 */
type TriggerState =
  /**
   * (none) → written: stored with the asker's subscription before the request, so that the request is never sent twice.
   */
  | { readonly state: 'written'; readonly subscription: JobSubscription | null }
  /** written → named: Azure's answer names the job. */
  | { readonly state: 'named'; readonly jobId: string }
  /**
   * written → moved: a job list showed the job before the answer came. The watched job `to` takes over the
   * subscriptions.
   */
  | { readonly state: 'moved'; readonly to: WatchedJob }
  /** written → withdrawn, deleted: Azure has surely refused. Nothing was started; the asker's subscription ends. */
  | { readonly state: 'withdrawn'; readonly asker: ConversationKey | null };

type TriggerTables = Pick<CommandTables, 'watched' | 'jobSubscriptions'>;

/**
 * The only place where a command changes a trigger's state. The monitor also names triggers, from job lists, if no
 * answer of Azure did. False if another watched job has the named job already.
 */
export async function changeTrigger(
  { watched, jobSubscriptions }: TriggerTables,
  trigger: WatchedJob,
  next: TriggerState,
): Promise<boolean> {
  const { key } = trigger;
  switch (next.state) {
    case 'written':
      await watched.add(trigger);
      return next.subscription === null || jobSubscriptions.add(next.subscription);
    case 'named':
      return watched.save(namedTrigger(trigger, next.jobId));
    case 'moved': {
      for (const subscription of await jobSubscriptions.ofJob(key)) {
        await jobSubscriptions.remove(key, subscription.to);
        await jobSubscriptions.add({ ...subscription, jobKey: next.to.key });
      }
      const moved = movedTrigger(trigger, next.to);
      await watched.save(moved.trigger);
      return watched.save(moved.found);
    }
    case 'withdrawn':
      await watched.remove(key);
      if (next.asker) await jobSubscriptions.remove(key, next.asker);
      return true;
  }
}

/** Records the job that Azure named. Resolves with the key under which the job is monitored. */
export async function nameTrigger(tables: TriggerTables, key: JobKey, jobId: string): Promise<JobKey> {
  const { watched } = tables;
  const trigger = await watched.byKey(key);
  if (trigger?.jobId !== null) return key;
  if (await changeTrigger(tables, trigger, { state: 'named', jobId })) return key;
  const found = await watched.byJob(trigger.ref.vault, jobId);
  const to = found && (await watched.byKey(found.key)); // Read anew and locked: the monitor writes there too.
  if (to === null) return key;
  await changeTrigger(tables, trigger, { state: 'moved', to });
  return to.key;
}

/** After this time a trigger that no job list shows counts as `unseen`. Azure usually names the job within seconds. */
const UNSEEN_MS = 15 * MINUTE_MS;

/** The triggers of an item, named or not, whose backup may run, newest first. Unseen and ended ones are omitted. */
export async function openTriggers(
  { watched }: Pick<CommandTables, 'watched'>,
  item: ItemId,
  nowMs: number,
): Promise<readonly WatchedJob[]> {
  const recent = await watched.ofItem(item, nowMs - UNSEEN_MS);
  return recent.filter(({ askedBy, endSeenMs, done }) => askedBy !== null && endSeenMs === null && !done);
}
