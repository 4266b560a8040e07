import { createServer, type Request, type Response } from 'restify';

import { attachChannel } from '../../../playground/channel/channel';
import type { ChatMessage } from '../../../playground/channel/chatStore';
import { CONVERSATIONS, PEOPLE } from '../../../playground/channel/people';
import { createClock } from '../../../services/platform/clock';

export interface Received {
  readonly type: string;
  readonly text?: string;
  readonly id: string;
  readonly serviceUrl: string;
  readonly conversation: { readonly id: string; readonly conversationType: string };
  readonly [name: string]: unknown;
}

/** What the channel answers; each answer has the fields of what was asked. */
interface AnswerBody {
  readonly id: string;
  readonly activityId: string;
  readonly error: { readonly code: string };
  readonly members: readonly unknown[];
  readonly conversations: readonly {
    readonly id: string;
    readonly messages: readonly ChatMessage[];
    readonly dropped: number;
  }[];
  readonly now: string;
  readonly clock: { readonly now: string };
}

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly body: AnswerBody;
  readonly headers: Headers;
}

export interface Playing {
  readonly url: string;
  /** Activities that reached the bot. */
  readonly received: readonly Received[];
  /** Waits until so many have. */
  until(count: number): Promise<void>;
  ask(method: string, path: string, body?: unknown): Promise<Answered>;
  close(): Promise<void>;
}

/** The playground's channel on a server with a fake bot that answers as the test decides. */
export async function play(
  answer: (activity: Received) => { readonly status: number; readonly body?: unknown } = () => ({ status: 200 }),
  { canForward = true }: { readonly canForward?: boolean } = {},
): Promise<Playing> {
  const received: Received[] = [];
  const looks = new Set<() => void>();
  const server = createServer();
  server.post('/api/messages', async (request: Request, response: Response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const activity = JSON.parse(Buffer.concat(chunks).toString()) as Received;
    received.push(activity);
    const { status, body } = answer(activity);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
    for (const look of looks) look();
  });
  let url = '';
  const clock = createClock();
  const channel = attachChannel(server, { clock, canForward, botUrl: () => url });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    received,
    until: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.length >= count) resolve();
        };
        looks.add(look);
        look();
      }),
    ask: (method, path, body) => ask(`${url}${path}`, method, body),
    close: () => {
      channel.close();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

export async function ask(url: string, method: string, body?: unknown): Promise<Answered> {
  const response = await fetch(url, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const read: unknown = isJson ? JSON.parse(text) : {};
  return { status: response.status, headers: response.headers, text, body: read as AnswerBody };
}

const [tanaka, , alex] = PEOPLE;
export const TANAKA = tanaka!;
export const ALEX = alex!;

const ofAlex = (kind: string): string =>
  CONVERSATIONS.find((one) => one.kind === kind && one.members.includes(ALEX))!.id;
export const PERSONAL = ofAlex('personal');
export const GROUP = ofAlex('groupChat');
export const CHANNEL = ofAlex('channel');

export const CARD = { type: 'AdaptiveCard', version: '1.5', body: [], fallbackText: 'vm-01 is fine.' };
export const cardMessage = (summary = ''): object => ({
  type: 'message',
  summary,
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: CARD }],
});

/** Where the bot sends a message to; `last`: with a slash, the one that it answers or changes. */
export const activities = (conversation: string, last = ''): string =>
  `/playground/connector/v3/conversations/${encodeURIComponent(conversation)}/activities${last}`;

/** What the page sends with everything that somebody does. */
export function doing(person: typeof ALEX, conversation: string): Record<string, string> {
  return { person: person.id, conversation, locale: person.locale, timeZone: 'Asia/Tokyo' };
}
