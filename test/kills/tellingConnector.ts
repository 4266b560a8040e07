import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import type { Random } from '../../simulation/random';
import { answerJson, bodyOf, LocalServer } from '../support/localServer';

/** One message that the channel received. */
export interface Told {
  readonly conversation: string;
  /** The event of a notification; null for an answer. */
  readonly event: string | null;
  /** Key of the promised notification: unique for each trigger and conversation. */
  readonly promise: string | null;
  readonly summary: string;
  /** Epoch ms of real time when the channel had read it all. */
  readonly atMs: number;
  /** Whether its answer was written to a connection that was still open. */
  answered: boolean;
}

/** Buttons of an outbox message hold its card id, which names the promised notification and its event. */
const CARD = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([A-Za-z]+)@/;
const POSTED = /^\/v3\/conversations\/([^/]+)\/activities(?:\/[^/]+)?$/;

/** The channel, in the test's own process, so that it survives every kill. Accepts everything after a short delay. */
export class TellingConnector {
  readonly #server: LocalServer;
  readonly #random: Random;
  /** Longest delay of an answer, ms. */
  slowMs = 40;
  /** New messages, in the order in which they were read; typing and changes of cards are left out. */
  readonly told: Told[] = [];
  changes = 0;

  private constructor(random: Random) {
    this.#random = random;
    this.#server = new LocalServer((request, response) => {
      this.#take(request, response).catch(() => undefined); // Its sender died in the middle of it.
    });
  }

  static async start(random: Random): Promise<TellingConnector> {
    const connector = new TellingConnector(random);
    await connector.#server.listen();
    return connector;
  }

  get serviceUrl(): string {
    return `${this.#server.url}/`;
  }

  in(conversation: string, since = 0): readonly Told[] {
    return this.told.slice(since).filter((message) => message.conversation === conversation);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const told = this.#keep(request, await bodyOf(request));
    await wait(this.#random.between(0, this.slowMs));
    answerJson(response, 200, { id: `sent-${this.told.length}` });
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
