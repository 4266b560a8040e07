import type { BatchView } from '../protocol/batchView';
import type { ConversationKey } from '../services/access/conversation';
import type { CommandTables } from '../services/conversations/repositories';
import type { WatchedJob } from '../services/monitor/track/watchedJob';
import { hasSeenEnd } from '../services/onDemand/runningBackup';
import { areAllSubscribed } from '../services/subscriptions/subscriptionReason';

interface BatchFacts extends Omit<BatchView, 'kind' | 'unshown'> {
  /** How many backups were requested together. */
  readonly askedCount: number;
}

/** The card of several backups that were requested together, for a command and for the update of a live card. */
export function batchView({ askedCount, ...shown }: BatchFacts): BatchView {
  const unshown = Math.max(0, askedCount - shown.started.length - shown.failed.length);
  return { kind: 'batch', ...shown, unshown };
}

/** The readings that decide the card's age: those of running jobs, if any runs. Ended jobs no longer change. */
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
