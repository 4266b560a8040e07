import { createClock } from '../../services/platform/clock';
import { OperatorError } from '../../services/platform/errors';
import type { FleetName } from './createFleet';
import { type SimulatedAzure, startSimulatedAzure } from './server';

const PORT = 4010;
const SPEED_MAX = 1_000_000;

/** `npm run azure`: the simulated Azure alone. Prints its address; a wrong setting is one line and exit status 2. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const azure = await startSimulatedAzure({
    clock: createClock({
      speed: numberIn(env, 'CLOCK_SPEED', { fallback: 60, least: 0.001, most: SPEED_MAX }),
      epoch: momentIn(env, 'CLOCK_EPOCH'),
    }),
    port: numberIn(env, 'SIMULATOR_PORT', { fallback: PORT, least: 0, most: 65_535, whole: true }),
    fleet: (env['SIMULATOR_FLEET'] ?? 'small') as FleetName,
    jobReadsPerHour: numberIn(env, 'SIMULATOR_JOB_READS', { fallback: 150, least: 0, most: 1_000_000, whole: true }),
    faults: numberIn(env, 'SIMULATOR_FAULTS', { fallback: 0, least: 0, most: 1 }),
    points: pointsIn(env),
  });
  process.stdout.write(`${azure.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(azure));
}

/** The process ends by itself once nothing listens any more. */
async function stop(azure: SimulatedAzure): Promise<void> {
  await azure.close();
}

interface Range {
  readonly fallback: number;
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

function numberIn(env: NodeJS.ProcessEnv, name: string, { fallback, least, most, whole = false }: Range): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new OperatorError(
    `${name} is "${text.slice(0, 40)}", but must be ${kind} from ${least} to ${most}, e.g. ${fallback}`,
  );
}

function momentIn(env: NodeJS.ProcessEnv, name: string): Date {
  const text = env[name];
  if (text === undefined || text === '') return new Date();
  const at = new Date(text);
  if (!Number.isNaN(at.getTime()) && /^\d{4}-\d\d-\d\dT/.test(text)) return at;
  throw new OperatorError(`${name} is "${text.slice(0, 40)}", but must be an ISO time, e.g. 2026-01-05T09:00:00Z`);
}

function pointsIn(env: NodeJS.ProcessEnv): 'end' | 'snapshot' {
  const text = env['SIMULATOR_POINTS'] ?? 'end';
  if (text === 'end' || text === 'snapshot') return text;
  throw new OperatorError(`SIMULATOR_POINTS is "${text.slice(0, 40)}", but must be end or snapshot, e.g. end`);
}

main(process.env).catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!taken && !(error instanceof OperatorError)) throw error;
  const line = taken ? 'SIMULATOR_PORT is in use by another process; take another one, e.g. 4011' : error.message;
  process.stderr.write(`${line}\n`);
  process.exitCode = 2;
});
