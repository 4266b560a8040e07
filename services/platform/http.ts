import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Replaces the client's own agent, for example by one that goes through a proxy. */
  readonly agent?: http.Agent | undefined;
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
      /** The code of Node's error (`ECONNREFUSED`), or of GivenUp. */
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
  /** An idle connection is closed after this time, or sooner if the server names a shorter one. */
  readonly idleMs: number;
  readonly answerBytes: number;
}

/** Azure's 202 has URLs of 3.5 KB in its headers; Node's own limit for all headers is 16 KB. */
const HEADER_BYTES_MAX = 64 * 1024;
/** A client for HTTP servers. */
export function createHttp({ connections, idleMs, answerBytes }: Limits): Http {
  const settings = { keepAlive: true, maxSockets: connections, timeout: idleMs };
  const agents = { 'http:': new http.Agent(settings), 'https:': new https.Agent(settings) };
  return {
    async send(request) {
      if (request.signal?.aborted) return { kind: 'neverReached', code: 'Timeout', error: new GivenUp('Timeout') };
      const { protocol } = new URL(request.url);
      const agent = request.agent ?? agents[protocol === 'https:' ? protocol : 'http:'];
      // Node throws at once for a header that cannot be written.
      return exchange(request, agent, answerBytes).catch((error: unknown) => ({
        kind: 'neverReached',
        code: codeOf(error as Error),
        error: error as Error,
      }));
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

function exchange(request: HttpRequest, agent: http.Agent, bytesMax: number): Promise<HttpOutcome> {
  const { url, method, headers, body, signal, onSend } = request;
  const isTls = url.startsWith('https:');
  return new Promise((resolve) => {
    let isSent = false;
    let hasHeaders = false;
    const outgoing = (isTls ? https : http).request(url, { method, headers, agent, maxHeaderSize: HEADER_BYTES_MAX });
    const fail = (error: Error): void => {
      const code = codeOf(error);
      const isStale = outgoing.reusedSocket && !hasHeaders && code === 'ECONNRESET';
      const broken = isStale ? 'stale' : 'unanswered';
      resolve({ kind: isSent ? broken : 'neverReached', code, error });
    };
    const giveUp = (code: GivenUp['code']): void => {
      const reason = new GivenUp(code);
      fail(reason);
      outgoing.destroy(reason);
    };
    const onAbort = (): void => {
      giveUp('Timeout');
    };
    signal?.addEventListener('abort', onAbort);
    outgoing.on('close', () => signal?.removeEventListener('abort', onAbort));
    outgoing.on('error', fail);
    // The request is written only once the connection stands: so it is exactly known whether a byte was sent.
    outgoing.on('socket', (socket) => {
      // If a proxy refuses its tunnel, its agent plays the proxy's answer on a socket of its own, without TLS.
      if (isTls && !(socket instanceof TLSSocket)) giveUp('ProxyRefused');
      else
        whenOpen(socket, () => {
          if (outgoing.destroyed) return;
          isSent = true;
          onSend?.();
          outgoing.end(body);
        });
    });
    outgoing.on('response', (incoming) => {
      hasHeaders = true;
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > bytesMax) giveUp('BodyTooLong');
        else chunks.push(chunk);
      });
      incoming.on('error', fail);
      incoming.on('end', () => {
        const status = incoming.statusCode ?? 0;
        resolve({ kind: 'answered', status, headers: singleValues(incoming.headers), body: Buffer.concat(chunks) });
      });
    });
  });
}

/** Calls `then` once the connection stands, with TLS negotiated. A reused connection stands already. */
function whenOpen(socket: Socket & { readonly secureConnecting?: boolean }, then: () => void): void {
  if (socket.secureConnecting === true) socket.once('secureConnect', then);
  else if (socket.connecting) socket.once('connect', then);
  else then();
}

/** The reason to abandon a request. Its `code` goes into the outcome. */
class GivenUp extends Error {
  readonly code: 'Timeout' | 'BodyTooLong' | 'ProxyRefused';

  constructor(code: GivenUp['code']) {
    super(code);
    this.code = code;
  }
}

/** A broken connection has several codes: ECONNRESET while it is read, EPIPE while it is written. */
function codeOf(error: Error & { readonly code?: unknown }): string {
  const code = typeof error.code === 'string' ? error.code : error.name;
  return code === 'EPIPE' ? 'ECONNRESET' : code;
}

function singleValues(headers: http.IncomingHttpHeaders): HttpHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0] ?? '']));
}
