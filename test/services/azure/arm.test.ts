import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { getJson, sendPost } from '../../../services/azure/http/arm';
import { ArmHarness, call, failed, points, trigger } from '../../support/armHarness';

let arm: ArmHarness;
beforeEach(async () => {
  arm = await ArmHarness.start();
});
afterEach(() => arm.close());

it('when the service is imported, then no package of Azure’s is: types only at the top of every file', () => {
  const folder = join(__dirname, '../../../services/azure');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const lines = files.flatMap(
    (name) => readFileSync(join(folder, name), 'utf8').match(/^import [^;]*'@azure[^;]*;/gm) ?? [],
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => !line.startsWith('import type '))).toEqual([]);
});

it('when a read is sent, then it carries our id and no token, asks for the version with consistency types, and is counted', async () => {
  arm.stub.answer(() => ({ body: { value: [] } }));

  const { answer } = await getJson(arm.exchange, call(), points);

  const [request] = arm.stub.requests;
  expect(request!.path).toBe(
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v/backupFabrics/Azure/protectionContainers/c;1/protectedItems/i;1/recoveryPoints',
  );
  expect(request!.query.get('api-version')).toBe('2024-04-01');
  expect(request!.headers['x-ms-client-request-id']).toBe(answer.requestId);
  expect(answer.requestId).toMatch(/^[\da-f-]{36}$/);
  expect(request!.headers.authorization).toBeUndefined();
  expect(arm.seen).toEqual([{ action: expect.stringMatching(/recoveryPoints\/read$/), method: 'GET', status: 200 }]);
  expect(Object.values(arm.exchange.stats().requests)).toEqual([1]);
});

it.each([
  ['HTML', { body: '<html>proxy</html>', headers: { 'content-type': 'text/html' } }, 'UnreadableBody'],
  ['HTML called JSON', { body: '<html>proxy</html>' }, 'UnreadableBody'],
  ['nothing', {}, 'UnreadableBody'],
  ['half a JSON', { body: '{"value": [' }, 'UnreadableBody'],
  ['a number', { body: '7' }, 'UnreadableBody'],
])('when a 200 holds %s, then Azure is unavailable', async (_, answer, code) => {
  arm.stub.answer(() => answer);
  expect(await failed(arm.pages())).toMatchObject({ problem: { kind: 'unavailable', status: 200 }, code });
});

it.each([
  ['cut', 'ECONNRESET'],
  ['reset', 'ECONNRESET'],
] as const)(
  'when the connection is %s, then the read is repeated twice and Azure is unavailable',
  async (answer, code) => {
    arm.stub.answer(() => answer);
    const error = await failed(getJson(arm.exchange, call(), points));
    expect(error).toMatchObject({ problem: { kind: 'unavailable', status: 0 }, code });
    expect(arm.stub.requests).toHaveLength(3);
    expect(arm.stub.requests.at(-1)!.headers['x-ms-client-request-id']).toBe(error.requestId);
  },
);

it.each(['hang', 'endless'] as const)('when an answer does %s, then it is given up at the deadline', async (answer) => {
  arm.stub.answer(() => answer);
  const error = await failed(getJson(arm.exchange, call({ deadlineMs: performance.now() + 1_500 }), points));
  expect(error).toMatchObject({ problem: { kind: 'unavailable', status: 0 }, code: 'Timeout' });
  expect(arm.stub.requests).toHaveLength(1);
});

it('when nothing listens, then Azure is unavailable, and a trigger was certainly not carried out', async () => {
  const { url } = arm.stub;
  await arm.stub.close();
  arm.to(url);
  const unavailable = { problem: { kind: 'unavailable', status: 0 }, code: 'ECONNREFUSED' };
  expect(await failed(sendPost(arm.exchange, call({ action: 'trigger' }), trigger))).toMatchObject(unavailable);
  expect(arm.seen).toEqual([]);
});

it('when a 503 passes, then a read gets its answer; a read of jobs is not repeated', async () => {
  arm.stub.answer(() => (arm.stub.requests.length === 1 ? { status: 503 } : { body: { value: [1] } }));
  expect((await getJson(arm.exchange, call(), points)).json).toEqual({ value: [1] });
  expect(arm.stub.requests).toHaveLength(2);

  arm.stub.answer(() => ({ status: 503 }));
  await failed(getJson(arm.exchange, call({ action: 'jobs' }), points));
  expect(arm.stub.requests).toHaveLength(3);
});

it.each([
  ['a byte order mark', Buffer.from('\ufeff{"value":[1]}'), {}],
  ['two marks and blanks', Buffer.from('\ufeff\ufeff \r\n\t{"value":[1]}\0\n'), {}],
  ['text/plain', Buffer.from('{"value":[1]}'), { 'content-type': 'text/plain' }],
  ['bytes', Buffer.from('{"value":[1]}'), { 'content-type': 'application/octet-stream' }],
  ['a charset that it has not', Buffer.from('{"value":[1]}'), { 'content-type': 'application/json; charset=utf-7' }],
  ['UTF-16', Buffer.from('\ufeff{"value":[1]}', 'utf16le'), { 'content-type': 'application/json; charset=utf-16' }],
  ['UTF-16 without a mark', Buffer.from('{"value":[1]}', 'utf16le'), {}],
  ['gzip', gzipSync('\ufeff{"value":[1]}'), { 'content-encoding': 'gzip' }],
  ['gzip that is not told', gzipSync('{"value":[1]}'), {}],
  ['deflate', deflateSync('{"value":[1]}'), { 'content-encoding': 'deflate' }],
  ['raw deflate', deflateRawSync('{"value":[1]}'), { 'content-encoding': 'deflate' }],
  ['brotli', brotliCompressSync('{"value":[1]}'), { 'content-encoding': 'br' }],
  ['gzip that is none', Buffer.from('{"value":[1]}'), { 'content-encoding': 'gzip' }],
  ['an encoding that objects have a field of', Buffer.from('{"value":[1]}'), { 'content-encoding': 'constructor' }],
  ['an encoding that objects descend from', Buffer.from('{"value":[1]}'), { 'content-encoding': '__proto__' }],
])('when a body comes as %s, then it is read as usual', async (_what, body, headers) => {
  arm.stub.answer(() => ({ body, headers: headers }));
  expect((await getJson(arm.exchange, call(), points)).json).toEqual({ value: [1] });
});

