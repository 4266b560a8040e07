import type { Server } from 'restify';
import { z } from 'zod';

import { DAY_MS } from '../../services/platform/durations';
import { isTimeZone } from '../../services/platform/language';
import {
  type ActivityContext,
  executeActivity,
  installedActivity,
  membersAddedActivity,
  messageActivity,
  submitActivity,
} from './activities';
import { type BotAnswer, deliver } from './botEndpoint';
import type { ChannelParts } from './channelParts';
import { CONNECTOR_PATH } from './connector';
import { HttpProblem, jsonRoute, readJsonBody } from './http';
import { BOT_ACCOUNT, CONVERSATIONS, findConversation, PEOPLE, personOf, TEAM } from './people';

const API_PATH = '/playground/api';
/** Room for the 10,000 characters that the bot must answer with a sentence. */
const TEXT_CHARS_MAX = 20_000;
const FORWARD_MS_MAX = 7 * DAY_MS;
const ID_CHARS_MAX = 200;

const id = z.string().min(1).max(ID_CHARS_MAX);
const doingSchema = z.object({
  conversation: id,
  person: id,
  locale: z.string().min(2).max(35),
  timeZone: z.string().max(100).refine(isTimeZone, 'Unknown time zone.'),
});
const sayingSchema = doingSchema.extend({ text: z.string().max(TEXT_CHARS_MAX), thread: id.nullable().default(null) });
const pressingSchema = doingSchema.extend({
  message: id,
  action: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('execute'), id: id.optional(), verb: z.string().max(ID_CHARS_MAX), data: z.unknown() }),
    z.object({ kind: z.literal('submit'), data: z.unknown() }),
  ]),
});
const forwardSchema = z.object({ forwardMs: z.number().positive().max(FORWARD_MS_MAX) });

/** The routes of the page's API. The chat's events have a route of their own (events.ts). */
export function attachPageApi(server: Server, parts: ChannelParts): void {
  const { store, clock, botUrl, canForward } = parts;
  const opened = new Set<string>();

  server.get(
    `${API_PATH}/state`,
    jsonRoute(200, async () => ({
      bot: BOT_ACCOUNT,
      team: TEAM,
      people: PEOPLE,
      clock: { now: clock.now().toISOString(), speed: clock.speed, canForward },
      conversations: CONVERSATIONS.map(({ id: of, kind, name, members }) => ({
        id: of,
        kind,
        name,
        members: members.map((person) => person.id),
        messages: store.messages(of),
        dropped: store.dropped(of),
      })),
    })),
  );
  server.post(
    `${API_PATH}/open`,
    jsonRoute(204, async (request) => {
      const wanted = await readJsonBody(request, doingSchema);
      if (opened.has(wanted.conversation)) return;
      const doing = doingOf(parts, wanted);
      opened.add(wanted.conversation);
      await deliver(botUrl(), membersAddedActivity(doing));
      await deliver(botUrl(), installedActivity({ ...doing, id: store.nextId(clock.now()) }));
    }),
  );
  server.post(
    `${API_PATH}/messages`,
    jsonRoute(201, async (request) => say(parts, await readJsonBody(request, sayingSchema))),
  );
  server.post(
    `${API_PATH}/actions`,
    jsonRoute(200, async (request) => press(parts, await readJsonBody(request, pressingSchema))),
  );
  server.post(
    `${API_PATH}/clock`,
    jsonRoute(200, async (request) => {
      const { forwardMs } = await readJsonBody(request, forwardSchema);
      if (!canForward) throw new HttpProblem(409, 'Conflict', 'The Azure behind the bot keeps a clock of its own.');
      clock.advance(forwardMs);
      const now = clock.now().toISOString();
      store.tell({ kind: 'clock', now });
      return { now };
    }),
  );
}

/** Shows the message at once and delivers it. A failed delivery is shown on the message. */
function say(parts: ChannelParts, { text, thread, ...wanted }: z.infer<typeof sayingSchema>): { readonly id: string } {
  const { store, botUrl } = parts;
  const { conversation, ...doing } = doingOf(parts, wanted);
  const root = conversation.kind === 'channel' ? thread : null;
  const message = {
    id: doing.id,
    conversation: conversation.id,
    thread: root,
    from: doing.person.id,
    at: doing.at.toISOString(),
    edited: false,
    text,
    format: 'plain' as const,
    summary: '',
    cards: [],
    mentions: [],
  };
  store.add(message);
  const answerIn = conversation.kind === 'channel' ? (thread ?? doing.id) : null;
  void deliver(botUrl(), messageActivity({ ...doing, conversation, thread: answerIn }, text)).then((answer) => {
    if (!isDelivered(answer)) store.replace({ ...message, failed: describe(answer) });
  });
  return { id: doing.id };
}

async function press(parts: ChannelParts, wanted: z.infer<typeof pressingSchema>): Promise<BotAnswer> {
  const { store, botUrl } = parts;
  const on = store.find(wanted.conversation, wanted.message);
  if (!on) throw new HttpProblem(404, 'ActivityNotFoundInConversation', 'That message is no longer there.');
  const doing = doingOf(parts, wanted);
  const thread = doing.conversation.kind === 'channel' ? (on.thread ?? on.id) : null;
  const { action } = wanted;
  const activity =
    action.kind === 'execute'
      ? executeActivity({ ...doing, thread }, on, action)
      : submitActivity({ ...doing, thread }, on, action.data);
  return deliver(botUrl(), activity);
}

function doingOf({ store, clock, botUrl }: ChannelParts, wanted: z.infer<typeof doingSchema>): ActivityContext {
  const conversation = findConversation(wanted.conversation);
  const person = personOf(wanted.person);
  if (!conversation || !person || !conversation.members.includes(person)) {
    throw new HttpProblem(404, 'ConversationNotFound', 'That person has no such conversation.');
  }
  const at = clock.now();
  const { locale, timeZone } = wanted;
  const serviceUrl = `${botUrl()}${CONNECTOR_PATH}/`;
  return { conversation, person, thread: null, locale, timeZone, serviceUrl, id: store.nextId(at), at };
}

function isDelivered({ status }: BotAnswer): boolean {
  return status >= 200 && status < 300;
}

function describe({ status, body }: BotAnswer): string {
  return status === 0 ? String(body) : `HTTP ${status}`;
}
