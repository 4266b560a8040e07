import { OperatorError } from '../../services/platform/errors';
import type { FleetName } from './createFleet';
import { type GraphFaults, graphFaultsOf } from './graphFaults';
import type { PointsListed } from './points';
import { type WorldName, WORLDS } from './service';
import { type Troubles, troublesOf } from './subscriptions';

interface SimulatorSettings {
  readonly speed: number;
  readonly epoch: Date;
  readonly port: number;
  readonly fleet: FleetName;
  readonly jobReadsPerHour: number;
  readonly faults: number;
  readonly points: PointsListed;
  readonly graphLagMs: number;
  readonly graphFaults: GraphFaults;
  readonly azureWorld: WorldName;
  readonly troubles: Troubles;
}

/** The settings of `npm run azure`. Throws OperatorError for the first wrong one. `createFleet` checks the fleet. */
export function readSettings(env: NodeJS.ProcessEnv): SimulatorSettings {
  return {
    speed: numberIn(env, 'CLOCK_SPEED', { fallback: 60, least: 0.001, most: 1_000_000 }),
    epoch: momentIn(env, 'CLOCK_EPOCH'),
    port: numberIn(env, 'SIMULATOR_PORT', { fallback: 4010, least: 0, most: 65_535, whole: true }),
    fleet: textIn(env, 'SIMULATOR_FLEET', 'small') as FleetName,
    jobReadsPerHour: numberIn(env, 'SIMULATOR_JOB_READS', { fallback: 150, least: 0, most: 1_000_000, whole: true }),
    faults: numberIn(env, 'SIMULATOR_FAULTS', { fallback: 0, least: 0, most: 1 }),
    points: pointsIn(env),
    graphLagMs: 1_000 * numberIn(env, 'SIMULATOR_GRAPH_LAG', { fallback: 20, least: 0, most: 86_400 }),
    graphFaults: graphFaultsOf(textIn(env, 'SIMULATOR_GRAPH_FAULTS', '')),
    azureWorld: worldIn(env),
    troubles: troublesOf(textIn(env, 'SIMULATOR_SUBSCRIPTIONS', '')),
  };
}

interface Range {
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

function textIn(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const text = env[name];
  return text === undefined || text === '' ? fallback : text;
}

function numberIn(env: NodeJS.ProcessEnv, name: string, { fallback, least, most, whole = false }: Range): number {
  const text = textIn(env, name, String(fallback));
  const value = Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new OperatorError(
    `${name} is "${text.slice(0, 40)}", but must be ${kind} from ${least} to ${most}, e.g. ${fallback}`,
  );
}

function momentIn(env: NodeJS.ProcessEnv, name: string): Date {
  const text = textIn(env, name, new Date().toISOString());
  const at = new Date(text);
  if (!Number.isNaN(at.getTime()) && /^\d{4}-\d\d-\d\dT/.test(text)) return at;
  throw new OperatorError(`${name} is "${text.slice(0, 40)}", but must be an ISO time, e.g. 2026-01-05T09:00:00Z`);
}

function pointsIn(env: NodeJS.ProcessEnv): 'end' | 'snapshot' {
  const text = textIn(env, 'SIMULATOR_POINTS', 'end');
  if (text === 'end' || text === 'snapshot') return text;
  throw new OperatorError(`SIMULATOR_POINTS is "${text.slice(0, 40)}", but must be end or snapshot, e.g. end`);
}

function worldIn(env: NodeJS.ProcessEnv): WorldName {
  const text = textIn(env, 'SIMULATOR_WORLD', 'grid');
  const world = WORLDS.find((one) => one === text);
  if (world) return world;
  throw new OperatorError(
    `SIMULATOR_WORLD is "${text.slice(0, 40)}", but must be one of ${WORLDS.join(', ')}, e.g. grid`,
  );
}
