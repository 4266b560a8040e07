import type { Clock } from '../../services/platform/clock';
import type { Life } from './livingBot';
import type { RealJob } from './promisedNight';

/** A process that reads Azure this long without a kill has read every awaited job; real ms. */
const NOTICED_MS = 5_000;
/** Factor on the slowest start, for a loaded machine. */
const NOTICED_STARTS = 3;
/** A killed replica's lease lasts 30 s, and the others ask for it every 10 s. */
const TAKEN_OVER_MS = 45_000;

/** When which process surely read Azure. */
export interface Attended {
  readonly readBy: () => readonly Life[];
  /** The slowest start until listening, ms. */
  readonly slowestStartMs: () => number;
}

/** Several replicas, of which an unknown one reads. After each kill possibly none reads, until another takes over. */
export function readByReplicas(startedMs: number, killedAt: readonly number[]): readonly Life[] {
  const kills = [...killedAt].sort((a, b) => a - b);
  const from = [startedMs, ...kills.map((killedMs) => killedMs + TAKEN_OVER_MS)];
  return from.map((fromMs, index) => ({ fromMs, toMs: kills[index] ?? Infinity }));
}

/** Whether a process surely read the job between its snapshot's end and its own. Otherwise only its end is notified. */
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
