import { createClock } from '../../services/platform/clock';
import { OperatorError } from '../../services/platform/errors';
import { startSimulatedAzure } from './server';
import { readSettings } from './settings';

/** `npm run azure`: the simulated Azure alone. Prints its address; a wrong setting is one line and exit status 2. */
async function main(): Promise<void> {
  const { speed, epoch, ...options } = readSettings(process.env);
  const azure = await startSimulatedAzure({ clock: createClock({ speed, epoch }), ...options });
  process.stdout.write(`${azure.url}\n`);
  // The process ends when no server listens any more.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void azure.close());
}

main().catch((error: unknown) => {
  process.exitCode = 2;
  if (error instanceof OperatorError) process.stderr.write(`${error.message}\n`);
  else if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    process.stderr.write('SIMULATOR_PORT is in use by another process; take another one, e.g. 4011\n');
  } else throw error;
});
