import type { JobSubscription } from '../../subscriptions/jobSubscription';
import type { JobSubscriptions } from '../../subscriptions/repositories';
import { fromJson, toJson } from '../codec';
import type { Queries } from '../schema';
import { conversationColumns } from './conversationColumns';

const FOUND_MAX = 100;

export function promisesTable(db: Queries): JobSubscriptions {
  return {
    async add(promised) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('promises')
        .values({
          ...{ job: promised.jobKey, ...conversationColumns(promised.to), created_at: promised.createdMs },
          ...{ card_activity: promised.cardActivityId, body: toJson(promised) },
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
        .where((row) => row.and(conversationColumns(to)))
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

function promisedOf({
  body,
  card_activity,
}: {
  readonly body: string;
  readonly card_activity: string | null;
}): JobSubscription {
  return { ...(fromJson(body) as JobSubscription), cardActivityId: card_activity };
}
