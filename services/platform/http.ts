import { createRequire } from 'node:module';

import type { Agent, Dispatcher, Pool, ProxyAgent } from 'undici';

import { SECOND_MS } from './durations';

interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** URL of a proxy for the tunnel. */
  readonly proxy?: string | undefined;
  /** Aborted when the answer is no longer needed. It bounds the wait for a connection, the headers and the body. */
  readonly signal?: GiveUp | undefined;
  /** Called right before the first byte is written. If it was not called, the server has read nothing. */
  readonly onSend?: () => void;
}

/** The part of AbortSignal that the Azure SDK's own signals share. */
interface GiveUp {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * The outcome of a request. `neverReached`: no byte of it was sent, so any request may be repeated. `unanswered`: it
 * was sent, and may have been carried out. `stale`: as `unanswered`, on a reused connection that broke before the
 * headers of an answer were whole. Most likely the server was closing it and read nothing.
 */
type HttpOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: HttpHeaders; readonly body: Buffer }
  | {
      readonly kind: 'neverReached' | 'unanswered' | 'stale';
      /** The code of Node's error (`ECONNREFUSED`), `Timeout` or `BodyTooLong`. */
      readonly code: string;
      readonly error: Error;
    };

/** Headers with lower-case names. If a header comes twice, the first value counts. */
type HttpHeaders = Readonly<Record<string, string>>;

interface Http {
  /** Sends a request once, without redirects and repetitions. Never rejects. */
  send(request: HttpRequest): Promise<HttpOutcome>;
  close(): void;
}

interface Limits {
  /** Maximum number of connections to one origin. Further requests wait. */
  readonly connections: number;
  /** An idle connection is closed after this time, or 2 s before the time that the server names. */
  readonly idleMs: number;
  readonly answerBytes: number;
}

/** Azure's 202 has URLs of 3.5 KB in its headers; Node's own limit for all headers is 16 KB. */
const HEADER_BYTES_MAX = 64 * 1024;
/** Limits a connection attempt that goes on after its request was abandoned. */
const CONNECT_MS_MAX = 10 * SECOND_MS;
/** All of undici takes 16 MB and 100 ms to load, its Agent alone 7 MB and 25 ms. */
const load = createRequire(__filename);

/** A client for HTTP servers. The first request loads undici. */
export function createHttp(limits: Limits): Http {
  let isNewConnection = false;
  // undici writes the waiting request right after this event, before any microtask.
  const onConnect = (): void => {
    isNewConnection = true;
    queueMicrotask(() => (isNewConnection = false));
  };
  /** The agents by the proxy's URL; '' means no proxy. */
  const agents = new Map<string, Dispatcher>();
  const agentFor = (proxy: string): Dispatcher => {
    const agent = agents.get(proxy) ?? createAgent(limits, proxy, onConnect);
    agents.set(proxy, agent);
    return agent;
  };
  return {
    async send(request) {
      if (request.signal?.aborted) return { kind: 'neverReached', code: 'Timeout', error: new GivenUp() };
      return exchange(agentFor(request.proxy ?? ''), request, () => isNewConnection);
    },
    close() {
      for (const agent of agents.values()) void agent.destroy();
    },
  };
}

function createAgent({ connections, idleMs, answerBytes }: Limits, proxy: string, onConnect: () => void): Dispatcher {
  const PoolOfUndici = load('undici/lib/dispatcher/pool') as typeof Pool;
  const options = {
    connections,
    pipelining: 1,
    connect: { timeout: CONNECT_MS_MAX },
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    maxHeaderSize: HEADER_BYTES_MAX,
    maxResponseSize: answerBytes,
    factory: (origin: string | URL, settings: object) => new PoolOfUndici(origin, settings).on('connect', onConnect),
  };
  if (proxy === '') return new (load('undici/lib/dispatcher/agent') as typeof Agent)(options);
  const { ProxyAgent: AgentOfProxy } = load('undici') as { readonly ProxyAgent: typeof ProxyAgent };
  return new AgentOfProxy({ ...options, uri: proxy });
}

function exchange(agent: Dispatcher, request: HttpRequest, isNewConnection: () => boolean): Promise<HttpOutcome> {
  const { method, headers, body = null, signal, onSend } = request;
  const { origin, pathname, search } = new URL(request.url);
  return new Promise((resolve) => {
    let sending: Dispatcher.DispatchController | undefined;
    let mayBeStale = false;
    let answer: { status: number; headers: HttpHeaders } | undefined;
    const chunks: Buffer[] = [];
    const fail = (error: Error): void => {
      signal?.removeEventListener('abort', giveUp);
      const code = codeOf(error);
      const broken = mayBeStale && code === 'ECONNRESET' ? 'stale' : 'unanswered';
      resolve({ kind: sending === undefined ? 'neverReached' : broken, code, error });
    };
    const giveUp = (): void => {
      const reason = new GivenUp();
      fail(reason);
      sending?.abort(reason);
    };
    signal?.addEventListener('abort', giveUp);
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        if (signal?.aborted) {
          controller.abort(new GivenUp());
          return;
        }
        sending = controller;
        mayBeStale = !isNewConnection();
        onSend?.();
      },
      onResponseStart(_, status, responseHeaders) {
        mayBeStale = false;
        answer = { status, headers: singleValues(responseHeaders) };
      },
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd() {
        signal?.removeEventListener('abort', giveUp);
        resolve({ kind: 'answered', status: 0, headers: {}, ...answer, body: Buffer.concat(chunks) });
      },
      onResponseError: (_, error) => {
        fail(error);
      },
    };
    agent.dispatch({ origin, path: pathname + search, method, headers, body }, handler);
  });
}

/** The reason to abandon a request. Its `code` goes into the outcome. */
class GivenUp extends Error {
  readonly code = 'Timeout';
}

/** Node's names of errors for which undici has its own. */
const CODES: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  EPIPE: 'ECONNRESET',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'BodyTooLong',
};

function codeOf(error: Error & { readonly code?: unknown }): string {
  const code = typeof error.code === 'string' ? error.code : error.name;
  return CODES[code] ?? code;
}

function singleValues(headers: NodeJS.Dict<string | string[]>): HttpHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0] ?? '']));
}