it('when text comes in a charset of before, then its letters are right', async () => {
  const body = Buffer.from('{"value":["Zürich"]}', 'latin1');
  arm.stub.answer(() => ({ body, headers: { 'content-type': 'application/json; charset=ISO-8859-1' } }));
  expect((await getJson(arm.exchange, call(), points)).json).toEqual({ value: ['Zürich'] });
});

it('when a small body would unpack to more than is read of any, then it is not read', async () => {
  arm.stub.answer(() => ({
    body: gzipSync(Buffer.alloc(33 * 1024 * 1024, 32)),
    headers: { 'content-encoding': 'gzip' },
  }));
  expect(await failed(getJson(arm.exchange, call(), points))).toMatchObject({ code: 'UnreadableBody' });
});

it.each([503, 500, 502, 504, 408])(
  'when a %s says “Retry-After: 120”, then it is not asked again now',
  async (status) => {
    arm.stub.answer(() => ({ status, headers: { 'retry-after': '120' } }));
    const until = new Date(arm.clock.now().getTime() + 120_000);
    expect((await failed(getJson(arm.exchange, call(), points))).problem).toEqual({
      kind: 'unavailable',
      status,
      until,
    });
    expect(arm.stub.requests).toHaveLength(1);
  },
);

it('when a 503 says to wait less than the deadline, then the read is repeated, not before', async () => {
  arm.stub.answer(() =>
    arm.stub.requests.length === 1 ? { status: 503, headers: { 'retry-after': '1' } } : { body: {} },
  );
  const began = performance.now();
  await getJson(arm.exchange, call(), points);
  expect(performance.now() - began).toBeGreaterThanOrEqual(995);
  expect(arm.stub.requests).toHaveLength(2);
});

it.each([400, 403, 404, 429, 501])('when the answer is %s, then the read is not repeated', async (status) => {
  arm.stub.answer(() => ({ status }));
  await failed(getJson(arm.exchange, call(), points));
  expect(arm.stub.requests).toHaveLength(1);
});

it.each([500, 502, 504, 408])(
  'when a trigger is answered %s, then it is sent once and may have been carried out',
  async (status) => {
    arm.stub.answer(() => ({ status }));
    expect((await failed(sendPost(arm.exchange, call({ action: 'trigger' }), trigger))).problem).toEqual({
      kind: 'unconfirmed',
    });
    expect(arm.stub.requests).toHaveLength(1);
  },
);

it.each(['reset', 'hang', 'cut'] as const)(
  'when a trigger’s answer does %s, then it may have been carried out',
  async (answer) => {
    arm.stub.answer(() => answer);
    const deadlineMs = performance.now() + 1_500;
    const error = await failed(sendPost(arm.exchange, call({ action: 'trigger', deadlineMs }), trigger));
    expect(error.problem).toEqual({ kind: 'unconfirmed' });
    expect(error.requestId).toBe(arm.stub.requests[0]!.headers['x-ms-client-request-id']);
    expect(arm.stub.requests).toHaveLength(1);
  },
);

it('when Azure throttles, then its time is kept without asking, and other actions go on', async () => {
  const message = "… exceeded the limit of '150' for time interval '01:00:00'. Please try again after '324' seconds.";
  arm.stub.answer(() => ({ status: 429, body: { error: { code: 'ResourceRequestsThrottled', message } } }));
  const until = new Date(arm.clock.now().getTime() + 324_000);
  const throttled = { kind: 'throttled', own: false, until };
  expect((await failed(getJson(arm.exchange, call({ action: 'jobs' }), points))).problem).toEqual(throttled);
  expect((await failed(getJson(arm.exchange, call({ action: 'jobs' }), points))).problem).toEqual(throttled);
  expect(arm.stub.requests).toHaveLength(1);
  expect(arm.exchange.stats().throttled).toEqual({ 'Microsoft.RecoveryServices/vaults/backupJobs/read': 1 });

  arm.stub.answer(() => ({ body: {} }));
  await getJson(arm.exchange, call(), points);
  await arm.clock.advance(324_000);
  await getJson(arm.exchange, call({ action: 'jobs' }), points);
});

it('when an answer says what remains, then the budget of that action and subscription learns it', async () => {
  arm.stub.answer(() => ({ body: {}, headers: { 'x-ms-ratelimit-remaining-subscription-resource-requests': '449' } }));
  await getJson(arm.exchange, call({ action: 'jobs', subscription: 'S' }), points);
  expect(arm.exchange.stats().limiters['s Microsoft.RecoveryServices/vaults/backupJobs/read']).toMatchObject({
    limit: 449,
    remaining: 449,
  });
});
