import { Agent as HttpAgent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';

import type { ConversationThrottle } from './conversationThrottle';

export type ConnectorOptions = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>;
type HttpClient = NonNullable<ConnectorOptions['httpClient']>;
type ChannelRequest = Parameters<HttpClient['sendRequest']>[0];
type ChannelResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;

/** Longer answers are cut off. A connector's answer has a few hundred bytes. */
const ANSWER_BYTES_MAX = 1_000_000;
const SOCKETS_MAX = 50;
/** Idle connections are closed after this time, before the server closes them (a Node server: after 5 s). */
const IDLE_MS_MAX = 3_000;

const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: SOCKETS_MAX, timeout: IDLE_MS_MAX });
const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS_MAX, timeout: IDLE_MS_MAX });

/** The `code` when no connection was made: the message surely did not arrive. */
export const NOT_REACHED = 'NotReached';
/** The `code` when a reused connection broke: the server was most likely closing it and read nothing. */
export const STALE = 'StaleConnection';
/** The `code` when an earlier 429 still holds for the conversation: nothing was sent. */
const THROTTLED = 'Held';
/** The `code` when the conversation's service URL is not one of the channel's: nothing was sent. */
export const NOT_TRUSTED = 'HostNotTrusted';

/** The channel refused or did not answer (docs/teams.md lists its statuses and codes). */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  /** HTTP status; 0 means no answer. The message may then have arrived, unless `code` is NOT_REACHED. */
  readonly status: number;
  /** The channel's own code (`BotNotInConversationRoster`) or one of this file's; '' where there is none. */
  readonly code: string;
  /** The `Retry-After` in ms (Teams sends seconds); null where there was none. */
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
  /** Timeout of one request, in ms of real time. */
  readonly timeoutMs: number;
  readonly throttle: Pick<ConversationThrottle, 'leftMs' | 'hold'>;
  /** Called with the HTTP status of each request; 0 means no answer. */
  readonly onStatus: (status: number) => void;
}

/**
 * The HTTP client of the channel. It sends each request once, and only to hosts that `trusts` accepts, so no token
 * leaves for another host. A failure is thrown as ChannelError. botbuilder's pipeline repeats a POST after a 5xx or a
 * reset, so people would read a message twice. Only the sender and the outbox repeat requests, and they count the
 * tries. Redirects are failures; proxies are not used.
 */
export function createChannelHttp({ trusts, timeoutMs, throttle, onStatus }: Parts): HttpClient {
  return {
    async sendRequest(request: ChannelRequest): Promise<ChannelResponse> {
      if (!trusts(request.url)) throw new ChannelError({ status: 403, code: NOT_TRUSTED });
      const throttledMs = throttle.leftMs(request.url);
      if (throttledMs > 0) throw new ChannelError({ status: 429, code: THROTTLED, retryAfterMs: throttledMs });
      const { status, headers, body } = await exchange(request, timeoutMs);
      onStatus(status);
      const retryAfterMs = retryAfter(headers);
      if (status === 429 && retryAfterMs !== null) throttle.hold(request.url, retryAfterMs);
      if (status < 200 || status >= 300)
        throw new ChannelError({ status, code: status === 0 ? body : codeIn(body), retryAfterMs });
      const replyHeaders = request.headers.clone();
      for (const name of replyHeaders.headerNames()) replyHeaders.remove(name);
      replyHeaders.set('content-type', 'application/json');
      return { request, status, headers: replyHeaders, bodyAsText: isJson(body) ? body : '{}' };
    },
  };
}

interface Exchange {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Status 0 means no answer; the body then holds the `code` of the ChannelError. */
const UNANSWERED: Exchange = { status: 0, headers: {}, body: '' };
const UNREACHED: Exchange = { ...UNANSWERED, body: NOT_REACHED };
/** A reused socket that the server closed: https://nodejs.org/docs/latest-v20.x/api/http.html#requestreusedsocket */
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
      // A reused socket is connected already and would keep this listener for ever.
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

/**
 * The code in `{error: {code, message}}`. The message may name people, so it is left out, except for one code that
 * stands in it.
 */
function codeIn(body: string): string {
  if (body.includes('MessageWritesBlocked')) return 'MessageWritesBlocked';
  return /"code"\s*:\s*"(?<code>[\w.-]{1,100})"/.exec(body)?.groups?.['code'] ?? '';
}

function retryAfter(headers: IncomingHttpHeaders): number | null {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 && headers['retry-after'] !== undefined ? seconds * 1_000 : null;
}
