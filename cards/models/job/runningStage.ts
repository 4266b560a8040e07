import { operationOf, restoreTargetOf } from '../../../services/backup/operations';
import { phaseOf, snapshotTask } from '../../../services/backup/phase';
import type { Job } from '../../../services/backup/types';

/**
 * How a running job stands to a change of its VM. `after`: its snapshot is done. Where the phase and the snapshot
 * disagree, and for what we do not know, `unknown`.
 */
type RunningStage = 'queued' | 'snapshot' | 'cancelling' | 'after' | RestoreStage | 'administrative' | 'unknown';

/** Onto the VM, elsewhere, and where Azure does not say. */
type RestoreStage = 'restoring' | 'restoringElsewhere' | 'restoreUnknown';

const RESTORES: Readonly<Record<ReturnType<typeof restoreTargetOf>, RestoreStage>> = {
  ...{ vm: 'restoring', elsewhere: 'restoringElsewhere', unknown: 'restoreUnknown' },
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
