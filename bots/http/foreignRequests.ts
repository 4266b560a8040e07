import type { IncomingMessage } from 'node:http';

import type { Request, Response, Server } from 'restify';

import { isLoopback } from '../../services/platform/addresses';
import type { Config } from '../../services/platform/config';

interface Refusal {
  readonly status: 403 | 415;
  readonly reason: string;
}

/**
 * Demo mode has no authentication, so each request must come from its own page or from a program of this
 * machine. A web page elsewhere reaches 127.0.0.1 too:
 * - under a name of its own that points there (DNS rebinding): the Host header tells
 * - with a script: the browser says from where, in Origin
 * - with a form, which can send no JSON
 */
export function refuseForeignRequests(mode: Config['mode'], servers: readonly Server[]): void {
  if (mode !== 'demo') return;
  for (const server of servers)
    server.pre((request: Request, response: Response, next: (go?: false) => void) => {
      const refusal = refusalOf(request);
      if (refusal === null) {
        next();
        return;
      }
      response.send(refusal.status, { error: refusal.reason });
      next(false);
    });
}

/** null: the request may pass. */
function refusalOf({ method, headers }: IncomingMessage): Refusal | null {
  const address = `http://${headers.host ?? ''}`;
  if (!isLoopback(address)) return { status: 403, reason: 'Demo mode answers to 127.0.0.1 and localhost only.' };
  if (headers.origin !== undefined && headers.origin !== new URL(address).origin)
    return { status: 403, reason: 'Demo mode answers to its own page only.' };
  const isJson = (headers['content-type'] ?? '').toLowerCase().split(';', 1)[0]?.trim() === 'application/json';
  return method === 'POST' && !isJson ? { status: 415, reason: 'Send application/json.' } : null;
}
