import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Clock } from '../../services/platform/clock';
import { isThreadElsewhere } from './fakeConnector';
import { answerJson, bodyOf, LocalServer } from './localServer';

/**
 * The fault of a request. `hang`: neither accepted nor answered; `swallow`: accepted, not answered; `reset`: accepted,
 * then the connection is reset.
 */
export type Weather =
  | 'fine'
  | 'hang'
  | 'swallow'
  | 'reset'
  | { readonly status: number; readonly retryAfterS?: number; readonly code?: string };

/** One request for a message. */
export interface Asked {
  /** Without a thread. */
  readonly conversation: string;
  /** A message of its own, an answer among them, or the change of one that is there. */
  readonly what: 'answer' | 'change' | 'snapshotDone' | 'ended';
  /** The same for each try of one message, where one backup of each VM is told; changes of one card share it. */
  readonly key: string;
  /** 1 for the first try of this message. */
  readonly tries: number;
  readonly summary: string;
  /** The bot's clock, epoch ms. */
  readonly atMs: number;
  readonly met: Weather;
}

const POSTED = /^\/v3\/conversations\/([^/]+)\/activities(?:\/[^/]+)?$/;

/** A Bot Connector with a fault for each request, as the test decides. */
export class WeatherConnector {
  readonly #server: LocalServer;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  readonly #tries = new Map<string, number>();
  /** In the order in which they were read; typing is left out, and always fine. */
  readonly asked: Asked[] = [];
  weather: (asked: Omit<Asked, 'met'>) => Weather = () => 'fine';

  private constructor(clock: Clock) {
    this.#clock = clock;
    this.#server = new LocalServer((request, response) => {
      this.#take(request, response).catch(() => undefined); // Its sender gave up in the middle of it.
    });
  }

  static async start(clock: Clock): Promise<WeatherConnector> {
    const connector = new WeatherConnector(clock);
    await connector.#server.listen();
    return connector;
  }

  get serviceUrl(): string {
    return `${this.#server.url}/`;
  }

  /** What arrived in a conversation, in its order: new messages only. */
  arrived(conversation: string): readonly Asked[] {
    return this.of(conversation).filter(({ what, met }) => what !== 'change' && isTaken(met));
  }

  of(conversation: string): readonly Asked[] {
    return this.asked.filter((asked) => asked.conversation === conversation);
  }

  /** Resolves once `enough` holds, looked at after each request. */
  async until(enough: () => boolean): Promise<void> {
    while (!enough()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const met = this.#note(request, await bodyOf(request));
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    if (met === 'hang' || met === 'swallow') return;
    if (met === 'reset') request.socket.resetAndDestroy();
    else if (met === 'fine') answerJson(response, 200, { id: `sent-${this.asked.length}` });
    else {
      const { status, retryAfterS, code = 'ServiceError' } = met;
      if (retryAfterS !== undefined) response.setHeader('Retry-After', retryAfterS);
      answerJson(response, status, { error: { code, message: 'no' } });
    }
  }

  #note({ url = '', method }: IncomingMessage, body: string): Weather {
    const [path, place = ''] = POSTED.exec(url) ?? [];
    const { type, summary = '' } = JSON.parse(body) as { readonly type?: string; readonly summary?: string };
    if (isThreadElsewhere(url)) return { status: 404, code: 'ConversationNotFound' };
    if (path === undefined || type !== 'message') return 'fine';
    const conversation = decodeURIComponent(place).replace(/;messageid=.*$/, '');
    const what = method === 'PUT' ? 'change' : whatOf(summary);
    const key = what === 'change' ? path : `${conversation} ${what} ${vmOf(summary)}`;
    const tries = (this.#tries.get(key) ?? 0) + 1;
    this.#tries.set(key, tries);
    const asked = { conversation, what, key, tries, summary, atMs: this.#clock.now().getTime() };
    const met = this.weather(asked);
    this.asked.push({ ...asked, met });
    return met;
  }
}

/** No other summary says either. */
function whatOf(summary: string): Asked['what'] {
  if (summary.includes('snapshot done')) return 'snapshotDone';
  return /: (Completed|Failed|Cancelled)/.test(summary) ? 'ended' : 'answer';
}

/** Sentences about a VM begin with its name; another is the same only by all its words. */
function vmOf(summary: string): string {
  return /^vm-\d+(?=:)/.exec(summary)?.[0] ?? summary;
}

export function isTaken(met: Weather): boolean {
  return met === 'fine' || met === 'swallow' || met === 'reset';
}
