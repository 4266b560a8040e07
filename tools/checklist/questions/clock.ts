import { courseOf } from '../course';
import { type ChecklistQuestion, failedWhy, inSeconds, jobEvidence, NO_BACKUP, unsettled } from './question';

/** The grid on which Azure ends both phases, in seconds, from recorded jobs of 2020 to 2026 (docs/azure.md). */
const SNAPSHOT_S = 460.4;
const RETRY_S = 300.6;
const END_S = 214;
const END_EVERY_S = 300;

export const snapshotClock: ChecklistQuestion<'snapshotClock'> = {
  id: 'snapshotClock',
  question: 'How long after the start of the job does Azure end the snapshot?',
  done: "Read the job 475 s after its start, then every 301 s; the task's own endTime counts, not the read's.",
  answer: (seen) => {
    const evidence = jobEvidence(seen);
    const { startMs, snapshotMs } = courseOf(seen);
    if (seen.begunMs === null) return unsettled(NO_BACKUP, evidence);
    if (startMs === null || snapshotMs === null)
      return unsettled(failedWhy(seen) ?? 'no read of the job showed its snapshot completed', evidence);
    const snapshotS = inSeconds(snapshotMs - startMs);
    const retries = Math.max(0, Math.round((snapshotS - SNAPSHOT_S) / RETRY_S));
    const residualS = inSeconds((snapshotS - SNAPSHOT_S - retries * RETRY_S) * 1_000);
    return { settled: true, value: { snapshotS, retries, residualS }, evidence };
  },
};

export const endClock: ChecklistQuestion<'endClock'> = {
  id: 'endClock',
  question: 'How long after the end of the snapshot does Azure end the job?',
  done: 'Read the job 222 s after its snapshot and every 10 min (--until-end); its own endTime counts.',
  answer: (seen) => {
    const evidence = jobEvidence(seen);
    const { snapshotMs, ended, endMs, job } = courseOf(seen);
    if (seen.begunMs === null) return unsettled(NO_BACKUP, evidence);
    if (snapshotMs === null) return unsettled(failedWhy(seen) ?? 'the snapshot was not seen to end', evidence);
    if (!ended || endMs === null) return unsettled('the job was not followed to its end: --until-end does', evidence);
    if (job?.state !== 'completed')
      return unsettled(`the job ended ${job?.statusText ?? ''}; only Completed ends on the grid`, evidence);
    const afterSnapshotS = inSeconds(endMs - snapshotMs);
    const ticks = Math.max(0, Math.round((afterSnapshotS - END_S) / END_EVERY_S));
    const residualS = inSeconds((afterSnapshotS - END_S - ticks * END_EVERY_S) * 1_000);
    return { settled: true, value: { afterSnapshotS, ticks, residualS }, evidence };
  },
};
