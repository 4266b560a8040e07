import type { ExpressionBuilder } from 'kysely';

import type { ConversationKey } from '../../access/conversation';
import type { Watches } from '../../subscriptions/repositories';
import { scopeKey, type Watch } from '../../subscriptions/watch';
import { fromJson, toJson } from '../codec';
import type { Queries, Schema } from '../schema';
import { conversationColumns } from './conversationColumns';

type After = Parameters<Watches['page']>[0];

const OF_SCOPES_MAX = 5_000;
const OF_CONVERSATION_MAX = 500;

export function watchesTable(db: Queries): Watches {
  const bodies = db.selectFrom('watches').select('body');
  const open = bodies.where('ended_at', 'is', null);
  const ofConversation = (query: typeof bodies, to: ConversationKey): Promise<readonly Watch[]> =>
    read(
      query
        .where((row) => row.and(conversationColumns(to)))
        .orderBy('created_at')
        .orderBy('scope')
        .limit(OF_CONVERSATION_MAX),
    );
  return {
    async put(watch) {
      const row = { created_at: watch.createdMs, ended_at: null, body: toJson(watch) };
      await db
        .insertInto('watches')
        .values({ ...conversationColumns(watch.to), scope: scopeKey(watch.scope), ...row })
        .onConflict((conflict) => conflict.columns(['tenant', 'conversation', 'scope']).doUpdateSet(row))
        .execute();
    },
    async remove(to, scope) {
      const removed = await db
        .deleteFrom('watches')
        .where((row) => row.and(conversationColumns(to)))
        .where('scope', '=', scope)
        .returning('ended_at')
        .executeTakeFirst();
      return removed?.ended_at === null;
    },
    async ofScopes(scopeKeys) {
      if (scopeKeys.length === 0) return [];
      const found = open.where('scope', 'in', scopeKeys).orderBy('created_at').orderBy('tenant');
      return read(found.orderBy('conversation').orderBy('scope').limit(OF_SCOPES_MAX));
    },
    ofConversation: (to) => ofConversation(open, to),
    async page(after, limit) {
      const behind = after ? open.where((row) => isBehind(row, after)) : open;
      return read(behind.orderBy('tenant').orderBy('conversation').orderBy('scope').limit(limit));
    },
    async end(to, atMs) {
      await db
        .updateTable('watches')
        .set({ ended_at: atMs })
        .where((row) => row.and(conversationColumns(to)))
        .where('ended_at', 'is', null)
        .execute();
    },
    async revive(to, endedMs) {
      await db
        .updateTable('watches')
        .set({ ended_at: null })
        .where((row) => row.and(conversationColumns(to)))
        .where('ended_at', '=', endedMs)
        .execute();
    },
    endedOf: (to) => ofConversation(bodies.where('ended_at', 'is not', null), to),
  };
}

function isBehind(row: ExpressionBuilder<Schema, 'watches'>, { to, scopeKey: scope }: NonNullable<After>) {
  return row(row.refTuple('tenant', 'conversation', 'scope'), '>', row.tuple(to.tenant, to.conversation, scope));
}

async function read(query: { execute(): Promise<readonly { readonly body: string }[]> }): Promise<readonly Watch[]> {
  return (await query.execute()).map(({ body }) => fromJson(body) as Watch);
}
