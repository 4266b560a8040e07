import { type IdKey, idKey, vaultKey } from '../../backup/ids';
import type { DeliveryChecks } from '../../notify/outbox/revalidate';
import type { Clock } from '../../platform/clock';
import { SECOND_MS } from '../../platform/durations';
import { goAheadChecks } from '../goAhead/goAheadChecks';
import type { Discovery } from '../track/discover';
import { ASK_MS, createClaims } from './claims';
import { createDiscoveries } from './discovery';
import { type Loop, startLoop } from './loop';
import { createLoops } from './loops';
import type { MonitorParts, MonitorTables } from './parts';
import { ReadingState } from './readingState';
import { createReadLog } from './readLog';
import { runRound } from './round';
import { createSlots } from './slots';

export interface Monitor extends Pick<DeliveryChecks, 'recheck' | 'otherOf'> {
  start(): void;
  /** Resolves when no work of the monitor is running. */
  stop(): Promise<void>;
  /** Looks at once what there is to watch, because there is something new. */
  wake(): void;
  /** Starts the next round of these subscriptions now, because something seems to have happened there. */
  wakeIn(subscriptions: ReadonlySet<IdKey>): void;
  /** Number of open watched backups, including those of other processes. */
  watched(): number;
}

/** Longest time on the clock between two rounds of a subscription. A round sees what commands read meanwhile. */
const ROUND_MS_MAX = 30 * SECOND_MS;
/** Real time between two looks at the store, which show triggers and watches that other processes wrote. */
const LOOK_REAL_MS = 5 * SECOND_MS;
/** Above this number of jobs, wakes in quick succession share one round, which takes a tenth of a second. */
const MANY = 1_000;
const REST_REAL_MS_PER_JOB = 0.05;

/**
 * The poller. One loop looks what there is to watch. Each subscription then has a loop of its own, which plans reads,
 * makes them, writes what changed, and enqueues the messages in the same transaction: a slow subscription delays no
 * other one. It never starts or stops anything in Azure.
 */
export function createMonitor<T extends MonitorTables>(parts: MonitorParts<T>): Monitor {
  const { clock, log } = parts;
  const state = new ReadingState();
  const claims = createClaims(parts.share);
  const rounds = createRounds(parts, state, claims.isOurs);
  const loops = createLoops(rounds.start);
  let isWoken = true;
  let looking: Loop | undefined;
  const discoveries = createDiscoveries(parts, () => looking?.wake());
  const look = async (): Promise<number> => {
    const changed = await state.refresh((work) => parts.transaction(work));
    const anew = isWoken;
    isWoken = false;
    const discovery = await discoveries.newest(anew);
    const news = new Set([...changed, ...rounds.use(discovery)]);
    const subscriptions = state.subscriptions(discovery.coverage.vaults);
    await claims.renew(subscriptions);
    loops.keep(new Set(subscriptions.filter((one) => claims.isOurs(one))), news);
    return clock.now().getTime() + (claims.isShared() ? ASK_MS : LOOK_REAL_MS) * clock.speed;
  };
  const wake = (): void => {
    isWoken = true;
    looking?.wake();
  };
  return {
    start() {
      looking ??= startLoop({
        clock,
        round: look,
        mostMs: ROUND_MS_MAX,
        restMs: () => restMs(state.size, clock),
        onChange: (error) => {
          if (error === null) log.info({}, 'the monitor sees again what there is to watch');
          else log.error({ err: error }, 'the monitor could not look what there is to watch; it goes on');
        },
      });
    },
    async stop() {
      await looking?.end();
      await Promise.all([discoveries.ended(), loops.end()]);
    },
    wake,
    wakeIn: (subscriptions) => {
      loops.wake(subscriptions);
    },
    watched: () => state.size,
    ...goAheadChecks(parts, wake),
  };
}

/** The rounds of each subscription, which share slots and what there is to watch. */
function createRounds<T extends MonitorTables>(
  parts: MonitorParts<T>,
  state: ReadingState,
  isOurs: (subscription: IdKey) => boolean,
): {
  readonly start: (subscription: IdKey) => Loop;
  /** Takes what there is to watch from now on. Returns the subscriptions of vaults that were not covered before. */
  readonly use: (discovery: Discovery) => ReadonlySet<IdKey>;
} {
  const { clock, log } = parts;
  const slots = createSlots();
  let discovery: Discovery | null = null;
  return {
    start(subscription) {
      const context = { parts, state, slots, note: createReadLog(subscription, log) };
      return startLoop({
        clock,
        // A lease that could not be renewed ends the reads of this process, not the loop.
        round: async () =>
          discovery && isOurs(subscription)
            ? runRound({ ...context, discovery }, subscription)
            : clock.now().getTime() + ASK_MS * clock.speed,
        mostMs: ROUND_MS_MAX,
        restMs: () => restMs(state.sizeOf(subscription), clock),
        onChange: (error) => {
          if (error === null) log.info({ subscription }, 'the rounds of a subscription succeed again');
          else log.error({ err: error, subscription }, 'a round of a subscription failed; it goes on');
        },
      });
    },
    use(now) {
      const news = newlyCovered(discovery, now);
      discovery = now;
      return news;
    },
  };
}

function restMs(jobs: number, { speed }: Clock): number {
  return jobs > MANY ? jobs * REST_REAL_MS_PER_JOB * speed : 0;
}

/** The subscriptions of vaults that are covered now and were not before. */
function newlyCovered(before: Discovery | null, now: Discovery): ReadonlySet<IdKey> {
  if (before === now) return new Set();
  const known = new Set(before?.coverage.vaults.map(vaultKey));
  const fresh = now.coverage.vaults.filter((vault) => !known.has(vaultKey(vault)));
  return new Set(fresh.map(({ subscription }) => idKey(subscription)));
}
