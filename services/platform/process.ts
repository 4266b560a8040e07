import { OperatorError } from './errors';
import { createScrubber } from './log';
import { secretsOf } from './secrets';

export interface Running {
  /** The address that it listens on, such as `http://127.0.0.1:3978`. */
  readonly url: string;
  /** Takes no more activities, answers those in flight (10 s at most), closes everything. */
  stop(): Promise<void>;
}

/** Real time from the signal to the end of the process, whatever still runs. */
const STOP_MS = 9_500;

/**
 * Runs until SIGINT or SIGTERM, which may come twice, and during the start. Exit status 0 follows a stop, 1 an error or
 * a stop that took too long. Status 2 follows a fault that the operator can correct (OperatorError).
 */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  const starting = start();
  let stopping: Promise<void> | undefined;
  const end = (): void => {
    stopping ??= starting.then((running) => running.stop()).then(() => process.exit(0));
    setTimeout(() => process.exit(1), STOP_MS).unref();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  try {
    await starting;
  } catch (error) {
    const text = error instanceof OperatorError ? error.message : String((error as Error).stack);
    process.stderr.write(`${createScrubber(secretsOf(process.env))(text)}\n`);
    process.exit(error instanceof OperatorError ? 2 : 1);
  }
}
