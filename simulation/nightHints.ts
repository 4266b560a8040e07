import type { JobHint } from '../services/backup/hints';
import { vaultsOf } from '../services/backup/ids';
import { HintBoard } from '../services/monitor/hints/hintBoard';
import { QUERY_MS, REACH_MS } from '../services/monitor/hints/hintReader';
import { withHints } from '../services/monitor/hints/withHints';
import type { KnownJob, KnownVault } from '../services/monitor/planner/knownState';
import type { Discovery } from '../services/monitor/track/discover';
import { itemOfWatched } from '../services/monitor/track/watchedJob';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../services/platform/durations';
import type { Random } from './random';
import { shownAt, type TrueRun, watchedRun } from './trueRuns';
import type { WatcherMoment } from './watcherClock';

/** When Resource Graph shows a run's start and its end, and when a query first brought their rows; epoch ms. */
interface ShownRun {
  readonly run: TrueRun;
  readonly startMs: number;
  readonly endMs: number;
  seenStartMs: number | null;
  seenEndMs: number | null;
}

/** Resource Graph over a night: rows that lag, and the real board, queried at the real pace. */
export interface NightHints {
  /** Queries if it is time. Adds to what is known what the rows show. */
  add<K extends { readonly jobs: readonly KnownJob[]; readonly vaults: readonly KnownVault[] }>(
    known: K,
    at: WatcherMoment,
  ): K;
  /** When the next query is due, by the watcher's clock. */
  nextMs(): number;
  readonly shown: readonly ShownRun[];
}

/** The share of the changes that rows show within half a minute. Others come within half an hour (docs/azure.md). */
const SOON = 0.95;
const SOON_MS = 30 * SECOND_MS;
const LATEST_MS = 30 * MINUTE_MS;

/** `level` says what a watch of all the VMs covers; null if nobody watches them. */
export function nightHints(runs: readonly TrueRun[], random: Random, level: 'failures' | null): NightHints {
  const discovery = watchedBy(runs, level);
  const lagMs = (): number => (random.chance(SOON) ? random.between(0, SOON_MS) : random.between(SOON_MS, LATEST_MS));
  const shown = runs.map((run): ShownRun => {
    const startMs = run.startMs + lagMs();
    return { run, startMs, endMs: Math.max(startMs, run.endMs + lagMs()), seenStartMs: null, seenEndMs: null };
  });
  const board = new HintBoard();
  if (level !== null) board.put(dayBefore(runs), 0);
  let nextMs = -Infinity;
  let seen = board.seen(-Infinity, true);
  const query = ({ nowMs, azureMs }: WatcherMoment): void => {
    const rows = shown.flatMap((one) => {
      const { run, startMs, endMs } = one;
      if (startMs > azureMs || run.endMs < azureMs - REACH_MS) return [];
      one.seenStartMs ??= azureMs;
      if (endMs <= azureMs) one.seenEndMs ??= azureMs;
      const row = shownAt(run, endMs <= azureMs ? run.endMs : run.startMs, false);
      return row ? [row] : [];
    });
    board.put(rows, nowMs - DAY_MS);
    seen = board.seen(nowMs, true);
    nextMs = nowMs + QUERY_MS;
  };
  return {
    add(known, at) {
      if (at.nowMs >= nextMs) query(at);
      return withHints(known, seen, discovery);
    },
    nextMs: () => nextMs,
    shown,
  };
}

/** Rows of the night before, which show in which vaults rows come at all. */
function dayBefore(runs: readonly TrueRun[]): readonly JobHint[] {
  return runs.flatMap((run) => {
    const [startMs, endMs] = [run.startMs - DAY_MS, run.endMs - DAY_MS];
    const row = shownAt({ ...run, id: `${run.id}-before`, startMs, endMs }, endMs, false);
    return row ? [row] : [];
  });
}

function watchedBy(runs: readonly TrueRun[], level: 'failures' | null): Discovery {
  const items = runs.map((run) => itemOfWatched(watchedRun(run), []));
  const demandFor = () => (level === null ? null : { level, sinceMs: 0 });
  return { items, coverage: { vaults: level === null ? [] : vaultsOf(items), demandFor, awaitsIn: () => false } };
}
