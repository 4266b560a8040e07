import type { AnswerId, EvidenceFact, Value } from '../../../services/azure/checklist/answers';
import { MINUTE_MS } from '../../../services/platform/durations';
import { courseOf, type FirstShown } from '../course';
import type { Seen } from '../seen';
import { azureMs, betweenReads, failedWhy, type Found, isoOf, lastRunningMs, NO_BACKUP, unsettled } from './question';

type Sighting = Extract<AnswerId, 'pointListed' | 'itemRecoveryPoint' | 'itemBackupTime'>;
interface Read {
  readonly atMs: number;
  readonly doneMs: number;
}
interface Sight<T extends Read> {
  readonly shown: FirstShown<T>;
  readonly all: readonly T[];
}

/** Two reads that are this close, with the job's end between them, saw it come with the end. */
const CLOSE_MS = 2 * MINUTE_MS;
const FACTS_MAX = 100;

/**
 * Whether reads show something while the job still runs, or with its end. `beforeEnd` needs a later read of the job
 * that shows it running, or an end that Azure dates later.
 */
export function sightingOf<T extends Read>(seen: Seen, sight: Sight<T>): Found<Sighting> {
  const evidence = evidenceOf(sight);
  const { snapshotMs } = courseOf(seen);
  const why = seen.begunMs === null ? NO_BACKUP : failedWhy(seen);
  if (why !== null) return unsettled(why, evidence);
  if (snapshotMs === null) return unsettled('no read of the job showed its snapshot completed', evidence);
  const when = whenSeen(seen, sight.shown);
  const afterSnapshotS = betweenReads(sight.shown, snapshotMs, seen);
  if (typeof when === 'string') return unsettled(when, evidence);
  return afterSnapshotS === null
    ? unsettled('no read showed it', evidence)
    : { settled: true, value: { when: when.is, afterSnapshotS }, evidence };
}

/** A string says why it is not known. */
function whenSeen(
  seen: Seen,
  { lacking, showing }: FirstShown<Read>,
): string | { readonly is: Value<Sighting>['when'] } {
  const { ended, endMs } = courseOf(seen);
  if (showing === null)
    return ended
      ? 'it was not seen in the 10 min after the end of the job'
      : 'it was not seen while the job ran: --until-end tells whether it comes with the end';
  if ((lastRunningMs(seen) ?? 0) > showing.doneMs) return { is: 'beforeEnd' };
  if (!ended || endMs === null) return 'no later read showed the job running or ended';
  if (azureMs(seen, showing.doneMs) < endMs) return { is: 'beforeEnd' };
  const isClose = lacking !== null && showing.doneMs - lacking.atMs <= CLOSE_MS;
  const wasMissing = lacking !== null && azureMs(seen, lacking.atMs) >= endMs;
  return isClose || wasMissing ? { is: 'withEnd' } : 'the job ended long between the read that lacks it and the next';
}

/** All reads, or the first and the last of them. */
function evidenceOf<T extends Read>({ all, shown: { showing } }: Sight<T>): readonly EvidenceFact[] {
  const from = showing === null ? all.length : all.indexOf(showing);
  const facts = all.map(({ atMs, doneMs }, at) => ({ at: isoOf(atMs), answered: isoOf(doneMs), shown: at >= from }));
  return facts.length <= FACTS_MAX ? facts : [...facts.slice(0, 10), ...facts.slice(10 - FACTS_MAX)];
}
