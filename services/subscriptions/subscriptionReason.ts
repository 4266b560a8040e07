import type { ConversationKey } from '../access/conversation';
import { conversationMapKey } from '../access/conversation';
import type { JobKey } from '../backup/ids';
import type { VaultRef } from '../backup/types';
import { wantsMessages } from './audience';
import type { JobSubscription } from './jobSubscription';
import type { JobSubscriptions, Watches } from './repositories';
import { scopeKey, scopeKeysOf, type Watch } from './watch';

/** Why a conversation gets messages about a backup: a person there asked, or the conversation watches the VM. */
export type SubscriptionReason = 'asked' | 'watched';

/** A backup that a conversation may get messages about. */
interface SubscribableJob {
  /** Null if the job is not monitored yet. */
  readonly jobKey: JobKey | null;
  readonly vault: VaultRef;
  readonly itemId: string;
}

interface SubscriptionTables {
  readonly jobSubscriptions: JobSubscriptions;
  readonly watches: Watches;
}

/** Null if the conversation gets no messages about the job. `sees` tells whether a watch's owner may see the VM. */
export async function subscriptionReasonOf(
  { jobSubscriptions, watches }: SubscriptionTables,
  { to, job }: { readonly to: ConversationKey; readonly job: SubscribableJob },
  sees: (watch: Watch) => boolean = () => true,
): Promise<SubscriptionReason | null> {
  const subscription = job.jobKey === null ? null : await jobSubscriptionOf({ jobSubscriptions }, job.jobKey, to);
  if (subscription !== null && wantsMessages(subscription)) return 'asked';
  const scopes = scopeKeysOf(job);
  const standing = await watches.ofConversation(to);
  const isWatched = standing.some(
    (watch) => watch.level !== 'failures' && scopes.includes(scopeKey(watch.scope)) && sees(watch),
  );
  return isWatched ? 'watched' : null;
}

/** Whether a conversation gets messages about each of these jobs. */
export async function areAllSubscribed(
  { jobSubscriptions, watches }: SubscriptionTables,
  { to, jobs }: { readonly to: ConversationKey; readonly jobs: readonly SubscribableJob[] },
): Promise<boolean> {
  const asked = new Set((await jobSubscriptions.ofConversation(to)).filter(wantsMessages).map(({ jobKey }) => jobKey));
  const others = jobs.filter(({ jobKey }) => jobKey === null || !asked.has(jobKey));
  for (const job of others)
    if ((await subscriptionReasonOf({ jobSubscriptions, watches }, { to, job })) === null) return false;
  return true;
}

/** The conversation's subscription to one backup; null if there is none. */
export async function jobSubscriptionOf(
  { jobSubscriptions }: Pick<SubscriptionTables, 'jobSubscriptions'>,
  jobKey: JobKey,
  to: ConversationKey,
): Promise<JobSubscription | null> {
  return (
    (await jobSubscriptions.ofJob(jobKey)).find((one) => conversationMapKey(one.to) === conversationMapKey(to)) ?? null
  );
}
