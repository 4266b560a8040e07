import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';

import { post, readJson, readPages } from '../../../services/azure/http/arm';
import { type ArmCall, type ArmExchange, createArmExchange, type Send } from '../../../services/azure/http/armExchange';
import { createArmTransport } from '../../../services/azure/http/armTransport';
import type { AzureError } from '../../../services/backup/vaults';
import { type ArmStub, startArmStub } from '../../support/armStub';
import { ManualClock } from '../../support/manualClock';

let stub: ArmStub;
let arm: ArmExchange;
let clock: ManualClock;
let seen: { action: string; method: string; status: number }[];

beforeEach(async () => {
  stub = await startArmStub();
  clock = new ManualClock();
  seen = [];
  arm = armTo(stub.url);
});

afterEach(async () => {
  arm.close();
  await stub.close();
});

function armTo(resourceManagerUrl: string, credential: (() => Promise<TokenCredential>) | null = null): ArmExchange {
  const onRequest = (request: (typeof seen)[number]): void => {
    seen.push(request);
  };
  return createArmExchange({ resourceManagerUrl, credential, clock, jobReadsPerHour: null, onRequest });
}

function call(change: Partial<ArmCall> = {}): ArmCall {
  const deadlineMs = performance.now() + 60_000;
  return { subscription: 's', action: 'points', wanted: 'item', share: 'command', deadlineMs, ...change };
}

const points: Send = (sdk, options) =>
  sdk.backup('s').recoveryPoints.list('v', 'rg', 'Azure', 'c;1', 'i;1', options).byPage().next();
const pages = (change: Partial<ArmCall> = {}): Promise<readonly unknown[]> =>
  readPages(arm, call(change), (sdk, options) =>
    sdk.backup('s').recoveryPoints.list('v', 'rg', 'Azure', 'c', 'i', options),
  );
const trigger: Send = (sdk, options) =>
  sdk
    .backup('s')
    .backups.trigger('v', 'rg', 'Azure', 'c', 'i', { properties: { objectType: 'IaasVMBackupRequest' } }, options);
const failed = async (reading: Promise<unknown>): Promise<AzureError> =>
  reading.then(
    () => expect(reading).rejects.toThrow(),
    (error: unknown) => error as AzureError,
  ) as Promise<AzureError>;

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
  stub.answer(() => ({ body: { value: [] } }));

  const { answer } = await readJson(arm, call(), points);

  const [request] = stub.requests;
  expect(request!.path).toBe(
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v/backupFabrics/Azure/protectionContainers/c;1/protectedItems/i;1/recoveryPoints',
  );
  expect(request!.query.get('api-version')).toBe('2024-04-01');
  expect(request!.headers['x-ms-client-request-id']).toBe(answer.requestId);
  expect(answer.requestId).toMatch(/^[\da-f-]{36}$/);
  expect(request!.headers.authorization).toBeUndefined();
  expect(seen).toEqual([{ action: expect.stringMatching(/recoveryPoints\/read$/), method: 'GET', status: 200 }]);
  expect(Object.values(arm.stats().requests)).toEqual([1]);
});

it.each([
  ['HTML', { body: '<html>proxy</html>', headers: { 'content-type': 'text/html' } }, 'UnreadableBody'],
  ['HTML called JSON', { body: '<html>proxy</html>' }, 'UnreadableBody'],
  ['nothing', {}, 'UnreadableBody'],
  ['half a JSON', { body: '{"value": [' }, 'UnreadableBody'],
  ['a number', { body: '7' }, 'UnreadableBody'],
])('when a 200 holds %s, then Azure is unavailable', async (_, answer, code) => {
  stub.answer(() => answer);
  expect(await failed(pages())).toMatchObject({ problem: { kind: 'unavailable', status: 200 }, code });
});

it.each([
  ['cut', 'ECONNRESET'],
  ['reset', 'ECONNRESET'],
] as const)(
  'when the connection is %s, then the read is repeated twice and Azure is unavailable',
  async (answer, code) => {
    stub.answer(() => answer);
    const error = await failed(readJson(arm, call(), points));
    expect(error).toMatchObject({ problem: { kind: 'unavailable', status: 0 }, code });
    expect(stub.requests).toHaveLength(3);
    expect(stub.requests.at(-1)!.headers['x-ms-client-request-id']).toBe(error.requestId);
  },
);

it.each(['hang', 'endless'] as const)('when an answer does %s, then it is given up at the deadline', async (answer) => {
  stub.answer(() => answer);
  const error = await failed(readJson(arm, call({ deadlineMs: performance.now() + 1_500 }), points));
  expect(error).toMatchObject({ problem: { kind: 'unavailable', status: 0 }, code: 'Timeout' });
  expect(stub.requests).toHaveLength(1);
});

