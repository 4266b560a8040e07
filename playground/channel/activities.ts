import type { ChatMessage } from './chatStore';
import { BOT_ACCOUNT, type ChatConversation, type ChatPerson, TEAM, TEAMS_TENANT_ID } from './people';

/** An activity as Teams posts it to a bot (docs/teams.md). */
export type OutgoingActivity = Readonly<Record<string, unknown>>;

/** The person, the conversation, and the settings of the person's client. */
export interface ActivityContext {
  readonly person: ChatPerson;
  readonly conversation: ChatConversation;
  /** The root message of the thread, in a channel. */
  readonly thread: string | null;
  readonly locale: string;
  /** IANA name, as the browser gives it. */
  readonly timeZone: string;
  readonly serviceUrl: string;
  readonly id: string;
  readonly at: Date;
}

/** A typed message. In a group chat or channel it mentions the bot; Teams delivers no other message there. */
export function messageActivity(doing: ActivityContext, text: string): OutgoingActivity {
  const mentions = doing.conversation.kind !== 'personal';
  const mention = `<at>${BOT_ACCOUNT.name}</at>`;
  return {
    ...base(doing),
    type: 'message',
    textFormat: 'plain',
    text: mentions ? `${mention} ${text}` : text,
    entities: [
      ...(mentions
        ? [{ type: 'mention', mentioned: { id: BOT_ACCOUNT.id, name: BOT_ACCOUNT.name }, text: mention }]
        : []),
      clientInfo(doing),
    ],
  };
}

/** A card's Action.Execute. The bot's HTTP answer holds the new card or a message. */
export function executeActivity(
  doing: ActivityContext,
  on: ChatMessage,
  action: { readonly id?: string | undefined; readonly verb: string; readonly data: unknown },
): OutgoingActivity {
  return {
    ...base(doing),
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: on.id,
    value: {
      action: { type: 'Action.Execute', id: action.id ?? '', verb: action.verb, data: action.data },
      trigger: 'manual',
    },
  };
}

/** A card's Action.Submit: a message with a value and no text. */
export function submitActivity(doing: ActivityContext, on: ChatMessage, data: unknown): OutgoingActivity {
  return { ...base(doing), type: 'message', replyToId: on.id, value: data };
}

/** What Teams posts when the bot is installed where the person is: first this, then `installedActivity`. */
export function membersAddedActivity(doing: ActivityContext): OutgoingActivity {
  const added = [BOT_ACCOUNT, ...doing.conversation.members.map(({ id, aadObjectId }) => ({ id, aadObjectId }))];
  return { ...base(doing), type: 'conversationUpdate', membersAdded: added };
}

export function installedActivity(doing: ActivityContext): OutgoingActivity {
  return { ...base(doing), type: 'installationUpdate', action: 'add' };
}

function base(doing: ActivityContext): OutgoingActivity {
  const { person, conversation, thread, locale, timeZone, serviceUrl, id, at } = doing;
  return {
    id,
    channelId: 'msteams',
    serviceUrl,
    timestamp: at.toISOString(),
    localTimestamp: at.toISOString(),
    localTimezone: timeZone,
    locale,
    from: { id: person.id, name: person.name, aadObjectId: person.aadObjectId },
    recipient: BOT_ACCOUNT,
    conversation: {
      id: thread === null ? conversation.id : `${conversation.id};messageid=${thread}`,
      conversationType: conversation.kind,
      tenantId: TEAMS_TENANT_ID,
      ...(conversation.kind !== 'personal' && { isGroup: true, name: conversation.name }),
    },
    entities: [clientInfo(doing)],
    channelData: {
      tenant: { id: TEAMS_TENANT_ID },
      ...(conversation.kind === 'channel' && {
        team: { id: TEAM.id, name: TEAM.name },
        channel: { id: conversation.id, name: conversation.name },
        teamsTeamId: TEAM.id,
        teamsChannelId: conversation.id,
      }),
    },
  };
}

function clientInfo({ locale, timeZone }: ActivityContext): OutgoingActivity {
  return { type: 'clientInfo', locale, country: locale.split('-')[1] ?? 'US', platform: 'Web', timezone: timeZone };
}
