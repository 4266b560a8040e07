import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';

import { getJson, sendPost } from '../../../../services/azure/http/arm';
import { type ArmExchange, createArmExchange } from '../../../../services/azure/http/armExchange';
import { createArmTransport } from '../../../../services/azure/http/armTransport';
import { call, failed, points, trigger } from '../../../support/armHarness';
import { ManualClock, settle } from '../../../support/manualClock';
import { ANSWER, RawServer } from '../../../support/rawServer';

let server: RawServer;
let arm: ArmExchange;
let counted: number;
beforeEach(async () => {
  server = await RawServer.start();
  counted = 0;
  armTo(`http://${server.host}`);
});
afterEach(async () => {
  arm.close();
  await server.stop();
});

function armTo(resourceManagerUrl: string, credential: (() => Promise<TokenCredential>) | null = null): void {
  const onRequest = (): void => {
    counted += 1;
  };
  arm = createArmExchange({
    resourceManagerUrl,
    credential,
    clock: new ManualClock(),
    jobReadsPerHour: null,
    onRequest,
  });
}

const credential = async (): Promise<TokenCredential> => ({
  getToken: async () => ({ token: 'secret', expiresOnTimestamp: Date.now() + 3_600_000 }),
});

it.each([
  'https://evilmanagement.azure.com/x',
  'https://management.azure.com.evil.example/x',
  'http://a.management.azure.com/x',
  'http://management.azure.com/x',
  'https://management.azure.com:8443/x',
])('when a link leads to %s, then it is not followed: the request carries our token', async (url) => {
  const transport = createArmTransport('https://management.azure.com', (headers) => createHttpHeaders(headers));
  const request = createPipelineRequest({ url });
  await expect(transport.sendRequest(request)).rejects.toMatchObject({ code: 'ForeignHost' });
  transport.close();
});

it('when TLS is not answered in time, then a trigger was certainly not carried out', async () => {
  armTo(`https://${server.host}`, credential);
  const deadlineMs = performance.now() + 1_000;
  const error = await failed(sendPost(arm, call({ action: 'trigger', deadlineMs }), trigger));
  expect(error).toMatchObject({ problem: { kind: 'unavailable', status: 0 }, code: 'Timeout' });
  expect(server.connections).toBe(1);
  expect(server.received).not.toContain('secret');
  expect(counted).toBe(0);
});

it('when HTTPS_PROXY names a proxy that refuses the tunnel, then a trigger was certainly not carried out', async () => {
  server.answer = ({ socket }) => void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  process.env['HTTPS_PROXY'] = `http://user:p%40ss@${server.host}`;
  armTo('https://management.azure.example', credential);
  const error = await failed(sendPost(arm, call({ action: 'trigger' }), trigger));
  delete process.env['HTTPS_PROXY'];
  expect(error.problem).toMatchObject({ kind: 'unavailable', status: 0 });
  expect(server.requests.map(({ path }) => path)).toEqual(['management.azure.example:443']);
  expect(server.received).toContain(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  expect(server.received).not.toContain('secret');
  expect(counted).toBe(0);
});

it('when a trigger goes over a connection that served before and is closed, then it may have been carried out', async () => {
  server.answer = ({ socket, text }) => {
    if (text.startsWith('POST')) socket.end();
    else socket.write(ANSWER.replace('ok', '{}'));
  };
  await getJson(arm, call(), points);
  await settle();
  expect((await failed(sendPost(arm, call({ action: 'trigger' }), trigger))).problem).toEqual({ kind: 'unconfirmed' });
  expect([server.connections, server.requests.length, counted]).toEqual([1, 2, 2]);
});
