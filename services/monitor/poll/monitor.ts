import type { DeliveryChecks } from '../../notify/outbox/revalidate';
import type { Clock } from '../../platform/clock';
import { MINUTE_MS, SECOND_MS } from '../../platform/durations';
import { goAheadChecks } from '../goAhead/goAheadChecks';
import type { Discovery } from '../track/discover';
import { createClaims, RENEW_MS } from './claims';
import { readDiscovery } from './discovery';
import type { MonitorParts, MonitorTables } from './parts';
import { ReadingState } from './readingState';
import { runRound } from './round';

export interface Monitor extends Pick<DeliveryChecks, 'recheck' | 'otherOf'> {
  start(): void;
  /** Resolves when no work of the monitor is running. */
  stop(): Promise<void>;
  /** Starts the next round now, because there is something new to watch. */
  wake(): void;
  /** Number of open watched backups, including those of other processes. */
  watched(): number;
}

/** Longest time between two rounds on the clock. A round sees triggers and watches that other processes wrote. */
const ROUND_MS_MAX = 30 * SECOND_MS;
/** Minimum real time between two rounds. */
const ROUND_REAL_MS_MIN = 250;
const COVERAGE_MS = MINUTE_MS;
const FAILED_REAL_MS = SECOND_MS;
/** Above this number of jobs, wakes in quick succession share one round, which takes a tenth of a second. */
const MANY = 1_000;
const REST_REAL_MS_PER_JOB = 0.05;

/**
 * The poller: one loop that plans reads, makes them, writes what changed, and enqueues the messages in the same
 * transaction. It never starts or stops anything in Azure.
 */
export function createMonitor<T extends MonitorTables>(parts: MonitorParts<T>): Monitor {
  const state = new ReadingState();
  const claims = createClaims(parts.claim);
  const stopping = new AbortController();
  let nap = new AbortController();
  let isWoken = true;
  let running: Promise<void> | undefined;
  let discovery: { readonly atMs: number; readonly value: Discovery } | null = null;

  const look = async (): Promise<number> => {
    const nowMs = parts.clock.now().getTime();
    const anew = isWoken;
    isWoken = false;
    await state.refresh((work) => parts.transaction(work));
    if (discovery === null || anew || nowMs - discovery.atMs >= COVERAGE_MS)
      discovery = { atMs: nowMs, value: await readDiscovery(parts) };
    return runRound({ parts, state, claims, discovery: discovery.value });
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { clock, log } = parts;
      let againMs: number;
      try {
        againMs = await look();
      } catch (error) {
        log.error({ err: error }, 'a round of the monitor failed; it goes on');
        againMs = clock.now().getTime() + FAILED_REAL_MS * clock.speed;
      }
      if (state.size > MANY) await clock.sleep(restMs(state, clock), stopping.signal).catch(() => undefined);
      if (isWoken) continue;
      const leastMs = ROUND_REAL_MS_MIN * Math.min(clock.speed, 8);
      const waitMs = Math.min(Math.max(againMs - clock.now().getTime(), leastMs), ROUND_MS_MAX, RENEW_MS * clock.speed);
      await clock.sleep(waitMs, nap.signal).catch(() => undefined);
      if (nap.signal.aborted) nap = new AbortController();
    }
  };
  const wake = (): void => {
    isWoken = true;
    nap.abort();
  };
  return {
    start() {
      running ??= loop();
    },
    async stop() {
      stopping.abort();
      nap.abort();
      await running;
    },
    wake,
    watched: () => state.size,
    ...goAheadChecks(parts, wake),
  };
}

function restMs({ size }: ReadingState, { speed }: Clock): number {
  return size * REST_REAL_MS_PER_JOB * speed;
}
