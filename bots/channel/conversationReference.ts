import { type Activity, type ConversationReference, TurnContext } from 'botbuilder';

import { withoutThread } from './activityAddress';

/**
 * How to reach the activity's conversation later. It omits the thread and the sender, so that a message begins a new
 * thread.
 */
export function referenceOf(activity: Activity): Partial<ConversationReference> {
  const { bot, channelId, serviceUrl, conversation } = TurnContext.getConversationReference(activity);
  return {
    ...(bot && { bot }),
    ...(channelId !== undefined && { channelId }),
    ...(serviceUrl !== undefined && { serviceUrl }),
    ...(conversation && { conversation: { ...conversation, id: withoutThread(conversation.id) } }),
  };
}
