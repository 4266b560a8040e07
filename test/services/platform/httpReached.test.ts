import type { Socket } from 'node:net';

import fc from 'fast-check';

import { createHttp } from '../../../services/platform/http';
import { ANSWER, RawServer } from '../../support/rawServer';

/** Node never closes a socket that is reset while it is ending. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** What a server does with a request that it has read. */
const ON_REQUEST: Readonly<Record<string, (socket: Socket) => unknown>> = {
  answer: (socket) => socket.write(ANSWER),
  answerAndEnd: (socket) => socket.end(ANSWER),
  answerAndReset: (socket) =>
    socket.write(ANSWER, () => {
      reset(socket);
    }),
  end: (socket) => socket.end(),
  reset,
  halfHead: (socket) => socket.end(ANSWER.slice(0, 20)),
  halfBody: (socket) => socket.end(ANSWER.slice(0, -1)),
  noHttp: (socket) => socket.write('nonsense\r\n\r\n'),
  hang: () => undefined,
};
/** What it does with a new connection. */
const ON_CONNECTION: Readonly<Record<string, (socket: Socket) => unknown>> = {
  wait: () => undefined,
  end: (socket) => socket.end(),
  reset,
  resetAtFirstByte: (socket) =>
    socket.prependOnceListener('data', () => {
      reset(socket);
    }),
};
/** When a request is given up: at once, some turns of the event loop after it was asked for, or after it arrived. */
const GIVEN_UP = ['never', 'atOnce', 'soon', 'onArrival'] as const;

const ask = fc.record({
  does: fc.constantFrom(...Object.keys(ON_REQUEST)),
  givenUp: fc.constantFrom(...GIVEN_UP),
  pause: fc.boolean(),
});
const night = fc.record({
  asks: fc.array(ask, { minLength: 1, maxLength: 12 }),
  greetings: fc.array(fc.constantFrom('wait', 'wait', ...Object.keys(ON_CONNECTION)), { minLength: 1, maxLength: 6 }),
  connections: fc.integer({ min: 1, max: 3 }),
});

type HttpOutcome = Awaited<ReturnType<ReturnType<typeof createHttp>['send']>>;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Runs the requests, and returns how each went. `received` holds all that the server read, once all is over. */
async function run({ asks, greetings, connections }: typeof night extends fc.Arbitrary<infer T> ? T : never): Promise<{
  outcomes: HttpOutcome[];
  received: string;
}> {
  const server = await RawServer.start();
  const http = createHttp({ connections, idleMs: 20, answerBytes: 1_000 });
  const aborts = asks.map(() => new AbortController());
  server.greet = (socket) => ON_CONNECTION[greetings[(server.connections - 1) % greetings.length]!]!(socket);
  server.answer = ({ path, socket }) => {
    const n = Number(path.slice(1));
    const { does, givenUp } = asks[n]!;
    ON_REQUEST[does]!(socket);
    if (givenUp === 'onArrival' || does === 'hang') aborts[n]!.abort();
  };
  const going: Promise<HttpOutcome>[] = [];
  for (const [n, { givenUp, pause }] of asks.entries()) {
    const { signal } = aborts[n]!;
    going.push(
      http.send({ url: `http://${server.host}/${n}`, method: 'POST', headers: {}, body: `body-${n}`, signal }),
    );
    if (givenUp === 'atOnce') aborts[n]!.abort();
    if (givenUp === 'soon')
      void turn().then(() => {
        aborts[n]!.abort();
      });
    if (pause) await turn();
  }
  const outcomes = await Promise.all(going);
  http.close();
  await server.untilEmpty();
  await server.stop();
  return { outcomes, received: server.received };
}

it('whatever a server does, what reached it is never called “never reached”, and nothing arrives twice', async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(night, async (drawn) => {
      const { outcomes, received } = await run(drawn);
      for (const [n, { kind }] of outcomes.entries()) {
        kinds.add(kind);
        const times = received.split(`POST /${n} `).length - 1;
        expect(times).toBeLessThanOrEqual(kind === 'neverReached' ? 0 : 1);
        if (kind === 'answered') expect(times).toBe(1);
      }
    }),
    { seed: 9, numRuns: 200 },
  );
  expect([...kinds]).toEqual(expect.arrayContaining(['answered', 'neverReached', 'unanswered']));
});
