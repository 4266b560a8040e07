import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { answerJson, bodyOf, LocalServer } from './localServer';

export interface SentActivity {
  readonly method: string;
  readonly conversationId: string;
  /** Replied to (POST) or changed (PUT). */
  readonly activityId: string | null;
  readonly authorization: string | null;
  readonly activity: {
    readonly type: string;
    readonly id?: string;
    readonly summary?: string;
    readonly text?: string;
    readonly channelData?: unknown;
    readonly attachments?: readonly {
      readonly contentType: string;
      readonly content: Readonly<Record<string, unknown>>;
    }[];
  };
  /** The id that the connector gave it; that of the changed one for PUT. */
  readonly id: string;
}

interface Failure {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly code?: string;
  readonly message?: string;
}

/** A Bot Connector on 127.0.0.1 that records the bot's requests in order. */
export class FakeConnector {
  readonly #server: LocalServer;
  readonly #failures: Failure[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #seen = new WeakSet<Socket>();
  #isImpatient = false;
  /** The refusal of each request after those of `failNext`; null accepts it. */
  refusing: (request: { readonly method: string; readonly conversationId: string }) => Failure | null = () => null;
  /** Requests that `refusing` refused. */
  refused = 0;
  #held: Promise<void> = Promise.resolve();
  #let = (): void => undefined;
  readonly sent: SentActivity[] = [];
  /** Roster members by id, in the connector's format. Any other id is not found. */
  readonly roster = new Map<string, Readonly<Record<string, unknown>>>();
  /** `<conversation or team>/<member>`, in the order in which they were asked for. */
  readonly looked: string[] = [];

  private constructor() {
    this.#server = new LocalServer((request, response) => {
      if (this.#isImpatient && this.#seen.has(request.socket)) request.socket.destroy();
      else void this.#take(request, response);
      this.#seen.add(request.socket);
    });
  }

  static async start(): Promise<FakeConnector> {
    const connector = new FakeConnector();
    await connector.#server.listen();
    return connector;
  }

  get serviceUrl(): string {
    return `${this.#server.url}/`;
  }

  /** Messages without typing activities, each with its summary or text. */
  get messages(): SentActivity[] {
    return this.sent.filter(({ activity }) => activity.type === 'message');
  }

  get summaries(): (string | undefined)[] {
    return this.messages.map(({ activity }) => activity.summary);
  }

  /** Refuses the next request with this status; 0: reads it and resets the connection. */
  failNext(failure: Failure): void {
    this.#failures.push(failure);
  }

  /** From now on each connection serves one request and is closing for the second (a stale socket). */
  closeAfterOne(): void {
    this.#isImpatient = true;
  }

  /** Answers nothing until `release`. */
  hold(): void {
    this.#held = new Promise((resolve) => {
      this.#let = resolve;
    });
  }

  release(): void {
    this.#let();
  }

  /** Resolves once `enough` holds, looked at after each request. */
  async until(enough: (connector: FakeConnector) => boolean): Promise<void> {
    while (!enough(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    await this.#held;
    const failure = this.#failures.shift() ?? this.#refused(request);
    if (failure?.status === 0) {
      request.socket.destroy();
    } else if (failure) {
      const {
        status,
        headers = {},
        code = 'ServiceError',
        message = `no to ${request.headers.authorization}`,
      } = failure;
      response.setHeaders(new Map(Object.entries(headers)));
      answerJson(response, status, { error: { code, message } });
    } else if (isThreadElsewhere(request.url)) {
      answerJson(response, 404, { error: { code: 'ConversationNotFound', message: 'no' } });
    } else if (request.method === 'GET') {
      this.#tellMember(request, response);
    } else {
      answerJson(response, 200, { id: this.#keep(request, body) });
    }
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  #refused({ url = '', method = '' }: IncomingMessage): Failure | null {
    const conversationId = decodeURIComponent(/^\/v3\/conversations\/([^/]+)/.exec(url)?.[1] ?? '');
    const failure = this.refusing({ method, conversationId });
    if (failure) this.refused += 1;
    return failure;
  }

  #tellMember({ url }: IncomingMessage, response: ServerResponse): void {
    const [, place = '', id = ''] = /^\/v3\/conversations\/([^/]+)\/members\/([^/]+)$/.exec(url ?? '') ?? [];
    this.looked.push(`${decodeURIComponent(place)}/${decodeURIComponent(id)}`);
    const member = this.roster.get(decodeURIComponent(id));
    const none = { error: { code: 'MemberNotFoundInConversation', message: 'no' } };
    answerJson(response, member ? 200 : 404, member ?? none);
  }

  #keep(request: IncomingMessage, body: string): string {
    const [, conversation = '', activity] =
      /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(request.url ?? '') ?? [];
    const activityId = activity === undefined ? null : decodeURIComponent(activity);
    const id = request.method === 'PUT' && activityId !== null ? activityId : `sent-${this.sent.length + 1}`;
    this.sent.push({
      method: request.method ?? '',
      conversationId: decodeURIComponent(conversation),
      activityId,
      authorization: request.headers.authorization ?? null,
      activity: JSON.parse(body) as SentActivity['activity'],
      id,
    });
    return id;
  }
}

/** Whether the request names a thread outside a channel. Only channels have threads. */
export function isThreadElsewhere(url = ''): boolean {
  const id = decodeURIComponent(/^\/v3\/conversations\/([^/]+)/.exec(url)?.[1] ?? '');
  return id.includes(';messageid=') && !/@thread\.(tacv2|skype);/.test(id);
}
