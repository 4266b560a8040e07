import { createServer } from 'restify';

import { listenOn, urlOf } from '../../../bots/http/listen';
import { OperatorError } from '../../../services/platform/errors';

const HOST = '127.0.0.1';

it.each(['PORT', 'OPS_PORT'] as const)(
  'when the port of %s is taken, then the operator is told that setting and the address',
  async (setting) => {
    const first = createServer();
    await listenOn(first, { host: HOST, port: 0, setting: 'PORT' });
    const port = Number(new URL(urlOf(first)).port);
    const second = createServer();
    const refused = listenOn(second, { host: HOST, port, setting });
    await expect(refused).rejects.toThrow(OperatorError);
    await expect(refused).rejects.toThrow(`${setting}: cannot listen on ${HOST}:${port} (EADDRINUSE)`);
    first.close();
  },
);
