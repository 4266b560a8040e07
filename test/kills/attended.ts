import type { Clock } from '../../services/platform/clock';
import type { Life } from './livingBot';
import type { RealJob } from './promisedNight';

/** Who reads Azure for so long without being killed has looked at every job that is awaited; real time. */
const NOTICED_MS = 5_000;
/** On a loaded machine: so many times what its slowest start took. */
const NOTICED_STARTS = 3;
/** A killed replica's lease lasts 30 s, and the others ask for it every 10 s. */
const TAKEN_OVER_MS = 45_000;

/** Who read Azure when, as far as that is sure. */
export interface Attended {
  readonly readBy: () => readonly Life[];
  /** The longest that a process took to listen. */
  readonly slowestStartMs: () => number;
}

/** When several processes share the reading, of which any may be the one that reads: from each kill on nobody may, until another takes over. */
export function readByReplicas(startedMs: number, killedAt: readonly number[]): readonly Life[] {
  const kills = [...killedAt].sort((a, b) => a - b);
  const from = [startedMs, ...kills.map((killedMs) => killedMs + TAKEN_OVER_MS)];
  return from.map((fromMs, index) => ({ fromMs, toMs: kills[index] ?? Infinity }));
}

/** Whether somebody must have read the job between the end of its snapshot and its own: else only its end is told. */
export function mustBeSeen(
  { snapshotDone, ended }: RealJob,
  { readBy, slowestStartMs }: Attended,
  clock: Clock,
): boolean {
  const noticedMs = Math.max(NOTICED_MS, NOTICED_STARTS * slowestStartMs());
  const realOf = (text: string | null): number =>
    text === null ? Infinity : Date.now() + (Date.parse(text) - clock.now().getTime()) / clock.speed;
  const [doneMs, endedMs] = [realOf(snapshotDone), realOf(ended)];
  return readBy().some(({ fromMs, toMs }) => Math.min(toMs, endedMs) - Math.max(fromMs, doneMs) >= noticedMs);
}