it('when nothing listens, then Azure is unavailable, and a trigger was certainly not carried out', async () => {
  const { url } = stub;
  await stub.close();
  arm = armTo(url);
  const unavailable = { problem: { kind: 'unavailable', status: 0 }, code: 'ECONNREFUSED' };
  expect(await failed(post(arm, call({ action: 'trigger' }), trigger))).toMatchObject(unavailable);
  expect(seen).toEqual([]);
  stub = await startArmStub();
});

it('when a 503 passes, then a read gets its answer; a read of jobs is not repeated', async () => {
  stub.answer(() => (stub.requests.length === 1 ? { status: 503 } : { body: { value: [1] } }));
  expect((await readJson(arm, call(), points)).json).toEqual({ value: [1] });
  expect(stub.requests).toHaveLength(2);

  stub.answer(() => ({ status: 503 }));
  await failed(readJson(arm, call({ action: 'jobs' }), points));
  expect(stub.requests).toHaveLength(3);
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
])('when a body comes as %s, then it is read as usual', async (_what, body, headers) => {
  stub.answer(() => ({ body, headers: headers }));
  expect((await readJson(arm, call(), points)).json).toEqual({ value: [1] });
});

it('when text comes in a charset of before, then its letters are right', async () => {
  const body = Buffer.from('{"value":["Zürich"]}', 'latin1');
  stub.answer(() => ({ body, headers: { 'content-type': 'application/json; charset=ISO-8859-1' } }));
  expect((await readJson(arm, call(), points)).json).toEqual({ value: ['Zürich'] });
});

it('when a small body would unpack to more than is read of any, then it is not read', async () => {
  stub.answer(() => ({ body: gzipSync(Buffer.alloc(33 * 1024 * 1024, 32)), headers: { 'content-encoding': 'gzip' } }));
  expect(await failed(readJson(arm, call(), points))).toMatchObject({ code: 'UnreadableBody' });
});

it.each([503, 500, 502, 504, 408])(
  'when a %s says “Retry-After: 120”, then it is not asked again now',
  async (status) => {
    stub.answer(() => ({ status, headers: { 'retry-after': '120' } }));
    const until = new Date(clock.now().getTime() + 120_000);
    expect((await failed(readJson(arm, call(), points))).problem).toEqual({ kind: 'unavailable', status, until });
    expect(stub.requests).toHaveLength(1);
  },
);

