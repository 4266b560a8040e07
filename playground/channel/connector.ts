import type { Request, Server } from 'restify';
import { z } from 'zod';

import type { SettableClock } from '../../services/platform/clock';
import type { ChatMessage, ChatStore } from './chatStore';
import { HttpProblem, jsonRoute, readJsonBody } from './http';
import {
  BOT_ACCOUNT,
  type ChatConversation,
  type ChatPerson,
  CONVERSATIONS,
  findConversation,
  splitThread,
  TEAMS_TENANT_ID,
} from './people';

/** Path of the Connector's routes. The serviceUrl of every activity is `<bot's address><this path>/`. */
export const CONNECTOR_PATH = '/playground/connector';

/** UTF-16 units. Teams refuses a larger message (docs/teams.md). */
const ACTIVITY_CHARS_MAX = 50_000;
const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

const activitySchema = z.object({
  type: z.string().default('message'),
  text: z.string().default(''),
  textFormat: z.string().optional(),
  summary: z.string().default(''),
  attachments: z.array(z.object({ contentType: z.string(), content: z.unknown() })).default([]),
  entities: z
    .array(
      z.object({
        type: z.string(),
        text: z.string().optional(),
        mentioned: z.object({ id: z.string(), name: z.string() }).optional(),
      }),
    )
    .default([]),
});
type IncomingActivity = z.infer<typeof activitySchema>;

const createSchema = z.object({
  isGroup: z.boolean().optional(),
  members: z.array(z.object({ id: z.string() })).default([]),
  channelData: z.object({ channel: z.object({ id: z.string() }).optional() }).optional(),
  activity: activitySchema.optional(),
});

interface Where {
  readonly conversation: ChatConversation;
  readonly thread: string | null;
}

/** The part of the Bot Connector's REST API that a Teams bot calls, for the conversations of the page. */
export function attachConnector(server: Server, store: ChatStore, clock: SettableClock): void {
  const base = `${CONNECTOR_PATH}/v3/conversations`;
  const receive = (where: Where, activity: IncomingActivity): { id: string } => {
    const id = store.nextId(clock.now());
    const { conversation, thread } = where;
    if (activity.type === 'typing') store.tell({ kind: 'typing', conversation: conversation.id, thread });
    if (activity.type === 'message') store.add(messageOf(activity, where, { id, at: clock.now(), edited: false }));
    return { id };
  };
  const post = jsonRoute(201, async (request) => receive(whereOf(request), await readActivity(request)));

  server.post(`${base}/:id/activities`, post);
  server.post(`${base}/:id/activities/:activityId`, post);
  server.put(
    `${base}/:id/activities/:activityId`,
    jsonRoute(200, async (request) => {
      const where = whereOf(request);
      const old = store.find(where.conversation.id, param(request, 'activityId'));
      if (!old) throw unknownActivity();
      const facts = { id: old.id, at: new Date(old.at), edited: true };
      store.replace({ ...messageOf(await readActivity(request), where, facts), thread: old.thread });
      return { id: old.id };
    }),
  );
  server.del(
    `${base}/:id/activities/:activityId`,
    jsonRoute(200, async (request) => {
      if (!store.remove(whereOf(request).conversation.id, param(request, 'activityId'))) throw unknownActivity();
      return {};
    }),
  );
  server.post(
    base,
    jsonRoute(201, async (request) => {
      const wanted = await readJsonBody(request, createSchema);
      const conversation = conversationFor(wanted);
      if (!wanted.activity || conversation.kind !== 'channel') return { id: conversation.id };
      const { id } = receive({ conversation, thread: null }, wanted.activity);
      return { id: `${conversation.id};messageid=${id}`, activityId: id };
    }),
  );
  attachMembers(server, base);
}

function attachMembers(server: Server, base: string): void {
  const all = (request: Request): unknown[] => whereOf(request).conversation.members.map(memberOf);
  server.get(
    `${base}/:id/members`,
    jsonRoute(200, async (request) => all(request)),
  );
  server.get(
    `${base}/:id/pagedmembers`,
    jsonRoute(200, async (request) => ({ members: all(request) })),
  );
  server.get(
    `${base}/:id/members/:memberId`,
    jsonRoute(200, async (request) => {
      const wanted = param(request, 'memberId');
      const found = whereOf(request).conversation.members.find((m) => m.id === wanted || m.aadObjectId === wanted);
      if (!found) throw new HttpProblem(404, 'MemberNotFoundInConversation', 'Nobody of that id is here.');
      return memberOf(found);
    }),
  );
}

function param(request: Request, name: string): string {
  return String((request.params as Record<string, unknown>)[name]);
}

function whereOf(request: Request): Where {
  const id = param(request, 'id');
  const conversation = findConversation(id);
  const { thread } = splitThread(id);
  // In Teams, only channels have threads.
  if (!conversation || (thread !== null && conversation.kind !== 'channel'))
    throw new HttpProblem(404, 'ConversationNotFound', 'Conversation not found.');
  return { conversation, thread };
}

function unknownActivity(): HttpProblem {
  return new HttpProblem(404, 'ActivityNotFoundInConversation', 'Activity not found in this conversation.');
}

async function readActivity(request: Request): Promise<IncomingActivity> {
  const activity = await readJsonBody(request, activitySchema);
  if (JSON.stringify(activity).length > ACTIVITY_CHARS_MAX) {
    throw new HttpProblem(413, 'MessageSizeTooBig', `Message size too large (over ${ACTIVITY_CHARS_MAX} characters).`);
  }
  return activity;
}

function messageOf(
  activity: IncomingActivity,
  { conversation, thread }: Where,
  facts: { readonly id: string; readonly at: Date; readonly edited: boolean },
): ChatMessage {
  return {
    id: facts.id,
    conversation: conversation.id,
    thread,
    from: BOT_ACCOUNT.id,
    at: facts.at.toISOString(),
    edited: facts.edited,
    text: activity.text,
    format: activity.textFormat === 'plain' ? 'plain' : 'markdown',
    summary: activity.summary,
    cards: activity.attachments.filter(({ contentType }) => contentType === CARD_TYPE).map(({ content }) => content),
    mentions: activity.entities.flatMap(({ text, mentioned }) => (text && mentioned ? [{ ...mentioned, text }] : [])),
  };
}

function conversationFor({ members, channelData }: z.infer<typeof createSchema>): ChatConversation {
  const channel = channelData?.channel;
  const found = channel
    ? findConversation(channel.id)
    : CONVERSATIONS.find(({ kind, members: [only] }) => kind === 'personal' && only?.id === members[0]?.id);
  if (!found) throw new HttpProblem(404, 'ConversationNotFound', 'No such channel or member.');
  return found;
}

function memberOf(person: ChatPerson): Readonly<Record<string, string>> {
  const [surname = '', givenName = ''] = person.name.split(' ');
  const email = `${surname.toLowerCase()}@contoso.example`;
  return {
    id: person.id,
    name: person.name,
    givenName,
    surname,
    email,
    userPrincipalName: email,
    aadObjectId: person.aadObjectId,
    objectId: person.aadObjectId,
    tenantId: TEAMS_TENANT_ID,
    userRole: 'user',
  };
}
