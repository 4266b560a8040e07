import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import type { Random } from '../../bench/random';

/** One message as the channel took it. */
export interface Told {
  readonly conversation: string;
  /** The job event that nobody asked for; null: an answer. */
  readonly event: string | null;
  /** Names the promise that it belongs to: unique for each trigger and conversation. */
  readonly promise: string | null;
  readonly summary: string;
  /** Epoch ms of real time when the channel had read it all. */
  readonly atMs: number;
  /** Whether its answer was written to a connection that was still open. */
  answered: boolean;
}

/** Buttons of a message of the outbox carry the id of its card, which names promise and event. */
const CARD = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([A-Za-z]+)@/;
const POSTED = /^\/v3\/conversations\/([^/]+)\/activities(?:\/[^/]+)?$/;

/** The channel in the test's own process, so that it outlives every kill. Takes everything, each after a short while. */
export class TellingConnector {
  readonly #server: Server;
  readonly #random: Random;
  /** The longest that an answer takes, ms. */
  slowMs = 40;
  /** New messages, in the order in which they were read; typing and changes of cards are left out. */
  readonly told: Told[] = [];
  changes = 0;

  private constructor(random: Random) {
    this.#random = random;
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch(() => undefined); // Its sender died in the middle of it.
    });
  }

  static async start(random: Random): Promise<TellingConnector> {
    const connector = new TellingConnector(random);
    connector.#server.listen(0, '127.0.0.1');
    await once(connector.#server, 'listening');
    return connector;
  }

  get serviceUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  in(conversation: string, since = 0): readonly Told[] {
    return this.told.slice(since).filter((message) => message.conversation === conversation);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const told = this.#keep(request, Buffer.concat(chunks).toString('utf8'));
    await wait(this.#random.between(0, this.slowMs));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: `sent-${this.told.length}` }));
    if (told) told.answered = !request.socket.destroyed;
  }

  #keep({ url, method }: IncomingMessage, body: string): Told | null {
    const conversation = POSTED.exec(url ?? '')?.[1];
    const activity = JSON.parse(body) as { readonly type?: string; readonly summary?: string };
    if (conversation === undefined || activity.type !== 'message') return null;
    if (method === 'PUT') {
      this.changes += 1;
      return null;
    }
    const [, promise = null, event = null] = CARD.exec(body) ?? [];
    const told = { promise, event, summary: activity.summary ?? '', atMs: Date.now(), answered: false };
    this.told.push({ conversation: decodeURIComponent(conversation), ...told });
    return this.told.at(-1) ?? null;
  }
}
