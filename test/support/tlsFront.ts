import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';

import { certify } from './certificate';

/** Loaded into a process first: all its TLS goes to the front, whatever the host, and no further. */
const TO_FRONT = `
const tls = require('node:tls');
const { connect } = tls;
tls.connect = (options, ...rest) =>
  connect({ ...options, servername: options.servername || options.host, host: '127.0.0.1', port: process.env.TLS_FRONT_PORT }, ...rest);
`;

/** Speaks TLS for hosts of the internet on this machine, and hands what it reads to plain servers. */
export class TlsFront {
  readonly #server: Server;
  readonly #certificate: string;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, certificate: string) {
    this.#server = server;
    this.#certificate = certificate;
    server.on('secureConnection', (socket) => {
      this.#hold(socket);
    });
  }

  /** `hosts`: the URL of a plain server for each host. `folder` gets the certificate, which openssl makes. */
  static async start(folder: string, hosts: Readonly<Record<string, string>>): Promise<TlsFront> {
    const { certificate, key } = certify(
      folder,
      Object.keys(hosts).map((host) => `DNS:${host}`),
    );
    const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) => {
      pass(socket, hosts);
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new TlsFront(server, certificate);
  }

  /** What a process needs in its environment to trust the front and to be led to it by `script`. */
  get environment(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return { NODE_EXTRA_CA_CERTS: this.#certificate, TLS_FRONT_PORT: String(port) };
  }

  get script(): string {
    return TO_FRONT;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

function pass(socket: TLSSocket, hosts: Readonly<Record<string, string>>): void {
  const { hostname, port } = new URL(hosts[String(socket.servername)] ?? 'http://127.0.0.1:9');
  const behind = connect(Number(port), hostname);
  for (const [one, other] of [
    [socket, behind],
    [behind, socket],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
}
