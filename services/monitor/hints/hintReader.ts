import type { Hints } from '../../backup/hints';
import { type IdKey, idKey } from '../../backup/ids';
import { AzureError, retryAfter } from '../../backup/vaults';
import type { Clock } from '../../platform/clock';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../platform/durations';
import type { Log } from '../../platform/log';
import { type Loop, startLoop } from '../poll/loop';
import { HintBoard, type SeenHints } from './hintBoard';

/** What a round asks. */
export interface HintSource {
  /**
   * What Resource Graph showed last; null if it shows nothing, or nothing new enough. The subscription is asked about
   * from now on, for some minutes.
   */
  seen(subscription: IdKey): SeenHints | null;
}

export interface HintReader extends HintSource {
  start(): void;
  /** Resolves when no query is running. */
  stop(): Promise<void>;
  /** Whether the monitor reads with hints, in words for /readyz. `at` is the time of the newest ones. */
  state(): { readonly detail: string; readonly at: Date | null };
}

interface Answered {
  readonly at: Date;
  /** The subscriptions that were asked about. */
  readonly asked: ReadonlySet<IdKey>;
  readonly rows: number;
  readonly seen: SeenHints;
}

interface HintParts {
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with the subscriptions of which a row shows a start or an end for the first time. */
  readonly onNews: (subscriptions: ReadonlySet<IdKey>) => void;
}

/** Time on the clock between two queries. Azure allows an identity 15 in 5 s of real time. */
export const QUERY_MS = 20 * SECOND_MS;
const QUERY_REAL_MS_MIN = SECOND_MS;
/** The wait after failures doubles up to this, so a right that is granted later is found that late. */
const FAILED_MS_MAX = 10 * MINUTE_MS;
/** A longer Retry-After is cut to this. */
const WAIT_MS_MAX = HOUR_MS;
/** The first query shows which vaults have rows at all. Later ones reach back as far as rows lag. */
const FIRST_MS = DAY_MS;
export const REACH_MS = 45 * MINUTE_MS;
/** Older hints mean nothing any more. */
const OLD_MS = 5 * MINUTE_MS;
/** A subscription that no round has asked about for so long is not read by this process. */
const WANTED_MS = 5 * MINUTE_MS;

/**
 * Queries Resource Graph again and again, once for all subscriptions that this process reads. It runs beside the
 * rounds, and a failure costs them nothing but time.
 */
export function createHintReader({ hints, clock, log, onNews }: HintParts): HintReader {
  const board = new HintBoard();
  const wanted = new Map<IdKey, number>();
  let last: Answered | null = null;
  const troubles = createTroubles(log);
  let loop: Loop | undefined;
  const now = (): number => clock.now().getTime();
  const ask = async (subscriptions: readonly IdKey[]): Promise<void> => {
    const endedSince = new Date(now() - (last === null ? FIRST_MS : REACH_MS));
    const { value, at } = await hints.jobs(subscriptions, endedSince);
    const news = board.put(value.jobs, now() - FIRST_MS);
    last = {
      at,
      asked: new Set(subscriptions),
      rows: value.jobs.length,
      seen: board.seen(at.getTime(), value.isWhole),
    };
    troubles.over();
    if (news.length > 0) onNews(new Set(news.map(({ subscription }) => idKey(subscription))));
  };
  const round = async (): Promise<number> => {
    const nextMs = now() + Math.max(QUERY_MS, QUERY_REAL_MS_MIN * clock.speed);
    for (const [subscription, atMs] of wanted) if (now() - atMs > WANTED_MS) wanted.delete(subscription);
    if (wanted.size === 0) return nextMs;
    try {
      await ask([...wanted.keys()]);
      return nextMs;
    } catch (error) {
      if (error instanceof AzureError) return troubles.retryMs(error, now());
      throw error;
    }
  };
  return {
    start() {
      loop ??= startLoop({
        ...{ clock, round, mostMs: WAIT_MS_MAX, restMs: () => 0 },
        onChange: (error) => {
          if (error !== null) log.error({ err: error }, 'hints could not be taken over; it is tried again');
        },
      });
    },
    async stop() {
      await loop?.end();
    },
    seen(subscription) {
      wanted.set(subscription, now());
      return last?.asked.has(subscription) === true && now() - last.at.getTime() <= OLD_MS ? last.seen : null;
    },
    state() {
      const at = last?.at ?? null;
      const problem = troubles.problem();
      if (problem) return { detail: `without hints: Azure Resource Graph: ${problem.message}`, at };
      if (last === null) return { detail: 'without hints: none were needed yet', at };
      return { detail: `with hints: Azure Resource Graph shows ${last.rows} jobs`, at };
    },
  };
}

interface Troubles {
  /** Takes a failure at `nowMs`. Returns when to try again, in epoch ms. */
  retryMs(error: AzureError, nowMs: number): number;
  over(): void;
  problem(): AzureError | null;
}

/** Failures in a row; the first and the end of them are logged. */
function createTroubles(log: Log): Troubles {
  let failures = 0;
  let last: AzureError | null = null;
  return {
    retryMs(error, nowMs) {
      if (failures === 0) log.warn({ err: error }, 'Azure Resource Graph gives no hints; reads follow the plan alone');
      failures += 1;
      last = error;
      const ownMs = Math.min(QUERY_MS * 2 ** failures, FAILED_MS_MAX);
      return Math.max(nowMs + ownMs, retryAfter(error)?.getTime() ?? 0);
    },
    over() {
      if (failures > 0) log.info({}, 'Azure Resource Graph gives hints again');
      failures = 0;
      last = null;
    },
    problem: () => last,
  };
}
