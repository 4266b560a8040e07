import { Agent as HttpAgent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';

import type { ConversationThrottle } from './conversationThrottle';

export type ConnectorOptions = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>;
type HttpClient = NonNullable<ConnectorOptions['httpClient']>;
type ChannelRequest = Parameters<HttpClient['sendRequest']>[0];
type ChannelResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;

/** What the channel may send back; a connector's answers are a few hundred bytes. */
const ANSWER_BYTES_MAX = 1_000_000;
const SOCKETS_MAX = 50;
/** Connections idle for longer are closed by us, before the other side does (Node's servers: after 5 s). */
const IDLE_MS_MAX = 3_000;

const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: SOCKETS_MAX, timeout: IDLE_MS_MAX });
const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS_MAX, timeout: IDLE_MS_MAX });

/** `code` where no connection came about: the message surely did not arrive. */
export const NOT_REACHED = 'NotReached';
/** `code` where a connection broke that had served before: most likely its other side was just closing it and read nothing. */
export const STALE = 'StaleConnection';
/** `code` where the channel had said to send nothing to the conversation before a time: nothing was. */
const HELD = 'Held';
/** `code` where the conversation's service URL is none of the channel's: nothing was sent. */
export const NOT_TRUSTED = 'HostNotTrusted';

/** The channel refused or did not answer (TEAMS.md 2, status table). */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  /** HTTP status; 0: no answer, so the message may have arrived, unless `code` is NOT_REACHED. */
  readonly status: number;
  /** The channel's own code (`BotNotInConversationRoster`) or one of ours, '' where there is none. */
  readonly code: string;
  /** From `Retry-After`, which Teams writes in seconds; null where it gave none. */
  readonly retryAfterMs: number | null;

  constructor({
    status,
    code = '',
    retryAfterMs = null,
  }: {
    status: number;
    code?: string;
    retryAfterMs?: number | null;
  }) {
    super(`the channel answered ${status} ${code}`.trim());
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

interface Parts {
  readonly trusts: (url: string) => boolean;
  /** Real time. */
  readonly timeoutMs: number;
  readonly throttle: Pick<ConversationThrottle, 'leftMs' | 'hold'>;
  /** Told of what every request came to; status 0: no answer. */
  readonly onStatus: (status: number) => void;
}

/**
 * The way out to the channel: sent once, and only to hosts that `trusts` accepts, so that no token leaves for another. A
 * failure is thrown as ChannelError: botbuilder's pipeline repeats a 5xx or a reset by itself (a POST too, so people
 * would read it twice; TEAMS.md 2) but lets through what it does not know. What is worth another try is decided, and
 * counted, by the sender and the outbox alone. Redirects are failures; proxies are not used.
 */
export function createChannelHttp({ trusts, timeoutMs, throttle, onStatus }: Parts): HttpClient {
  return {
    async sendRequest(request: ChannelRequest): Promise<ChannelResponse> {
      if (!trusts(request.url)) throw new ChannelError({ status: 403, code: NOT_TRUSTED });
      const heldMs = throttle.leftMs(request.url);
      if (heldMs > 0) throw new ChannelError({ status: 429, code: HELD, retryAfterMs: heldMs });
      const { status, headers, body } = await exchange(request, timeoutMs);
      onStatus(status);
      const retryAfterMs = retryAfter(headers);
      if (status === 429 && retryAfterMs !== null) throttle.hold(request.url, retryAfterMs);
      if (status < 200 || status >= 300)
        throw new ChannelError({ status, code: status === 0 ? body : codeIn(body), retryAfterMs });
      const answered = request.headers.clone();
      for (const name of answered.headerNames()) answered.remove(name);
      answered.set('content-type', 'application/json');
      return { request, status, headers: answered, bodyAsText: isJson(body) ? body : '{}' };
    },
  };
}

interface Exchange {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Status 0: ChannelError's word for no answer; the body is then its code. */
const UNANSWERED: Exchange = { status: 0, headers: {}, body: '' };
const UNREACHED: Exchange = { ...UNANSWERED, body: NOT_REACHED };
/** https://nodejs.org/docs/latest-v20.x/api/http.html#requestreusedsocket */
const ON_STALE: Exchange = { ...UNANSWERED, body: STALE };

function exchange(request: ChannelRequest, timeoutMs: number): Promise<Exchange> {
  const secure = request.url.startsWith('https:');
  const options = {
    method: request.method,
    headers: request.headers.toJson({ preserveCase: true }),
    agent: secure ? httpsAgent : httpAgent,
  };
  return new Promise((resolve) => {
    const outgoing = (secure ? httpsRequest : httpRequest)(request.url, options, (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES_MAX) outgoing.destroy();
        else chunks.push(chunk);
      });
      incoming.on('error', unanswered);
      incoming.on('close', unanswered); // After `end` it changes nothing any more.
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body });
      });
    });
    const timer = setTimeout(() => outgoing.destroy(new RangeError('timeout')), timeoutMs);
    let reached = false;
    outgoing.on('socket', (socket) => {
      reached = !socket.connecting;
      // Not on one that is used again: nobody would take the listener off.
      if (socket.connecting) socket.once('connect', () => (reached = true));
    });
    function unanswered(): void {
      clearTimeout(timer);
      resolve(reached ? UNANSWERED : UNREACHED);
    }
    outgoing.on('error', (error: Error & { code?: string }) => {
      if (outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) resolve(ON_STALE);
      unanswered();
    });
    outgoing.end(typeof request.body === 'string' ? request.body : undefined);
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `{error: {code, message}}`; the message may name people and is left out, but for the one code that stands in it (TEAMS.md 2). */
function codeIn(body: string): string {
  if (body.includes('MessageWritesBlocked')) return 'MessageWritesBlocked';
  return /"code"\s*:\s*"(?<code>[\w.-]{1,100})"/.exec(body)?.groups?.['code'] ?? '';
}

function retryAfter(headers: IncomingHttpHeaders): number | null {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 && headers['retry-after'] !== undefined ? seconds * 1_000 : null;
}
