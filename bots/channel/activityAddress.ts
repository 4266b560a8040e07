import { randomUUID } from 'node:crypto';

import type { Activity } from 'botbuilder';

import type { Place } from '../../services/access/roles';

export function addressOf({ conversation, channelData }: Activity): Place {
  const team = (channelData as { team?: { id?: unknown } } | null | undefined)?.team?.id;
  return {
    id: withoutThread(conversation.id),
    kind: kindOf(conversation),
    teamId: typeof team === 'string' ? team : null,
  };
}

/** The same for each delivery of one activity. Without an id it cannot be told apart, and is not. */
export function deliveryKey({ conversation, id }: Activity): string {
  const given = id;
  return JSON.stringify([conversation.id, given ?? randomUUID()]);
}

/** One text per conversation, whatever the thread. */
export function placeKey(activity: Activity): string {
  return JSON.stringify([tenantOf(activity), addressOf(activity).id]);
}

/** A conversation in a channel is named `19:…@thread.tacv2;messageid=<root>` (docs/teams.md). */
export function withoutThread(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/, '');
}

/** The root message of the channel's thread that the activity stands in; null outside channels. */
export function threadOf({ conversation }: Activity): string | null {
  return /;messageid=(?<root>[^;]+)/.exec(conversation.id)?.groups?.['root'] ?? null;
}

/** The channel's data may name another tenant than the person's own (shared channels); access decides what that means. */
export function tenantOf({ channelData, conversation }: Activity): string | null {
  const tenant = (channelData as { tenant?: { id?: unknown } } | null | undefined)?.tenant?.id;
  return typeof tenant === 'string' ? tenant : (conversation.tenantId ?? null);
}

/** '' where it comes from nobody, as an installation may. */
export function senderOf(activity: Activity): string {
  return (activity.from as Partial<Activity['from']> | undefined)?.id ?? '';
}

/** What Teams calls it; where it does not say, what its id and its members' number tell. */
export function kindOf({ conversationType, isGroup, id }: Activity['conversation']): Place['kind'] {
  if (conversationType === 'personal' || conversationType === 'groupChat' || conversationType === 'channel')
    return conversationType;
  if (/@thread\.(tacv2|skype)/.test(id)) return 'channel';
  return isGroup ? 'groupChat' : 'personal';
}
