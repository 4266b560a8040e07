import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';

interface Poured {
  readonly url: string;
  readonly count: number;
  readonly atOnce: number;
  readonly headers: (i: number) => Readonly<Record<string, string>>;
  readonly body: string | ((i: number) => string);
}

/** Posts `count` times over `atOnce` connections. How often each status came; 0: the connection ended. */
export async function pour({ url, count, atOnce, headers, body }: Poured): Promise<Record<number, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const statuses: Record<number, number> = {};
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const i = (next += 1);
      const sent = typeof body === 'string' ? body : body(i);
      const status = await postOnce(agent, { url, headers: headers(i), body: sent });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  agent.destroy();
  return statuses;
}

function postOnce(
  agent: Agent,
  { url, headers, body }: { url: string; headers: Readonly<Record<string, string>>; body: string },
): Promise<number> {
  return new Promise((resolve) => {
    const options = {
      method: 'POST',
      agent,
      headers: { 'content-length': String(Buffer.byteLength(body)), ...headers },
    };
    const outgoing = request(`${url}/api/messages`, options, (response: IncomingMessage) => {
      response.resume();
      response.on('close', () => {
        resolve(response.statusCode ?? 0);
      });
    });
    outgoing.on('error', () => {
      resolve(0);
    });
    outgoing.end(body);
  });
}

/** Connections that send `text` and then nothing more. */
export class Hanging {
  readonly #sockets: readonly Socket[];
  #closed = 0;
  #wake = (): void => undefined;

  constructor(url: string, count: number, text: string) {
    const { hostname, port } = new URL(url);
    this.#sockets = Array.from({ length: count }, () => {
      const socket = connect(Number(port), hostname);
      socket.on('connect', () => socket.write(text));
      socket.on('error', () => undefined);
      socket.resume();
      socket.on('close', () => {
        this.#closed += 1;
        this.#wake();
      });
      return socket;
    });
  }

  /** Resolves when the other side has closed so many of them; all, unless said. */
  async closed(count = this.#sockets.length): Promise<void> {
    while (this.#closed < count) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Resolves when each has been connected. */
  async connected(): Promise<void> {
    const connecting = this.#sockets.filter((socket) => socket.connecting);
    await Promise.all(connecting.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
