import type { Agent } from 'node:http';

import type { HttpClient, HttpHeaders, PipelineResponse } from '@azure/core-rest-pipeline';

import { AzureError } from '../../backup/vaults';
import { SECOND_MS } from '../../platform/durations';
import { createHttp } from '../../platform/http';
import { bodyText } from './bodyText';
import type { ArmAnswer } from './explainError';

export const REQUEST_ID_HEADER = 'x-ms-client-request-id';

const CONNECTIONS_MAX = 32;
/** Idle connections are closed after this time. Azure's load balancers drop them after 4 minutes, without notice. */
const IDLE_MS_MAX = 60 * SECOND_MS;
const BODY_BYTES_MAX = 32 * 1024 * 1024;

/** One attempt of one request. */
export interface Exchange {
  /** Whether the request may have reached Azure. */
  sent: boolean;
  answer: ArmAnswer | null;
}

export interface ArmTransport extends HttpClient {
  /** Records the answer to the request that carries `requestId`, until `untrack`. */
  track(requestId: string): Exchange;
  untrack(requestId: string): void;
  close(): void;
}

/** Called when a request goes out; what it returns, with the `Date` of the answer. */
export type Asked = () => (date: string | undefined) => void;

/**
 * The SDK's HTTP client. Unlike the SDK's own client, its timeout and size limit also cover the body. It passes the
 * body to the caller that tracks the request, not to the SDK's models (see jsonFields). It calls only the endpoint's
 * host and its subdomains, whatever a nextLink says, because each request carries a token. Fails with AzureError
 * `unavailable`.
 */
export function createArmTransport(
  endpoint: string,
  newHeaders: (headers: Record<string, string>) => HttpHeaders,
  asked?: Asked,
): ArmTransport {
  const home = new URL(endpoint);
  const http = createHttp({ connections: CONNECTIONS_MAX, idleMs: IDLE_MS_MAX, answerBytes: BODY_BYTES_MAX });
  const exchanges = new Map<string, Exchange>();
  return {
    track(requestId) {
      const exchange: Exchange = { sent: false, answer: null };
      exchanges.set(requestId, exchange);
      return exchange;
    },
    untrack(requestId) {
      exchanges.delete(requestId);
    },
    close() {
      http.close();
    },
    async sendRequest(request): Promise<PipelineResponse> {
      const { url, method, headers, body, abortSignal: signal } = request;
      const requestId = headers.get(REQUEST_ID_HEADER) ?? '';
      const exchange = exchanges.get(requestId);
      const unavailable = (code: string, cause?: Error): AzureError =>
        new AzureError({ kind: 'unavailable', status: 0 }, { code, requestId, cause });
      if (!isEndpointHost(new URL(url), home)) throw unavailable('ForeignHost');
      let heard: ReturnType<Asked> | undefined;
      const outcome = await http.send({
        url,
        method,
        headers: headers.toJSON({ preserveCase: true }),
        signal,
        body: typeof body === 'string' ? body : undefined,
        // The SDK's proxyPolicy reads HTTPS_PROXY and NO_PROXY, and puts an agent for the chosen proxy here.
        agent: request.agent as Agent | undefined,
        onSend: () => {
          if (exchange) exchange.sent = true;
          heard = asked?.();
        },
      });
      if (outcome.kind !== 'answered') throw unavailable(outcome.code, outcome.error);
      heard?.(outcome.headers['date']);
      const { status } = outcome;
      const text = await bodyText(outcome.body, outcome.headers, BODY_BYTES_MAX);
      if (exchange) exchange.answer = { status, headers: outcome.headers, body: text, requestId };
      return { request, status, headers: newHeaders({ ...outcome.headers }) };
    },
  };
}

function isEndpointHost(url: URL, home: URL): boolean {
  return url.origin === home.origin || (url.protocol === 'https:' && url.hostname.endsWith(`.${home.hostname}`));
}
