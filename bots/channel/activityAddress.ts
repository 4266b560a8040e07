import { randomUUID } from 'node:crypto';

import type { Activity } from 'botbuilder';

import type { Place } from '../../services/access/roles';

/** The conversation that the activity belongs to, without its thread. */
export function addressOf({ conversation, channelData }: Activity): Place {
  const team = (channelData as { team?: { id?: unknown } } | null | undefined)?.team?.id;
  return {
    id: withoutThread(conversation.id),
    kind: kindOf(conversation),
    teamId: typeof team === 'string' ? team : null,
  };
}

/** Equal for every delivery of one activity. An activity without an id gets a new key on each delivery. */
export function deliveryKey({ conversation, id }: Pick<Activity, 'conversation'> & { readonly id?: string }): string {
  return JSON.stringify([conversation.id, id ?? randomUUID()]);
}

/** Teams names the conversation of a channel's thread `19:…@thread.tacv2;messageid=<root>`. */
export function withoutThread(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/, '');
}

/** The id of the first message of the channel's thread; null outside channels. */
export function threadOf({ conversation }: Activity): string | null {
  return /;messageid=(?<root>[^;]+)/.exec(conversation.id)?.groups?.['root'] ?? null;
}

/** In a shared channel this is the host's tenant, which need not be the sender's own. */
export function tenantOf({ channelData, conversation }: Activity): string | null {
  const tenant = (channelData as { tenant?: { id?: unknown } } | null | undefined)?.tenant?.id;
  return typeof tenant === 'string' ? tenant : (conversation.tenantId ?? null);
}

/** Empty if the activity names no sender: an activity about an installation may lack one. */
export function senderOf(activity: Activity): string {
  return (activity.from as Partial<Activity['from']> | undefined)?.id ?? '';
}

/** The kind that Teams states. Where it states none, the id and `isGroup` decide. */
export function kindOf({ conversationType, isGroup, id }: Activity['conversation']): Place['kind'] {
  if (conversationType === 'personal' || conversationType === 'groupChat' || conversationType === 'channel')
    return conversationType;
  if (/@thread\.(tacv2|skype)/.test(id)) return 'channel';
  return isGroup ? 'groupChat' : 'personal';
}
