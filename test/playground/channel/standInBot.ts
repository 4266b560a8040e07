import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createServer, type Server } from 'restify';

import { attachChannel, type Channel } from '../../../playground/channel/channel';
import { createClock, type SettableClock } from '../../../services/platform/clock';

export interface Received {
  readonly type: string;
  readonly text?: string;
  readonly id: string;
  readonly serviceUrl: string;
  readonly conversation: { readonly id: string; readonly conversationType: string };
  readonly [name: string]: unknown;
}

/** What the stand-in answers an activity with: the HTTP status and body. */
export type Answer = (activity: Received) => { readonly status: number; readonly body?: unknown };

export interface Playing {
  readonly url: string;
  readonly clock: SettableClock;
  /** Activities that reached the bot. */
  readonly received: readonly Received[];
  /** Waits until so many have. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

/** The channel on a restify server of its own, and a bot that is nothing but its endpoint. */
export async function play(
  answer: Answer = () => ({ status: 200 }),
  { canForward = true }: { readonly canForward?: boolean } = {},
): Promise<Playing> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const bot = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const activity = JSON.parse(Buffer.concat(chunks).toString()) as Received;
      received.push(activity);
      const { status, body } = answer(activity);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
      for (const look of waiting) look();
    });
  });
  await listen(bot);
  const server = createServer();
  const clock = createClock({ speed: 60, epoch: new Date() });
  const channel = attachChannel(server, { clock, canForward, botUrl: () => addressOf(bot) });
  await listen(server);
  return {
    url: addressOf(server),
    clock,
    received,
    until: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () => closeAll(channel, server, bot),
  };
}

interface Listening {
  listen(port: number, host: string, callback: () => void): unknown;
  address(): unknown;
}

async function listen(server: Listening): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}

function addressOf(server: Listening): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeAll(channel: Channel, server: Server, bot: ReturnType<typeof createHttpServer>): Promise<void> {
  channel.close();
  bot.closeAllConnections();
  await Promise.all([
    new Promise((resolve) => {
      server.close(resolve);
    }),
    new Promise((resolve) => {
      bot.close(resolve);
    }),
  ]);
}
