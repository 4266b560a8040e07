import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

import { createHttp } from '../../../services/platform/http';
import { settle } from '../../support/manualClock';
import { ANSWER, RawServer } from '../../support/rawServer';

type Http = ReturnType<typeof createHttp>;
type HttpRequest = Parameters<Http['send']>[0];
type HttpOutcome = Awaited<ReturnType<Http['send']>>;

let server: RawServer;
let http: Http;
let sent: string[];

beforeEach(async () => {
  server = await RawServer.start();
  http = open();
  sent = [];
});
afterEach(async () => {
  http.close();
  await server.stop();
});

function open(change: Partial<Parameters<typeof createHttp>[0]> = {}): Http {
  return createHttp({ connections: 10, idleMs: 60_000, answerBytes: 100_000, ...change });
}

function request(path: string, change: Partial<HttpRequest> = {}): HttpRequest {
  const onSend = (): void => void sent.push(path);
  return { url: `http://${server.host}${path}`, method: 'POST', headers: {}, body: '{}', onSend, ...change };
}

const send = (path: string, change?: Partial<HttpRequest>): Promise<HttpOutcome> => http.send(request(path, change));
const OK = { kind: 'answered', status: 200, body: Buffer.from('ok') };

describe('a request that was never sent', () => {
  afterEach(() => {
    expect(sent).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('when nobody listens, then the server was never reached', async () => {
    await server.stop();
    expect(await send('/')).toMatchObject({ kind: 'neverReached', code: 'ECONNREFUSED' });
    server = await RawServer.start();
  });

  it('when the name does not exist, then the server was never reached', async () => {
    const outcome = await send('/', { url: 'http://nobody.invalid/' });
    expect(outcome).toMatchObject({ kind: 'neverReached', code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
  });

  it('when the server closes the connection before TLS stands, then it was never reached', async () => {
    server.greet = (socket) => socket.once('data', () => socket.destroy());
    expect(await send('/', { url: `https://${server.host}/` })).toMatchObject({ kind: 'neverReached' });
  });

  it('when the server speaks no TLS, then it was never reached', async () => {
    server.greet = (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    expect(await send('/', { url: `https://${server.host}/` })).toMatchObject({ kind: 'neverReached' });
  });

  it('when the server refuses the TLS handshake, then it was never reached', async () => {
    const tls = createTlsServer().listen(0, '127.0.0.1');
    await once(tls, 'listening');
    const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}/`;
    expect(await send('/', { url })).toMatchObject({ kind: 'neverReached' });
    tls.close();
  });

  it('when it is given up while TLS is negotiated, then the server was never reached', async () => {
    const abort = new AbortController();
    server.greet = (socket) => socket.once('data', abort.abort.bind(abort, undefined));
    const outcome = await send('/', { url: `https://${server.host}/`, signal: abort.signal });
    expect(outcome).toMatchObject({ kind: 'neverReached', code: 'Timeout' });
  });

  it('when a header cannot be written, then no connection is made', async () => {
    expect(await send('/', { headers: { Authorization: 'Bearer a\nb' } })).toMatchObject({
      kind: 'neverReached',
      code: 'ERR_INVALID_CHAR',
    });
    expect(server.connections).toBe(0);
  });

  it('when it is given up before, then no connection is made', async () => {
    expect(await send('/', { signal: AbortSignal.abort() })).toMatchObject({ kind: 'neverReached', code: 'Timeout' });
    expect(server.connections).toBe(0);
  });
});

it('when it is given up while it waits for a connection, then it is never sent, later neither', async () => {
  http = open({ connections: 1 });
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    server.answer = ({ socket }) => {
      release = () => void socket.write(ANSWER);
      server.answer = ({ socket: same }) => void same.write(ANSWER);
      resolve();
    };
  });
  const abort = new AbortController();
  const first = send('/first');
  const second = send('/second', { signal: abort.signal });
  await held;
  abort.abort();

  expect(await second).toMatchObject({ kind: 'neverReached', code: 'Timeout' });
  release();
  expect(await first).toMatchObject(OK);
  expect(await send('/third')).toMatchObject(OK);
  expect(server.requests.map(({ path }) => path)).toEqual(['/first', '/third']);
  expect(sent).toEqual(['/first', '/third']);
});

describe('a request that was sent', () => {
  const HALF_A_BODY = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf';
  const answers: [string, RawServer['answer'], string][] = [
    ['is reset', ({ socket }) => socket.resetAndDestroy(), 'ECONNRESET'],
    ['is closed', ({ socket }) => socket.end(), 'ECONNRESET'],
    ['gets half of the headers', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'), 'ECONNRESET'],
    ['gets half of the body', ({ socket }) => socket.end(HALF_A_BODY), 'ECONNRESET'],
    ['gets half of the last body', ({ socket }) => socket.end(closing(HALF_A_BODY)), 'ECONNRESET'],
    ['gets half of the body and a reset', ({ socket }) => cut(socket, HALF_A_BODY), 'ECONNRESET'],
    ['gets no HTTP', ({ socket }) => void socket.write('+OK POP3 ready\r\n'), 'HPE_INVALID_CONSTANT'],
    ['gets no end of headers', ({ socket }) => endless(socket, 'HTTP/1.1 200 OK\r\n'), 'HPE_HEADER_OVERFLOW'],
    ['gets too long a body', ({ socket }) => endless(socket, 'HTTP/1.1 200 OK\r\n\r\n'), 'BodyTooLong'],
    ['gets too long a named body', ({ socket }) => endless(socket, closing(HALF_A_BODY, 900_000)), 'BodyTooLong'],
  ];
  const closing = (answer: string, length = 100): string =>
    answer.replace('100\r\n', `${length}\r\nConnection: close\r\n`);
  const cut = (socket: Socket, text: string): boolean =>
    socket.write(text, () => {
      socket.resetAndDestroy();
    });
  const endless = (socket: Socket, head: string): boolean => {
    const more = (): boolean => socket.writable && socket.write(`x: ${'x'.repeat(10_000)}\r\n`, more);
    return socket.write(head, more);
  };

  it.each(answers)('when it %s, then it may have been carried out, and is sent once', async (_, answer, code) => {
    server.answer = answer;
    expect(await send('/')).toMatchObject({ kind: 'unanswered', code });
    expect(server.requests).toHaveLength(1);
    expect(sent).toEqual(['/']);
  });

  it.each(answers.filter(([what]) => /body|HTTP|no end/.test(what)))(
    'when it %s, on a connection that had served before, then that one was not stale',
    async (_, answer, code) => {
      http = open({ connections: 1 });
      expect(await send('/first')).toMatchObject(OK);
      server.answer = answer;
      expect(await send('/')).toMatchObject({ kind: 'unanswered', code });
    },
  );

  it.each(['hangs', 'sends half a body and hangs'])('when the server %s, then it is given up', async (what) => {
    const abort = new AbortController();
    server.answer = ({ socket }) => {
      if (what !== 'hangs') socket.write(HALF_A_BODY);
      setImmediate(() => {
        abort.abort();
      });
    };
    expect(await send('/', { signal: abort.signal })).toMatchObject({ kind: 'unanswered', code: 'Timeout' });
    await server.untilEmpty();
    expect(server.requests).toHaveLength(1);
  });
});

describe('a connection that served before', () => {
  beforeEach(() => {
    http = open({ connections: 1 });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['closed', (socket) => socket.end()],
    ['reset', (socket) => socket.resetAndDestroy()],
  ])('when it is %s instead of an answer, then it was stale, and the request is not repeated', async (_, close) => {
    expect(await send('/first')).toMatchObject(OK);
    server.answer = ({ socket }) => {
      close(socket);
    };
    expect(await send('/second')).toMatchObject({ kind: 'stale', code: 'ECONNRESET' });
    expect(server.connections).toBe(1);
    expect(server.requests).toHaveLength(2);
  });

  it('when it is kept open without an answer, then it was not stale', async () => {
    expect(await send('/first')).toMatchObject(OK);
    const abort = new AbortController();
    server.answer = () => {
      abort.abort();
    };
    expect(await send('/second', { signal: abort.signal })).toMatchObject({ kind: 'unanswered', code: 'Timeout' });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['closed', (socket) => socket.end()],
    ['reset', (socket) => socket.resetAndDestroy()],
    ['answered without a question', (socket) => socket.end(ANSWER)],
  ])('when it was %s while idle, then the next request goes over a new one', async (_, close) => {
    server.answer = ({ socket, nth }) => {
      socket.write(ANSWER);
      if (server.connections === 1 && nth === 1) setImmediate(close, socket);
    };
    expect(await send('/first')).toMatchObject(OK);
    await server.untilEmpty();
    // The client's end hears of it a round of the event loop later, on Node 24 a few.
    for (let rounds = 0; rounds < 20; rounds += 1) await settle();
    expect(await send('/second')).toMatchObject(OK);
    expect(server.connections).toBe(2);
    expect(server.requests).toHaveLength(2);
  });

  it('when it is idle for longer than its limit, then it is closed from here', async () => {
    http = open({ idleMs: 20 });
    expect(await send('/first')).toMatchObject(OK);
    await server.untilEmpty();
    expect(server.received).toContain('/first');
  });

  it('when the server names a shorter time, then that one holds', async () => {
    server.answer = ({ socket }) => void socket.write(ANSWER.replace('\r\n\r\n', '\r\nKeep-Alive: timeout=2\r\n\r\n'));
    expect(await send('/first')).toMatchObject(OK);
    await server.untilEmpty();
    expect(server.connections).toBe(1);
  });
});

describe('an answer', () => {
  const answered = async (head: string, body = ''): Promise<HttpOutcome> => {
    server.answer = ({ socket }) =>
      void socket.write(`HTTP/1.1 ${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    return send('/path?a=b%20c', { headers: { Authorization: 'Bearer token' }, body: '{"text":"東京"}' });
  };

  it('when a message is posted, then it arrives whole, once, with its headers', async () => {
    await answered('200 OK');
    expect(Buffer.from(server.requests[0]!.text, 'latin1').toString()).toMatch(
      /^POST \/path\?a=b%20c HTTP\/1\.1\r\nAuthorization: Bearer token\r\nHost: 127[^]*\r\nContent-Length: 17\r\n\r\n\{"text":"東京"\}$/,
    );
  });

  it.each(['301 Moved\r\nLocation: /elsewhere', '503 Busy\r\nRetry-After: 0', '100 Continue\r\n\r\nHTTP/1.1 200 OK'])(
    'when it is %j, then nothing is sent again',
    async (head) => {
      await answered(head, 'body');
      expect(server.requests).toHaveLength(1);
    },
  );

  it('when a header comes twice, then its first value counts', async () => {
    const outcome = await answered('429 Wait\r\nRetry-After: 7\r\nRetry-After: 9\r\nX-One: 1', 'body');
    expect(outcome).toMatchObject({
      status: 429,
      headers: { 'retry-after': '7', 'x-one': '1' },
      body: Buffer.from('body'),
    });
  });

  it('when its headers are as long as those of Azure’s 202, then they are read', async () => {
    expect(await answered(`202 Accepted\r\nLocation: ${'x'.repeat(30_000)}`)).toMatchObject({ status: 202 });
  });
});

it('when more is asked at once than connections may be, then the rest waits', async () => {
  http = open({ connections: 3 });
  let waiting: Socket[] = [];
  server.answer = ({ socket }) => {
    waiting.push(socket);
    if (waiting.length < 3) return;
    for (const each of waiting) each.write(ANSWER);
    waiting = [];
  };
  const outcomes = await Promise.all(Array.from({ length: 21 }, (_, n) => send(`/${n}`)));
  expect(outcomes.every(({ kind }) => kind === 'answered')).toBe(true);
  expect(server.connections).toBe(3);
});
