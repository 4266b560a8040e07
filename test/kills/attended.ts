import type { Clock } from '../../services/platform/clock';
import type { Life } from './livingBot';
import type { RealJob } from './promisedNight';

/** Whoever reads Azure for so long without being killed has looked at every job that is awaited; real time, on a loaded machine. */
const NOTICED_MS = 5_000;
/** A killed replica's lease lasts 30 s, and the others ask for it every 10 s. */
const TAKEN_OVER_MS = 45_000;

/** When several processes share the reading, of which any may be the one that reads: from each kill on nobody may, until another takes over. */
export function readByReplicas(startedMs: number, killedAt: readonly number[]): readonly Life[] {
  const kills = [...killedAt].sort((a, b) => a - b);
  const from = [startedMs, ...kills.map((killedMs) => killedMs + TAKEN_OVER_MS)];
  return from.map((fromMs, index) => ({ fromMs, toMs: kills[index] ?? Infinity }));
}

/** Whether somebody must have read the job between the end of its snapshot and its own: else only its end is told. */
export function mustBeSeen({ snapshotDone, ended }: RealJob, lives: readonly Life[], clock: Clock): boolean {
  const realOf = (text: string | null): number =>
    text === null ? Infinity : Date.now() + (Date.parse(text) - clock.now().getTime()) / clock.speed;
  const [doneMs, endedMs] = [realOf(snapshotDone), realOf(ended)];
  return lives.some(({ fromMs, toMs }) => Math.min(toMs, endedMs) - Math.max(fromMs, doneMs) >= NOTICED_MS);
}
