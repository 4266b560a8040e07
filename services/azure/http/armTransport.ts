import http from 'node:http';
import https from 'node:https';

import type { HttpClient, HttpHeaders, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';

import { AzureError } from '../../backup/vaults';
import { bodyText } from './bodyText';
import type { Answer } from './explainError';

export const REQUEST_ID_HEADER = 'x-ms-client-request-id';

const SOCKETS_MAX = 32;
const BODY_BYTES_MAX = 32 * 1024 * 1024;
/** The URLs of a 202 take 3.5 KB each; Node's own limit for all headers is 16 KB. */
const HEADER_BYTES_MAX = 64 * 1024;

/** The request cannot have reached Azure: no connection was made. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** One attempt of one request, on its way. */
export interface Exchange {
  /** Whether it may have reached Azure. */
  sent: boolean;
  answer: Answer | null;
}

export interface ArmTransport extends HttpClient {
  /** Follows the request that carries `requestId`, until `forget`. */
  follow(requestId: string): Exchange;
  forget(requestId: string): void;
  close(): void;
}

/**
 * The SDK's way out. Unlike the SDK's own HTTP client its limits hold for the body too (a body that hangs, is cut or has
 * no end), it keeps the body to itself (the answer goes to whoever follows the request: see jsonFields), and it calls no
 * host but the endpoint's and those below it, whatever a nextLink says: the request carries our token. Fails with
 * AzureError `unavailable`.
 */
export function createArmTransport(
  endpoint: string,
  newHeaders: (headers: Record<string, string>) => HttpHeaders,
): ArmTransport {
  const home = new URL(endpoint);
  const settings = { keepAlive: true, maxSockets: SOCKETS_MAX };
  const agents = { http: new http.Agent(settings), https: new https.Agent(settings) };
  const exchanges = new Map<string, Exchange>();
  return {
    follow(requestId) {
      const exchange: Exchange = { sent: false, answer: null };
      exchanges.set(requestId, exchange);
      return exchange;
    },
    forget(requestId) {
      exchanges.delete(requestId);
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
    async sendRequest(request): Promise<PipelineResponse> {
      const requestId = request.headers.get(REQUEST_ID_HEADER) ?? '';
      const exchange = exchanges.get(requestId);
      try {
        if (request.abortSignal?.aborted) throw new GivenUp('Timeout');
        if (!isAtHome(new URL(request.url), home)) throw new GivenUp('ForeignHost');
        if (exchange) exchange.sent = true;
        const answer = await send(request, agents);
        if (exchange) exchange.answer = answer;
        return { request, status: answer.status, headers: newHeaders({ ...answer.headers }) };
      } catch (error) {
        const code = codeOf(error);
        if (exchange && NEVER_SENT.has(code)) exchange.sent = false;
        throw new AzureError({ kind: 'unavailable', status: 0 }, { code, requestId, cause: error });
      }
    },
  };
}

function isAtHome(url: URL, home: URL): boolean {
  return url.origin === home.origin || (url.protocol === 'https:' && url.hostname.endsWith(`.${home.hostname}`));
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : '';
}

/** Why we gave up on an answer; its name becomes AzureError.code. */
class GivenUp extends Error {
  override readonly name: string;
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

function send(request: PipelineRequest, agents: { http: http.Agent; https: https.Agent }): Promise<Answer> {
  const url = new URL(request.url);
  const isTls = url.protocol === 'https:';
  const start = isTls ? https.request : http.request;
  const { abortSignal } = request;
  return new Promise((resolve, reject) => {
    const outgoing = start(url, {
      method: request.method,
      headers: request.headers.toJSON({ preserveCase: true }),
      agent: (request.agent as http.Agent | undefined) ?? (isTls ? agents.https : agents.http),
      maxHeaderSize: HEADER_BYTES_MAX,
    });
    const giveUp = (name: string): void => {
      const reason = new GivenUp(name);
      reject(reason);
      outgoing.destroy(reason);
    };
    const onAbort = (): void => {
      giveUp('Timeout');
    };
    abortSignal?.addEventListener('abort', onAbort);
    outgoing.on('close', () => abortSignal?.removeEventListener('abort', onAbort));
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > BODY_BYTES_MAX) giveUp('BodyTooLong');
        else chunks.push(chunk);
      });
      incoming.on('error', reject);
      incoming.on('end', () => {
        const headers = headersOf(incoming);
        const requestId = request.headers.get(REQUEST_ID_HEADER) ?? '';
        void bodyText(Buffer.concat(chunks), headers, BODY_BYTES_MAX).then((body) => {
          resolve({ status: incoming.statusCode ?? 0, headers, body, requestId });
        });
      });
    });
    if (abortSignal?.aborted) onAbort();
    outgoing.end(typeof request.body === 'string' ? request.body : undefined);
  });
}

function headersOf(incoming: http.IncomingMessage): Record<string, string> {
  const single = Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat()[0] ?? '']);
  return Object.fromEntries(single) as Record<string, string>;
}
