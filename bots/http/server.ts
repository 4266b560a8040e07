import type { Socket } from 'node:net';

import * as restify from 'restify';

import type { Clock } from '../../services/platform/clock';
import type { Config } from '../../services/platform/config';
import { SECOND_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import type { Metrics } from '../../services/platform/metrics';
import { Admission, type AdmissionLimits } from './admission';
import { RequestCut } from './body';
import { createAddressOf } from './clientAddress';
import { type HttpReply, receive, type ReceiveParts } from './receive';
import { Refusals } from './refusals';
import { Strangers } from './strangers';

/** A whole request must have arrived within this time: a slow one holds a socket. */
const REQUEST_MS_MAX = 5 * SECOND_MS;
/** How often Node looks for requests that are late. */
const LOOK_EVERY_MS = SECOND_MS;

export interface Check {
  readonly ok: boolean;
  /** One sentence without secrets. */
  readonly detail: string;
  readonly at: Date;
}

/** What `/readyz` shows. */
export type Health = () => Promise<Checks>;
type Checks = Readonly<Record<'database' | 'azure' | 'channel' | 'access' | 'changes' | 'clock' | 'hints', Check>> & {
  /** Absent without a file of answers. */
  readonly checklist?: Check;
  /** Absent if the bot has no conversation for a heartbeat. */
  readonly heartbeat?: Check;
};

interface OpsParts {
  readonly health: Health;
  readonly metrics: Pick<Metrics, 'text'>;
  readonly log: Log;
}

interface ServerParts extends OpsParts, Pick<ReceiveParts, 'guard' | 'adapter' | 'bot'> {
  readonly config: Pick<Config, 'mode' | 'trustedProxies'>;
  readonly metrics: Pick<Metrics, 'text' | 'count'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits?: AdmissionLimits & { readonly strangersMax?: number };
}

/**
 * The public server, which the caller starts. In teams mode it has only `/api/messages` and `/healthz`;
 * `createOpsServer` serves the other paths. In demo mode it has all paths, and the playground adds its page.
 */
export function createServer(parts: ServerParts): restify.Server {
  const server = bareServer();
  const strangers = new Strangers(parts.limits?.strangersMax);
  server.server.on('connection', (socket: Socket) => {
    strangers.add(socket);
  });
  const received: ReceiveParts = {
    ...parts,
    admission: new Admission(parts, parts.limits),
    refusals: new Refusals(parts),
    strangers,
    addressOf: createAddressOf(parts.config.trustedProxies),
  };
  server.post('/api/messages', async (request: restify.Request, response: restify.Response) => {
    try {
      send(response, await receive(received, request));
    } catch (error) {
      if (error instanceof RequestCut) return;
      parts.log.error({ err: error }, 'a request failed');
      send(response, { status: 500, body: { error: 'Something went wrong here; the log says what.' } });
    }
  });
  if (parts.config.mode === 'demo') addOps(server, parts);
  addHealthz(server);
  return server;
}

/** Serves `/healthz`, `/readyz` and `/metrics` on a port that is not public (`OPS_PORT`). */
export function createOpsServer(parts: OpsParts): restify.Server {
  const server = bareServer();
  addHealthz(server);
  addOps(server, parts);
  return server;
}

function bareServer(): restify.Server {
  const server = restify.createServer({ name: '', ignoreTrailingSlash: true });
  server.server.requestTimeout = REQUEST_MS_MAX;
  server.server.headersTimeout = REQUEST_MS_MAX;
  // Read when the server begins to listen; restify passes no options on to Node.
  Object.assign(server.server, { connectionsCheckingInterval: LOOK_EVERY_MS });
  // restify listens, so Node would hand it the socket of each request to upgrade, answer nothing and forget the limits.
  server.server.removeAllListeners('upgrade');
  const say = (event: string, status: number, error: string): void => {
    // restify passes (request, response, error, done).
    server.on(event, (...given: [restify.Request, restify.Response, unknown, () => void]) => {
      const [, response, , done] = given;
      // restify's own `send` marks the request as answered.
      if (!response.headersSent) response.send(status, { error });
      done();
    });
  };
  say('NotFound', 404, 'There is nothing here.');
  say('MethodNotAllowed', 405, 'This method is not for this address.');
  say('restifyError', 500, 'Something went wrong here.');
  return server;
}

function addHealthz(server: restify.Server): void {
  server.get('/healthz', async (_request: restify.Request, response: restify.Response) => {
    send(response, { status: 200, body: { status: 'ok' } });
  });
}

function addOps(server: restify.Server, { health, metrics, log }: OpsParts): void {
  server.get('/readyz', async (_request: restify.Request, response: restify.Response) => {
    try {
      const checks = await health();
      const { access, clock, heartbeat, ...needed } = checks;
      const ok = Object.values(needed).every((check) => check.ok);
      // With a broken access file the last good rules hold, a wrong clock is corrected, and without a heartbeat the bot
      // answers: 503 would take every replica away.
      const degraded = access.ok && clock.ok && heartbeat?.ok !== false ? 'ok' : 'degraded';
      send(response, { status: ok ? 200 : 503, body: { status: ok ? degraded : 'failing', checks } });
    } catch (error) {
      log.error({ err: error }, 'the health checks failed');
      send(response, { status: 503, body: { status: 'failing', checks: {} } });
    }
  });
  server.get('/metrics', async (_request: restify.Request, response: restify.Response) => {
    try {
      const text = await metrics.text();
      response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(text);
    } catch (error) {
      log.error({ err: error }, 'the metrics could not be read');
      send(response, { status: 500, body: { error: 'The metrics could not be read.' } });
    }
  });
}

/** Not by restify's formatters: they would add an error's message. */
function send(response: restify.Response, { status, body, retryAfterS, closes }: HttpReply): void {
  if (response.headersSent || response.destroyed) return;
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    ...(retryAfterS !== undefined && { 'Retry-After': retryAfterS }),
    ...(closes && { Connection: 'close' }),
    ...(text !== '' && { 'Content-Type': 'application/json; charset=utf-8' }),
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
