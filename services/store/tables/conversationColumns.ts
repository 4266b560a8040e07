import type { ConversationKey } from '../../access/conversation';

/** The two key columns, without other fields that `to` may carry: for `values`, and for `where` through `row.and`. */
export function conversationColumns({ tenant, conversation }: ConversationKey): ConversationKey {
  return { tenant, conversation };
}
