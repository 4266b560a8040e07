import type { JobSubscription } from '../../subscriptions/jobSubscription';
import type { JobSubscriptions } from '../../subscriptions/repositories';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';
import { conversationColumns } from './conversationColumns';

const SUBSCRIPTIONS_MAX = 100;

export function jobSubscriptionsTable(db: Queries): JobSubscriptions {
  const found = db.selectFrom('promises').select(['body', 'card_activity']).limit(SUBSCRIPTIONS_MAX);
  return {
    async add(subscription) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('promises')
        .values({
          job: subscription.jobKey,
          ...conversationColumns(subscription.to),
          created_at: subscription.createdMs,
          card_activity: subscription.cardActivityId,
          body: toJson(subscription),
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    async ofJob(jobKey) {
      const ofJob = found.where('job', '=', jobKey).orderBy('created_at').orderBy('tenant').orderBy('conversation');
      return (await ofJob.execute()).map(subscriptionOf);
    },
    async ofConversation(to) {
      const there = found.where((row) => row.and(conversationColumns(to)));
      return (await there.orderBy('created_at', 'desc').orderBy('job').execute()).map(subscriptionOf);
    },
    async setCard(jobKey, to, cardActivityId) {
      await db
        .updateTable('promises')
        .set({ card_activity: cardActivityId })
        .where('job', '=', jobKey)
        .where((row) => row.and(conversationColumns(to)))
        .execute();
    },
    async remove(jobKey, to) {
      await db
        .deleteFrom('promises')
        .where('job', '=', jobKey)
        .where((row) => row.and(conversationColumns(to)))
        .execute();
    },
    async removeConversation(to) {
      await db
        .deleteFrom('promises')
        .where((row) => row.and(conversationColumns(to)))
        .execute();
    },
  };
}

function subscriptionOf({
  body,
  card_activity,
}: {
  readonly body: string;
  readonly card_activity: string | null;
}): JobSubscription {
  return { ...(fromJson(body) as JobSubscription), cardActivityId: card_activity };
}
