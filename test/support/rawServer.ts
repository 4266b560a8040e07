import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What a request was, and the connection to answer it on. */
interface RawRequest {
  readonly path: string;
  readonly text: string;
  /** 1 for the first on its connection. */
  readonly nth: number;
  readonly socket: Socket;
}

/** A TCP server that reads HTTP requests and leaves the answer, right or wrong, to `answer`. */
export class RawServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** All bytes that arrived, of every connection. */
  received = '';
  connections = 0;
  /** `127.0.0.1:<port>` */
  host = '';
  /** The requests that arrived whole, in this order. */
  readonly requests: RawRequest[] = [];
  answer: (request: RawRequest) => void = ({ socket }) => void socket.write(ANSWER);
  /** Called with each new connection. */
  greet: (socket: Socket) => void = () => undefined;

  private constructor() {
    this.#server = createServer((socket) => {
      this.#take(socket);
    });
  }

  static async start(): Promise<RawServer> {
    const server = new RawServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    server.host = `127.0.0.1:${(server.#server.address() as AddressInfo).port}`;
    return server;
  }

  /** Resolves once the other side has closed every connection. */
  async untilEmpty(): Promise<void> {
    await Promise.all([...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined); // The other side may reset it.
    let unread = '';
    let nth = 0;
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1');
      unread += chunk.toString('latin1');
      for (let text = firstRequest(unread); text !== null; text = firstRequest(unread)) {
        unread = unread.slice(text.length);
        nth += 1;
        const request = { path: text.split(' ')[1] ?? '', text, nth, socket };
        this.requests.push(request);
        this.answer(request);
      }
    });
    this.greet(socket);
  }
}

/** A short answer that keeps the connection open. */
export const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** The bytes of the first request, null where it is not whole yet. */
function firstRequest(text: string): string | null {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head)) ?? [];
  const end = head + 4 + Number(length);
  return text.length < end ? null : text.slice(0, end);
}
