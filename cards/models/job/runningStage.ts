import { operationOf, restoreTargetOf } from '../../../services/backup/operations';
import { phaseOf, snapshotTask } from '../../../services/backup/phase';
import type { Job } from '../../../services/backup/types';

/**
 * What a running job means for a change of its VM. `after`: its snapshot is done. `unknown`: phase and snapshot task
 * disagree, or this version does not know them.
 */
export type RunningStage = 'queued' | 'snapshot' | 'cancelling' | 'after' | RestoreStage | 'administrative' | 'unknown';

/** A restore onto the VM, to another place, and one where Azure does not report the target. */
type RestoreStage = 'restoring' | 'restoringElsewhere' | 'restoreUnknown';

const RESTORES: Readonly<Record<ReturnType<typeof restoreTargetOf>, RestoreStage>> = {
  vm: 'restoring',
  elsewhere: 'restoringElsewhere',
  unknown: 'restoreUnknown',
};

export function runningStageOf(job: Job): RunningStage {
  const operation = operationOf(job);
  if (operation === 'restore') return RESTORES[restoreTargetOf(job)];
  if (operation === 'administrative') return 'administrative';
  const phase = phaseOf(job);
  if (phase === 'cancelling' || phase === 'queued' || phase === 'snapshot') return phase;
  const done = operation === 'backup' && phase !== 'unknown' && snapshotTask(job)?.state === 'completed';
  return done ? 'after' : 'unknown';
}
