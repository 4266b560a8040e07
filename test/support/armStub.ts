import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubRequest {
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export type StubAnswer =
  /** `body`: text and bytes as they are, anything else as JSON; absent: none. */
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** No answer; the connection closed; half a body; a body without an end. */
  | 'hang'
  | 'reset'
  | 'cut'
  | 'endless';

export interface ArmStub {
  readonly url: string;
  readonly requests: readonly StubRequest[];
  /** What every request from now on is answered. */
  answer(handler: (request: StubRequest) => StubAnswer): void;
  close(): Promise<void>;
}

/** An endpoint that answers whatever a test wants, right or wrong; 404 without a body until told. */
export async function startArmStub(): Promise<ArmStub> {
  const requests: StubRequest[] = [];
  let handler: (request: StubRequest) => StubAnswer = () => ({ status: 404 });
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '', 'http://stub');
      const text = Buffer.concat(chunks).toString('utf8');
      const request = {
        method: incoming.method ?? '',
        path: decodeURIComponent(url.pathname),
        query: url.searchParams,
        headers: incoming.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
      requests.push(request);
      const answer = handler(request);
      if (answer === 'hang') return;
      if (answer === 'reset') {
        incoming.socket.destroy();
      } else if (answer === 'cut' || answer === 'endless') {
        outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        outgoing.write('{"value": [{"id": "');
        if (answer === 'cut') setImmediate(() => incoming.socket.destroy());
      } else {
        const { status = 200, body, headers } = answer;
        outgoing.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
        outgoing.end(rawOf(body));
      }
    });
  });
  await listen(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      handler = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function rawOf(body: unknown): string | Buffer | undefined {
  return body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
