import type { Hints } from '../../backup/hints';
import { type IdKey, idKey } from '../../backup/ids';
import { AzureError, retryAfter } from '../../backup/vaults';
import type { Clock } from '../../platform/clock';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../platform/durations';
import type { Log } from '../../platform/log';
import { HintBoard, type SeenHints } from './seenHints';

interface HintParts {
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  /** The subscriptions that this process reads now. */
  readonly subscriptions: () => readonly IdKey[];
  /** Called with the subscriptions of which a row shows something new. */
  readonly onNews: (subscriptions: ReadonlySet<IdKey>) => void;
}

export interface HintReader {
  /** One query, if one is due. Resolves with when the next one is, in epoch ms. Never rejects. */
  ask(): Promise<number>;
  /** What the newest query showed; null before the first, and while the newest is too old to mean anything. */
  seen(): SeenHints | null;
  /** Whether the monitor reads with hints, in words for /readyz. */
  state(): { readonly detail: string; readonly at: Date | null };
}

/** On the clock, between two queries. Azure allows 15 in 5 s of real time, to all programs of one identity. */
const ASK_MS = 20 * SECOND_MS;
const ASK_REAL_MS_MIN = SECOND_MS;
/** The wait after a failure doubles up to this; a missing right is found granted that late. */
const FAILED_MS_MAX = 10 * MINUTE_MS;
/** The first query goes back a day, so that it shows which vaults have rows at all. */
const FIRST_MS = 1.1 * DAY_MS;
/** Later ones go back as far as rows lag. */
const LATE_MS = 45 * MINUTE_MS;
/** Older rows are not used. */
const OLD_MS = 5 * MINUTE_MS;

/** Asks Resource Graph again and again, in one query for all subscriptions. Its failures cost nothing but time. */
export function createHintReader({ hints, clock, log, subscriptions, onNews }: HintParts): HintReader {
  const board = new HintBoard();
  let last: { readonly at: Date; readonly rows: number; readonly seen: SeenHints } | null = null;
  let failures = 0;
  let problem: AzureError | null = null;
  const now = (): number => clock.now().getTime();

  const succeeded = (): void => {
    if (failures > 0) log.info({}, 'Azure Resource Graph gives hints again');
    failures = 0;
    problem = null;
  };
  const failed = (error: AzureError): number => {
    if (failures === 0) log.warn({ err: error }, 'Azure Resource Graph gives no hints; reads are made by plan alone');
    failures += 1;
    problem = error;
    const waitMs = Math.min(ASK_MS * 2 ** failures, FAILED_MS_MAX);
    return Math.max(now() + waitMs, retryAfter(error)?.getTime() ?? 0);
  };
  return {
    async ask() {
      const nextMs = now() + Math.max(ASK_MS, ASK_REAL_MS_MIN * clock.speed);
      const asked = subscriptions();
      if (asked.length === 0) return nextMs;
      const since = new Date(now() - (last === null ? FIRST_MS : LATE_MS));
      try {
        const { value, at } = await hints.jobs(asked, since);
        const news = board.put(value.jobs);
        last = { at, rows: value.jobs.length, seen: board.seen(at.getTime()) };
        succeeded();
        if (news.length > 0) onNews(new Set(news.map(({ subscription }) => idKey(subscription))));
        return nextMs;
      } catch (error) {
        if (error instanceof AzureError) return failed(error);
        log.error({ err: error }, 'hints could not be taken over');
        return now() + FAILED_MS_MAX;
      }
    },
    seen: () => (last !== null && now() - last.at.getTime() < OLD_MS ? last.seen : null),
    state() {
      if (problem) return { detail: `without hints: Azure Resource Graph: ${problem.message}`, at: last?.at ?? null };
      if (last === null) return { detail: 'without hints: nothing is watched', at: null };
      return { detail: `with hints: ${last.rows} jobs shown by Azure Resource Graph`, at: last.at };
    },
  };
}
