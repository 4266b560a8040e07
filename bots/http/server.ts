import type { Activity, TurnContext } from 'botbuilder';
import * as restify from 'restify';

import type { Config } from '../../services/platform/config';
import { SECOND_MS } from '../../services/platform/durations';
import type { Log } from '../../services/platform/log';
import type { Metrics } from '../../services/platform/metrics';
import type { Reply } from '../channel/adapter';
import { readActivity } from './activitySchema';
import { readRequestBody, RequestCut } from './body';
import type { Guard, HttpRefusal } from './guard';
import { errorBody } from './invokeResponse';

/** Maximum number of activities that run at once. Any further one gets 503, and the Bot Framework delivers it again. */
const UNDER_WAY_MAX = 200;
const RETRY_AFTER_S = 5;
/** A request must arrive completely within this time, because a slow one holds a socket. */
const REQUEST_MS_MAX = 15 * SECOND_MS;

export interface Check {
  readonly ok: boolean;
  /** One sentence without secrets. */
  readonly detail: string;
  readonly at: Date;
}

/** What `/readyz` shows. */
export type Health = () => Promise<Readonly<Record<'database' | 'azure' | 'channel', Check>>>;

interface OpsParts {
  readonly health: Health;
  readonly metrics: Pick<Metrics, 'text'>;
  readonly log: Log;
}

interface ServerParts extends OpsParts {
  readonly config: Pick<Config, 'mode'>;
  readonly guard: Guard;
  readonly adapter: {
    handle(authorization: string, activity: Activity, logic: (context: TurnContext) => Promise<void>): Promise<Reply>;
  };
  readonly bot: { run(context: TurnContext): Promise<void> };
  readonly underWayMax?: number;
}

/**
 * The public server, which the caller starts. In teams mode it has only `/api/messages` and `/healthz`;
 * `createOpsServer` serves the other paths. In demo mode it has all paths, and the playground adds its page.
 */
export function createServer(parts: ServerParts): restify.Server {
  const server = bareServer();
  const { underWayMax = UNDER_WAY_MAX } = parts;
  const underWay = { count: 0 };
  server.post('/api/messages', async (request: restify.Request, response: restify.Response) => {
    if (underWay.count >= underWayMax) {
      parts.log.warn({ limit: underWayMax }, 'too many activities under way; one was turned away');
      response.setHeader('Retry-After', RETRY_AFTER_S);
      send(response, { status: 503, body: { error: 'Too many requests are under way.' } });
      return;
    }
    underWay.count += 1;
    try {
      send(response, await receive(parts, request));
    } catch (error) {
      if (error instanceof RequestCut) return;
      parts.log.error({ err: error }, 'a request failed');
      send(response, { status: 500, body: { error: 'Something went wrong here; the log says what.' } });
    } finally {
      underWay.count -= 1;
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

async function receive({ guard, adapter, bot }: ServerParts, request: restify.Request): Promise<Reply> {
  const { authorization } = request.headers;
  const token = guard.admitsToken(authorization);
  if (token) return refuse(token);
  const body = await readRequestBody(request);
  if (body === null) return { status: 413, body: { error: 'The body is larger than 256 KB.' } };
  const read = readActivity(body);
  if ('problem' in read) return refuse({ status: 400, reason: read.problem });
  const refusal = guard.admitsActivity(read.activity);
  if (refusal) return refuse(refusal);
  const reply = await adapter.handle(authorization ?? '', read.activity, (context) => bot.run(context));
  // Teams expects 200 for an invoke that the bot ran, with the error in the body. botbuilder's 501 has no body.
  if (read.activity.type === 'invoke' && (reply.status === 501 || reply.status === 500))
    return { status: 200, body: errorBody(500, 'InternalError', 'Something went wrong here; the log says what.') };
  return reply;
}

function refuse({ status, reason }: HttpRefusal): Reply {
  return { status, body: { error: reason } };
}

function bareServer(): restify.Server {
  const server = restify.createServer({ name: '', ignoreTrailingSlash: true });
  server.server.requestTimeout = REQUEST_MS_MAX;
  server.server.headersTimeout = REQUEST_MS_MAX;
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
      const ok = Object.values(checks).every((check) => check.ok);
      send(response, { status: ok ? 200 : 503, body: { status: ok ? 'ok' : 'failing', checks } });
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

/** restify's formatters are not used: they would add an error's message. */
function send(response: restify.Response, { status, body }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    ...(text !== '' && { 'Content-Type': 'application/json; charset=utf-8' }),
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
