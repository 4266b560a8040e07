import { request as httpRequest } from 'node:http';

import { createServer, type Request, type Response, type Server } from 'restify';

import { refuseForeignRequests } from '../../../bots/http/foreignRequests';

const ROUTE = '/anything';

let server: Server;
let port = 0;
let served: number;
beforeEach(async () => {
  served = 0;
  server = createServer();
  refuseForeignRequests('demo', [server]);
  const serve = async (_request: Request, response: Response): Promise<void> => {
    served += 1;
    response.send(200);
  };
  server.get(ROUTE, serve);
  server.post(ROUTE, serve);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  port = server.address().port;
});
afterEach(() => {
  server.server.closeAllConnections();
  server.close();
});

/** By hand: `fetch` lets nobody choose Host and Origin, as a browser does. `{port}` in a header is the server's. */
function ask(method: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const filled = Object.entries(headers).map(([name, value]) => [name, value.replace('{port}', String(port))]);
  return new Promise((resolve, reject) => {
    const asking = httpRequest({
      ...{ host: '127.0.0.1', port, method, path: ROUTE },
      headers: Object.fromEntries(filled),
    });
    asking.on('error', reject).on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asking.end(method === 'POST' ? '{}' : undefined);
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };

it.each([
  ['a program', {}],
  ['a program that names the machine', { host: 'localhost:{port}' }],
  ['a program over IPv6', { host: '[::1]:{port}' }],
  ['the page', { origin: 'http://127.0.0.1:{port}' }],
  ['the page under its other name', { host: 'localhost:{port}', origin: 'http://localhost:{port}' }],
  ['a program that names the charset', { 'content-type': 'Application/JSON; charset=utf-8' }],
])('when %s asks, then it is served', async (_who, headers) => {
  expect(await ask('GET', headers)).toBe(200);
  expect(await ask('POST', { ...JSON_TYPE, ...headers })).toBe(200);
});

it.each([
  ['a name that points here', { host: 'evil.example' }],
  ['a name that points here, with our port', { host: 'evil.example:{port}', origin: 'http://evil.example:{port}' }],
  ['a name that begins like ours', { host: '127.0.0.1.evil.example' }],
  ['a name behind a user', { host: '127.0.0.1@evil.example' }],
  ['a page elsewhere', { origin: 'https://evil.example' }],
  ['a page of another port', { origin: 'http://127.0.0.1:1' }],
  ['a page of another scheme', { origin: 'https://127.0.0.1:{port}' }],
  ['a page under our other name', { origin: 'http://localhost:{port}' }],
  ['a page that hides its address', { origin: 'null' }],
])('when %s asks, then it is refused with 403', async (_who, headers) => {
  expect(await ask('GET', headers)).toBe(403);
  expect(await ask('POST', { ...JSON_TYPE, ...headers })).toBe(403);
  expect(served).toBe(0);
});

it.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  '',
])('when a form posts "%s", then it is refused with 415', async (type) => {
  expect(await ask('POST', type === '' ? {} : { 'content-type': type })).toBe(415);
  expect(served).toBe(0);
});
