import type { Access } from '../access/roles';
import type { Job, ProtectedItem } from '../backup/types';
import type { Ask } from '../conversations/ask';
import type { CommandStore, CommandTables } from '../conversations/repositories';
import { wantsMessages } from '../subscriptions/audience';
import type { RunningSubscription } from '../subscriptions/jobSubscription';
import { type SubscriptionReason, subscriptionReasonOf } from '../subscriptions/subscriptionReason';
import { hasSeenEnd } from './runningBackup';

/** Why this conversation gets messages about a running backup; null if it gets none. */
export async function subscriptionReasonHere(
  { job, item }: { readonly job: Pick<Job, 'vault' | 'id'>; readonly item: ProtectedItem },
  ask: Ask,
  { store, access }: { readonly store: CommandStore; readonly access: Access },
): Promise<SubscriptionReason | null> {
  return store.transaction(async (tables) => {
    const watched = await tables.watched.byJob(job.vault, job.id);
    if (watched !== null && hasSeenEnd(watched)) return null;
    const about = { jobKey: watched?.key ?? null, vault: item.ref.vault, itemId: item.id };
    return subscriptionReasonOf(tables, { to: ask.to, job: about }, ({ owner: { person, place } }) =>
      access.grantOf(person, place).may('viewer', item),
    );
  });
}

/** Subscriptions to running backups that the reader may see, among the conversation's newest 100 subscriptions. */
export async function runningSubscriptions(
  { jobSubscriptions, watched }: CommandTables,
  { to, person, grant }: Ask,
): Promise<readonly RunningSubscription[]> {
  const asking = (await jobSubscriptions.ofConversation(to)).filter(wantsMessages);
  const known = await watched.byKeys(asking.map(({ jobKey: key }) => key));
  return asking.flatMap(({ jobKey: key, asker, createdMs }) => {
    const one = known.find((job) => job.key === key);
    if (!one || !asker || hasSeenEnd(one)) return [];
    const { jobId, vmName, vmResourceGroup, ref } = one;
    const isOwn = asker.id === person.id;
    if (!isOwn && !grant.may('viewer', { vm: { name: vmName }, ref })) return [];
    return [{ jobId, vmName, vmResourceGroup, vault: ref.vault, by: asker.name, isOwn, createdMs }];
  });
}
