import type { JobSubscription } from '../../subscriptions/jobSubscription';
import type { JobSubscriptions } from '../../subscriptions/repositories';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';
import { placeOf } from './placeOf';

const FOUND_MAX = 100;

export function promisesTable(db: Queries): JobSubscriptions {
  return {
    async add(subscription) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('promises')
        .values({
          ...{ job: subscription.jobKey, ...placeOf(subscription.to), created_at: subscription.createdMs },
          ...{ card_activity: subscription.cardActivityId, body: toJson(subscription) },
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    async ofJob(jobKey) {
      const rows = await db
        .selectFrom('promises')
        .select(['body', 'card_activity'])
        .where('job', '=', jobKey)
        .orderBy('created_at')
        .orderBy('tenant')
        .orderBy('conversation')
        .limit(FOUND_MAX)
        .execute();
      return rows.map(promisedOf);
    },
    async ofConversation(to) {
      const rows = await db
        .selectFrom('promises')
        .select(['body', 'card_activity'])
        .where((row) => row.and(placeOf(to)))
        .orderBy('created_at', 'desc')
        .orderBy('job')
        .limit(FOUND_MAX)
        .execute();
      return rows.map(promisedOf);
    },
    async setCard(jobKey, to, cardActivityId) {
      await db
        .updateTable('promises')
        .set({ card_activity: cardActivityId })
        .where('job', '=', jobKey)
        .where((row) => row.and(placeOf(to)))
        .execute();
    },
    async remove(jobKey, to) {
      await db
        .deleteFrom('promises')
        .where('job', '=', jobKey)
        .where((row) => row.and(placeOf(to)))
        .execute();
    },
    async removeConversation(to) {
      await db
        .deleteFrom('promises')
        .where((row) => row.and(placeOf(to)))
        .execute();
    },
  };
}

function promisedOf({
  body,
  card_activity,
}: {
  readonly body: string;
  readonly card_activity: string | null;
}): JobSubscription {
  return { ...(fromJson(body) as JobSubscription), cardActivityId: card_activity };
}
