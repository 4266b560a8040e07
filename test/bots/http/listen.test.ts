import { once } from 'node:events';

import { createServer } from 'restify';

import { listenOn, openPorts, urlOf } from '../../../bots/http/listen';
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

it.each([
  ['PORT', 'HOST'],
  ['OPS_PORT', 'OPS_HOST'],
] as const)(
  'when the address beside %s is not of this machine, then the operator is told %s',
  async (setting, named) => {
    // 192.0.2.0/24 is for documentation only (RFC 5737); no machine has it.
    const refused = listenOn(createServer(), { host: '192.0.2.1', port: 0, setting });
    await expect(refused).rejects.toThrow(
      `${named}: cannot listen on 192.0.2.1:0 (EADDRNOTAVAIL); give an address of this machine, such as 127.0.0.1.`,
    );
  },
);

it.each([
  ['there', { host: HOST, port: 0 }, ['begun', 'ended']],
  ['not set', null, []],
])('when the second port is %s, then somebody looks at the checks as long as it is open', async (_what, ops, seen) => {
  const servers = { server: createServer(), ops: createServer() };
  const told: string[] = [];
  await openPorts({ mode: 'teams', host: HOST, port: 0, ops }, servers, () => {
    told.push('begun');
    return () => told.push('ended');
  });
  const closed = Object.values(servers).flatMap((one) => (one.server.listening ? [once(one, 'close')] : []));
  servers.server.close();
  servers.ops.close();
  await Promise.all(closed);
  expect(told).toEqual(seen);
  expect(closed).toHaveLength(ops === null ? 1 : 2);
});
