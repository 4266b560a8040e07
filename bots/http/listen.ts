import type { Server } from 'restify';

import { OperatorError } from '../../services/platform/errors';

interface Address {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** The setting that the error names when the port is taken. */
  readonly setting: 'PORT' | 'OPS_PORT';
}

/** Rejects with OperatorError if the port cannot be opened. */
export function listenOn(server: Server, { host, port, setting }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      const reason = error.code ?? error.message;
      reject(
        new OperatorError(
          `${setting}: cannot listen on ${host}:${port} (${reason}); give a free one${setting === 'PORT' ? ', such as PORT=0' : ''}.`,
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

/** The address of a listening server on this machine, such as `http://127.0.0.1:3978`. */
export function urlOf(server: Server): string {
  return server.url.replace('[::]', '127.0.0.1');
}
