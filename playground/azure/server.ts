import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import type { Clock } from '../../services/platform/clock';
import { errorAnswer, type SimulatedAnswer } from './answers';
import { chance } from './chance';
import { createFleet, type FleetName } from './createFleet';
import { createFaults } from './faults';
import { type GraphFaults, graphFaultsOf } from './graphFaults';
import { Ledger } from './ledger';
import { SUBSCRIPTION_ID } from './names';
import { Operations } from './operations';
import type { Lasting } from './plans';
import type { PointsListed } from './points';
import { readArmBody } from './readBody';
import { createResponder, type IsAllowed } from './respond';
import { type Service, serviceOf, type WorldName } from './service';
import { happened } from './simulatorPage';
import type { Troubles } from './subscriptions';
import { Throttle } from './throttle';

const GRAPH_LAG_MS = 20_000;

interface SimulatorOptions {
  readonly clock: Clock;
  /** 0, the default: any free port. */
  readonly port?: number;
  readonly fleet: FleetName;
  /** Reads of jobs per simulated hour; 0 turns every limit off. */
  readonly jobReadsPerHour: number;
  /** The same for each other action that is read; 1,100 by default. */
  readonly otherReadsPerHour?: number;
  /** Share of requests that fail with 500 or 504, from 0 to 1. */
  readonly faults: number;
  readonly points: PointsListed;
  /** How much later than Azure itself Resource Graph shows a change; 20 s by default. */
  readonly graphLagMs?: number;
  /** What is wrong with Resource Graph; nothing by default. */
  readonly graphFaults?: GraphFaults;
  /** How Azure ends the phases of a backup, and whether its clock is right; `grid` by default. */
  readonly azureWorld?: WorldName;
  /** Subscriptions with a latency, a share of faults or a limit of their own. */
  readonly troubles?: Troubles;
  /** Seed of all durations and faults. With the default, 25, the first backup of vm-01 takes the median 42 minutes. */
  readonly seed?: number;
  /** Jobs that began long before the start and still run. */
  readonly lasting?: readonly Lasting[];
  /** The roles in Azure; by default every request is allowed. */
  readonly isAllowed?: IsAllowed;
}

interface SimulatedAzure {
  readonly url: string;
  readonly subscriptionId: string;
  close(): Promise<void>;
}

/**
 * Starts an HTTP server on 127.0.0.1 that answers the bot and `az backup` like Azure Resource Manager. Its answers
 * depend on the clock alone, so setting the clock forward moves every job. Rejects with the system's error if the port
 * is taken, and with OperatorError for an unknown fleet.
 */
export async function startSimulatedAzure(options: SimulatorOptions): Promise<SimulatedAzure> {
  const { fleet: fleetName, points, seed = 25, azureWorld = 'grid', isAllowed = () => true } = options;
  const startMs = options.clock.now().getTime();
  const service = serviceOf(azureWorld, startMs, chance(`${seed}/world`));
  const clock = aheadBy(options.clock, service.aheadMs);
  const fleet = createFleet(fleetName, startMs);
  const world = {
    clock,
    startMs,
    fleet,
    ledger: new Ledger(fleet, { startMs, seed, service, ...(options.lasting && { jobs: options.lasting }) }),
    operations: new Operations(),
    points,
    graphLagMs: options.graphLagMs ?? GRAPH_LAG_MS,
    graphFaults: options.graphFaults ?? graphFaultsOf(''),
  };
  const troubles = options.troubles ?? new Map<string, never>();
  const throttle = new Throttle(options.jobReadsPerHour, options.otherReadsPerHour, troubles);
  const fault = faultsOf(options, troubles, seed);
  const respond = createResponder({ world, throttle, fault, isAllowed });
  const server = createServer((request, response) => {
    void (async (): Promise<SimulatedAnswer> => {
      // A browser names the page that writes from elsewhere. The bot and `az` name none.
      if (request.headers.origin !== undefined)
        return errorAnswer(403, 'AuthorizationFailed', 'The simulated Azure answers to no web page.');
      if (request.url === '/__simulator') return { status: 200, body: happened(world, throttle) };
      const body = await readArmBody(request);
      await latencyOf(request, troubles);
      return body.ok
        ? respond(request, body.value)
        : errorAnswer(body.status, body.code, 'The request body is not valid.');
    })()
      .catch(() => errorAnswer(500, 'InternalServerError', 'The simulated Azure failed.'))
      .then((answer) => {
        send(request, response, { ...answer, headers: { date: clock.now().toUTCString(), ...answer.headers } });
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    subscriptionId: SUBSCRIPTION_ID,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Draws the failures of each subscription. */
function faultsOf(
  { faults }: Pick<SimulatorOptions, 'faults'>,
  troubles: Troubles,
  seed: number,
): (subscription: string) => SimulatedAnswer | null {
  const everywhere = createFaults(faults, seed);
  const own = new Map(
    [...troubles].flatMap(([id, trouble]) =>
      trouble.faults === undefined ? [] : [[id, createFaults(trouble.faults, seed)] as const],
    ),
  );
  return (subscription) => (own.get(subscription) ?? everywhere)();
}

/** Resolves when the subscription of the path has taken its time. */
async function latencyOf({ url = '' }: IncomingMessage, troubles: Troubles): Promise<void> {
  const [, subscription = ''] = /^\/subscriptions\/([^/?]+)/.exec(url) ?? [];
  const ms = troubles.get(subscription.toLowerCase())?.latency;
  if (ms !== undefined) await wait(ms);
}

/** Azure's own clock, which may be ahead of the others' or behind them. */
function aheadBy(clock: Clock, aheadMs: Service['aheadMs']): Clock {
  const now = (): Date => {
    const atMs = clock.now().getTime();
    return new Date(atMs + aheadMs(atMs));
  };
  return { speed: clock.speed, sleep: (...asked) => clock.sleep(...asked), now };
}

function send(request: IncomingMessage, response: ServerResponse, { status, body, headers }: SimulatedAnswer): void {
  const id = randomUUID();
  const clientId = request.headers['x-ms-client-request-id'];
  response.writeHead(status, {
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': id,
    ...(typeof clientId === 'string' && { 'x-ms-client-request-id': clientId }),
    ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