it('when a 503 says to wait less than the deadline, then the read is repeated, not before', async () => {
  stub.answer(() => (stub.requests.length === 1 ? { status: 503, headers: { 'retry-after': '1' } } : { body: {} }));
  const began = performance.now();
  await readJson(arm, call(), points);
  expect(performance.now() - began).toBeGreaterThanOrEqual(995);
  expect(stub.requests).toHaveLength(2);
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

it.each([400, 403, 404, 429, 501])('when the answer is %s, then the read is not repeated', async (status) => {
  stub.answer(() => ({ status }));
  await failed(readJson(arm, call(), points));
  expect(stub.requests).toHaveLength(1);
});

it.each([500, 502, 504, 408])(
  'when a trigger is answered %s, then it is sent once and may have been carried out',
  async (status) => {
    stub.answer(() => ({ status }));
    expect((await failed(post(arm, call({ action: 'trigger' }), trigger))).problem).toEqual({ kind: 'unconfirmed' });
    expect(stub.requests).toHaveLength(1);
  },
);

it.each(['reset', 'hang', 'cut'] as const)(
  'when a trigger’s answer does %s, then it may have been carried out',
  async (answer) => {
    stub.answer(() => answer);
    const deadlineMs = performance.now() + 1_500;
    const error = await failed(post(arm, call({ action: 'trigger', deadlineMs }), trigger));
    expect(error.problem).toEqual({ kind: 'unconfirmed' });
    expect(error.requestId).toBe(stub.requests[0]!.headers['x-ms-client-request-id']);
    expect(stub.requests).toHaveLength(1);
  },
);

it('when Azure throttles, then its time is kept without asking, and other actions go on', async () => {
  const message = "… exceeded the limit of '150' for time interval '01:00:00'. Please try again after '324' seconds.";
  stub.answer(() => ({ status: 429, body: { error: { code: 'ResourceRequestsThrottled', message } } }));
  const until = new Date(clock.now().getTime() + 324_000);
  const throttled = { kind: 'throttled', own: false, until };
  expect((await failed(readJson(arm, call({ action: 'jobs' }), points))).problem).toEqual(throttled);
  expect((await failed(readJson(arm, call({ action: 'jobs' }), points))).problem).toEqual(throttled);
  expect(stub.requests).toHaveLength(1);
  expect(arm.stats().throttled).toEqual({ 'Microsoft.RecoveryServices/vaults/backupJobs/read': 1 });

  stub.answer(() => ({ body: {} }));
  await readJson(arm, call(), points);
  await clock.advance(324_000);
  await readJson(arm, call({ action: 'jobs' }), points);
});

it('when an answer says what remains, then the budget of that action and subscription learns it', async () => {
  stub.answer(() => ({ body: {}, headers: { 'x-ms-ratelimit-remaining-subscription-resource-requests': '449' } }));
  await readJson(arm, call({ action: 'jobs', subscription: 'S' }), points);
  expect(arm.stats().limiters['s Microsoft.RecoveryServices/vaults/backupJobs/read']).toMatchObject({
    limit: 449,
    remaining: 449,
  });
});

describe('a list', () => {
  const next = (n: number): string => `${stub.url}/next?$skipToken=${n}&api-version=2024-04-01`;

  it('when it has several pages, then all rows are read, each link as Azure wrote it', async () => {
    stub.answer(({ query }) => {
      const page = Number(query.get('$skipToken') ?? 0);
      return { body: { value: [page], ...(page < 3 && { nextLink: next(page + 1) }) } };
    });
    expect(await pages()).toEqual([0, 1, 2, 3]);
    expect(stub.requests.at(-1)!.query.toString()).toBe('%24skipToken=3&api-version=2024-04-01');
  });

  it.each([
    ['leads back to itself', (): string => next(1), 'PageLoop', 2],
    ['never ends', (): string => next(stub.requests.length), 'TooManyPages', 50],
    ['leads to another host', (): string => 'https://example.org/next', 'ForeignHost', 1],
  ])('when it %s, then half of it is not shown: Azure is unavailable', async (...[, link, code, requests]) => {
    stub.answer(() => ({ body: { value: [1], nextLink: link() } }));
    expect(await failed(pages())).toMatchObject({ problem: { kind: 'unavailable' }, code });
    expect(stub.requests).toHaveLength(requests);
  });

  it.each([{}, { value: 'none' }, []])('when it is no list (%j), then Azure is unavailable', async (body) => {
    stub.answer(() => ({ body }));
    expect(await failed(pages())).toMatchObject({
      problem: { kind: 'unavailable', status: 200 },
      code: 'UnreadableBody',
    });
  });
});

describe('with a credential', () => {
  it('when it is refused, then the bot is not allowed; nothing was sent', async () => {
    const refusal = Object.assign(new Error('bad secret'), {
      name: 'AuthenticationError',
      errorResponse: {
        error: 'invalid_client',
        errorDescription: 'AADSTS7000222: The provided client secret keys are expired.\r\nTrace ID: 7f',
      },
    });
    arm = armTo('https://127.0.0.1:1', async () => ({ getToken: () => Promise.reject(refusal) }));
    expect(await failed(post(arm, call({ action: 'trigger' }), trigger))).toMatchObject({
      problem: { kind: 'notAllowed', by: 'credential', action: '' },
      code: 'invalid_client',
      says: 'AADSTS7000222: The provided client secret keys are expired.',
    });
    expect(seen).toEqual([]);
  });

  it('when there is nothing to sign in with, then the credential is named, not the network', async () => {
    const refusal = Object.assign(new Error('ManagedIdentityCredential: no endpoint.'), {
      name: 'CredentialUnavailableError',
    });
    arm = armTo('https://127.0.0.1:1', async () => ({ getToken: () => Promise.reject(refusal) }));
    expect(await failed(readJson(arm, call(), points))).toMatchObject({
      problem: { kind: 'notAllowed', by: 'credential' },
      says: 'ManagedIdentityCredential: no endpoint.',
    });
  });

  it('when it never answers, then a trigger is given up unsent', async () => {
    arm = armTo('https://127.0.0.1:1', async () => ({ getToken: () => new Promise(() => undefined) }));
    const error = await failed(post(arm, call({ action: 'trigger', deadlineMs: performance.now() + 100 }), trigger));
    expect(error).toMatchObject({ problem: { kind: 'unavailable', status: 0 }, code: 'Timeout' });
  });

  it('when it cannot be made, then it is tried anew the next time', async () => {
    let tries = 0;
    arm = armTo(stub.url, async () => {
      tries++;
      return Promise.reject(new Error('no identity endpoint'));
    });
    await failed(readJson(arm, call({ action: 'jobs' }), points));
    await failed(readJson(arm, call({ action: 'jobs' }), points));
    expect(tries).toBe(2);
  });
});
