import type { BatchView } from '../protocol/batchView';
import type { ConversationKey } from '../services/access/conversation';
import type { CommandTables } from '../services/conversations/repositories';
import type { WatchedJob } from '../services/monitor/track/watchedJob';
import { hasSeenEnd } from '../services/onDemand/runningBackup';
import { areAllSubscribed } from '../services/subscriptions/subscriptionReason';

interface BatchFacts extends Omit<BatchView, 'kind' | 'unshown'> {
  /** How many backups were asked for together. */
  readonly askedCount: number;
}

/** Card of several backups that were asked for together; the same for a command and for a live card's update. */
export function batchView({ askedCount, ...shown }: BatchFacts): BatchView {
  const unshown = Math.max(0, askedCount - shown.started.length - shown.failed.length);
  return { kind: 'batch', ...shown, unshown };
}

/** Readings that decide the card's age: those of running jobs, if any runs. Ended jobs change no more. */
export function runningOrAll<T>(readings: readonly T[], isRunning: (reading: T) => boolean): readonly T[] {
  const running = readings.filter(isRunning);
  return running.length > 0 ? running : readings;
}

/** Whether the conversation gets messages about each of the backups that still run. */
export async function isEachSubscribed(
  tables: CommandTables,
  watched: readonly WatchedJob[],
  to: ConversationKey,
): Promise<boolean> {
  const jobs = watched
    .filter((job) => !hasSeenEnd(job))
    .map(({ key, ref, itemId }) => ({ jobKey: key, vault: ref.vault, itemId }));
  return areAllSubscribed(tables, { to, jobs });
}
