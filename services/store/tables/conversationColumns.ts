import type { ConversationKey } from '../../access/conversation';

/** The two columns and nothing else that `to` may carry: for `values`, and for `where((row) => row.and(placeOf(to)))`. */
export function conversationColumns({ tenant, conversation }: ConversationKey): ConversationKey {
  return { tenant, conversation };
}
