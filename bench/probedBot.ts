import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

import { start } from '../index';

/** Real ms between two looks at the event loop. */
const LOOK_MS = 10;

/** Percentiles of how late a timer of the event loop came since the last message, in ms. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** The bot of bot.ts; it answers each message of its parent process with the LoopDelay since the last one. */
function main(): void {
  const delay = monitorEventLoopDelay({ resolution: LOOK_MS });
  delay.enable();
  process.on('message', () => {
    process.send?.(readingOf(delay));
    delay.reset();
  });
  const starting = start(process.env, { playground: false });
  process.once('SIGTERM', () => void starting.then((running) => running.stop()).then(() => process.exit()));
}

function readingOf(delay: IntervalHistogram): LoopDelay {
  // The histogram holds whole pauses between two looks, in ns.
  const late = (ns: number): number => Math.max(0, ns / 1e6 - LOOK_MS);
  const at = (percentile: number): number => late(delay.percentile(percentile));
  return { p50: at(50), p99: at(99), p999: at(99.9), max: late(delay.max) };
}

main();
