import type { Socket } from 'node:net';

import { createAddressOf } from './clientAddress';

/** Connections of one address that have authenticated nothing. With one more, the oldest of them is closed. */
const STRANGERS_MAX = 1_024;

/** Keeps an address from using up the process's sockets. A request under way has no time to become the oldest. */
export class Strangers {
  readonly #addressOf = createAddressOf([]);
  readonly #sockets = new Map<string, Set<Socket>>();
  readonly #max: number;

  constructor(max = STRANGERS_MAX) {
    this.#max = max;
  }

  add(socket: Socket): void {
    const address = this.#addressOf({ headers: {}, socket });
    const sockets = this.#sockets.get(address) ?? new Set();
    this.#sockets.set(address, sockets.add(socket));
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0 && this.#sockets.get(address) === sockets) this.#sockets.delete(address);
    });
    const [oldest] = sockets;
    if (sockets.size > this.#max && oldest) {
      sockets.delete(oldest);
      oldest.destroy();
    }
  }

  /** It has brought something authentic. */
  know(socket: Socket): void {
    this.#sockets.get(this.#addressOf({ headers: {}, socket }))?.delete(socket);
  }
}
