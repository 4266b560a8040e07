import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder';

import { SECOND_MS } from '../../services/platform/durations';
import { createHttp } from '../../services/platform/http';
import { inSpan, noteOnSpan } from '../../services/platform/trace';
import type { ConversationThrottle } from './conversationThrottle';

export type ConnectorOptions = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[4]>;
type HttpClient = NonNullable<ConnectorOptions['httpClient']>;
type ChannelRequest = Parameters<HttpClient['sendRequest']>[0];
type ChannelResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;

/** Longer answers are cut off. A connector's answer has a few hundred bytes. */
const ANSWER_BYTES_MAX = 1_000_000;
const CONNECTIONS_MAX = 50;
/** Idle connections are closed after this time, before the server closes them (a Node server: after 5 s). */
const IDLE_MS_MAX = 3 * SECOND_MS;

/** The `code` when no connection was made: the message surely did not arrive. */
export const NOT_REACHED = 'NotReached';
/** The `code` when a reused connection broke: the server was most likely closing it and read nothing. */
export const STALE = 'StaleConnection';
/** The `code` of a failure, by the kind of HttpOutcome. */
const CODES = { neverReached: NOT_REACHED, stale: STALE, unanswered: '' } as const;
/** The `code` when an earlier 429 still holds for the conversation: nothing was sent. */
const THROTTLED = 'Held';
/** The `code` when the conversation's service URL is not one of the channel's: nothing was sent. */
export const NOT_TRUSTED = 'HostNotTrusted';

/** The channel refused or did not answer (docs/teams.md lists its statuses and codes). */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  /** HTTP status; 0 means no answer. The message may then have arrived, unless `code` is NOT_REACHED. */
  readonly status: number;
  /** The channel's own code (`BotNotInConversationRoster`) or one of this file's; '' if there is none. */
  readonly code: string;
  /** The `Retry-After` in ms (Teams sends seconds); null if there was none. */
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
  const http = createHttp({ connections: CONNECTIONS_MAX, idleMs: IDLE_MS_MAX, answerBytes: ANSWER_BYTES_MAX });
  return {
    async sendRequest(request: ChannelRequest): Promise<ChannelResponse> {
      const { url, method, headers } = request;
      if (!trusts(url)) throw new ChannelError({ status: 403, code: NOT_TRUSTED });
      const throttledMs = throttle.leftMs(url);
      if (throttledMs > 0) throw new ChannelError({ status: 429, code: THROTTLED, retryAfterMs: throttledMs });
      const span = { name: 'channel', kind: 'client', facts: { 'http.request.method': method } } as const;
      const outcome = await inSpan(span, async () => {
        const sent = await http.send({
          url,
          method,
          headers: headers.toJson({ preserveCase: true }),
          signal: AbortSignal.timeout(timeoutMs),
          body: typeof request.body === 'string' ? request.body : undefined,
        });
        noteOnSpan({ 'http.response.status_code': statusOf(sent) });
        return sent;
      });
      onStatus(statusOf(outcome));
      if (outcome.kind !== 'answered') throw new ChannelError({ status: 0, code: CODES[outcome.kind] });
      const { status } = outcome;
      const text = outcome.body.toString('utf8');
      const retryAfterMs = retryAfter(outcome.headers['retry-after']);
      if (status === 429 && retryAfterMs !== null) throttle.hold(url, retryAfterMs);
      if (status < 200 || status >= 300) throw new ChannelError({ status, code: codeIn(text), retryAfterMs });
      const replyHeaders = headers.clone();
      for (const name of replyHeaders.headerNames()) replyHeaders.remove(name);
      replyHeaders.set('content-type', 'application/json');
      return { request, status, headers: replyHeaders, bodyAsText: isJson(text) ? text : '{}' };
    },
  };
}

/** 0 means no answer. */
function statusOf(outcome: Awaited<ReturnType<ReturnType<typeof createHttp>['send']>>): number {
  return outcome.kind === 'answered' ? outcome.status : 0;
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

function retryAfter(header: string | undefined): number | null {
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
