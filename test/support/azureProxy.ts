import { once } from 'node:events';
import { createServer, type IncomingMessage, request as ask, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AzureRequest {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  /** `x-ms-client-request-id`, by which Azure's Activity Log names it. */
  readonly requestId: string;
  /** Number of requests before this one, since the faults began. */
  readonly nth: number;
}

/** `empty`: 200 without a body. `reset`, `hang`: Azure gets no request. `lost`: carried out, the answer is lost. */
export type AzureAnswer =
  | 'fine'
  | 'reset'
  | 'hang'
  | 'empty'
  | 'lost'
  | { readonly status: number; readonly body?: unknown; readonly retryAfterS?: number };
export type AzureWeather = (request: AzureRequest) => AzureAnswer;

interface AzureProxy {
  readonly url: string;
  weather: AzureWeather;
  stop(): Promise<void>;
}

/** A proxy before an Azure that injects the faults of `weather`. */
export async function startAzureProxy(azureUrl: string): Promise<AzureProxy> {
  let weather: AzureWeather = () => 'fine';
  let nth = 0;
  const server: Server = createServer((incoming, outgoing) => {
    const path = decodeURIComponent(new URL(incoming.url ?? '', azureUrl).pathname);
    const met = weather({
      method: incoming.method ?? '',
      path,
      requestId: String(incoming.headers['x-ms-client-request-id']),
      nth,
    });
    nth += 1;
    if (met === 'fine' || met === 'lost') pass(incoming, met === 'lost' ? null : outgoing, azureUrl);
    else if (met === 'reset') incoming.socket.resetAndDestroy();
    else if (met !== 'hang') refuse(outgoing, met === 'empty' ? { status: 200 } : met);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get weather() {
      return weather;
    },
    set weather(next) {
      weather = next;
      nth = 0;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Keeps the host header, so that links in answers lead to the proxy. `outgoing` null: the answer is lost. */
function pass(incoming: IncomingMessage, outgoing: ServerResponse | null, azureUrl: string): void {
  const { method = 'GET', headers, url = '' } = incoming;
  const inner = ask(new URL(url, azureUrl), { method, headers }, (answer) => {
    outgoing?.writeHead(answer.statusCode ?? 502, answer.headers);
    if (outgoing) answer.pipe(outgoing);
    else answer.resume().on('end', () => incoming.socket.resetAndDestroy());
  });
  inner.on('error', () => incoming.socket.destroy());
  incoming.pipe(inner);
}

function refuse(
  outgoing: ServerResponse,
  { status, body, retryAfterS }: { readonly status: number; readonly body?: unknown; readonly retryAfterS?: number },
): void {
  outgoing.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
  });
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
}
