import type { Server } from 'restify';

import type { Config } from '../../services/platform/config';
import { OperatorError } from '../../services/platform/errors';
import { refuseForeignRequests } from './foreignRequests';

interface Address {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** The setting that the error names when the port is taken; its `HOST` where the address is at fault. */
  readonly setting: 'PORT' | 'OPS_PORT';
}

const FREE = { PORT: 'a free one, such as PORT=0', OPS_PORT: 'a free one' } as const;
/** Node's codes for a name that does not resolve, and for an address that no interface has. */
const HOST_FAULTS: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL']);

/**
 * Opens the public port, and the other one where it is set; `look` begins and ends with that one. Whoever may not ask
 * is refused from the first request on. Rejects as listenOn does.
 */
export async function openPorts(
  { mode, host, port, ops: second }: Pick<Config, 'mode' | 'host' | 'port' | 'ops'>,
  { server, ops }: { readonly server: Server; readonly ops: Server },
  look: () => () => void,
): Promise<void> {
  refuseForeignRequests(mode, [server, ops]);
  await listenOn(server, { host, port, setting: 'PORT' });
  if (second === null) return;
  await listenOn(ops, { ...second, setting: 'OPS_PORT' });
  ops.once('close', look());
}

/** Rejects with OperatorError if the address or the port cannot be opened. */
export function listenOn(server: Server, { host, port, setting }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      const reason = error.code ?? error.message;
      const isHost = HOST_FAULTS.has(reason);
      const name = isHost ? setting.replace('PORT', 'HOST') : setting;
      const advice = isHost ? 'an address of this machine, such as 127.0.0.1' : FREE[setting];
      reject(new OperatorError(`${name}: cannot listen on ${host}:${port} (${reason}); give ${advice}.`));
    });
    server.listen(port, host, resolve);
  });
}

/** The address of a listening server on this machine, such as `http://127.0.0.1:3978`. */
export function urlOf(server: Server): string {
  return server.url.replace('[::]', '127.0.0.1');
}
