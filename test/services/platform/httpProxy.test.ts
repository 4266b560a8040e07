import type { Agent } from 'node:http';
import type { Socket } from 'node:net';

import { createHttpHeaders, createPipelineRequest, proxyPolicy } from '@azure/core-rest-pipeline';

import { createHttp } from '../../../services/platform/http';
import { RawServer } from '../../support/rawServer';

type Http = ReturnType<typeof createHttp>;

let server: RawServer;
let http: Http;
let sent: string[];

beforeEach(async () => {
  server = await RawServer.start();
  http = createHttp({ connections: 10, idleMs: 60_000, answerBytes: 100_000 });
  sent = [];
});
afterEach(async () => {
  http.close();
  await server.stop();
});

const send = (agent: Agent): ReturnType<Http['send']> =>
  http.send({ url, method: 'POST', headers: {}, body: '{}', agent, onSend: () => void sent.push(url) });

const url = 'https://management.azure.example/subscriptions';

/** The agent that the Azure SDK makes for a proxy. */
async function agentOf(host: string): Promise<Agent> {
  const pipelineRequest = createPipelineRequest({ url });
  const [name = '', port] = host.split(':');
  await proxyPolicy({ host: `http://${name}`, port: Number(port) }).sendRequest(pipelineRequest, async (made) => ({
    request: made,
    status: 200,
    headers: createHttpHeaders(),
  }));
  return pipelineRequest.agent as Agent;
}

it('when it refuses the tunnel, then the server was never reached', async () => {
  server.answer = ({ socket }) => void socket.end('HTTP/1.1 407 Authentication Required\r\n\r\n');
  expect(await send(await agentOf(server.host))).toMatchObject({
    kind: 'neverReached',
    code: 'ProxyRefused',
  });
  expect(server.requests.map(({ text }) => text.split('\r\n')[0])).toEqual([
    'CONNECT management.azure.example:443 HTTP/1.1',
  ]);
  expect([server.received.includes('POST'), sent]).toEqual([false, []]);
});

it.each<[string, (socket: Socket) => unknown]>([
  ['closes', (socket) => socket.end()],
  ['resets', (socket) => socket.resetAndDestroy()],
])('when it %s the connection instead of answering, then it is asked once', async (_, close) => {
  server.answer = ({ socket }) => void close(socket);
  expect(await send(await agentOf(server.host))).toMatchObject({ kind: 'neverReached' });
  expect([server.connections, sent]).toEqual([1, []]);
});

it('when it gives way, then nothing is sent before TLS stands', async () => {
  server.answer = ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.once('data', () => socket.destroy());
  };
  expect(await send(await agentOf(server.host))).toMatchObject({ kind: 'neverReached' });
  expect(server.received).not.toContain('POST');
  expect(sent).toEqual([]);
});
