import type { BatchView } from '../../../protocol/batchView';
import { isActive } from '../../../services/backup/phase';
import type { Job } from '../../../services/backup/types';
import { runningStageOf } from '../job/runningStage';

/**
 * What one backup of a batch means for a change of its VM:
 * - `asked`: its job was not read yet
 * - `after`: its snapshot is done
 * - `wait`: it runs, and its snapshot is not done or not known
 * - `ended`: no backup runs
 */
type BatchStage = 'asked' | 'wait' | 'after' | 'ended';

/** A VM with a row. `isOther`: its row is about a backup that this batch did not start. */
export type ShownVm = BatchView['started'][number] & { readonly isOther?: boolean };

export function jobOfVm(vm: ShownVm): Job | null {
  return 'job' in vm ? vm.job : null;
}

/** How many VMs the command named. */
export function askedCount({ started, failed, unshown = 0 }: BatchView): number {
  return started.length + failed.length + unshown;
}

/** Whether the snapshot of this VM is not done, and its end is told only with that of its job. */
export function isToldWithEnd(vm: ShownVm): boolean {
  const stage = stageOfVm(vm);
  return vm.toldWithEnd === true && (stage === 'asked' || stage === 'wait');
}

function stageOfVm(vm: ShownVm): BatchStage {
  return stageOfJob(jobOfVm(vm));
}

function stageOfJob(job: Job | null): BatchStage {
  if (!job) return 'asked';
  if (!isActive(job)) return 'ended';
  return runningStageOf(job) === 'after' ? 'after' : 'wait';
}

/**
 * The stage of the whole batch, and how many of its backups are in that stage. `asked` while no job was read;
 * afterwards the most restrictive stage of all. `none`: no backup was started.
 */
export function batchStageOf({ started, failed }: BatchView): {
  readonly kind: BatchStage | 'none';
  readonly count: number;
} {
  if (started.length === 0) return { kind: 'none', count: 0 };
  if (started.every((vm) => stageOfVm(vm) === 'asked')) return { kind: 'asked', count: started.length };
  const all = [...started.map(stageOfVm), ...failed.flatMap(({ job }) => (job === undefined ? [] : [stageOfJob(job)]))];
  const count = (kind: BatchStage): number => all.filter((one) => one === kind).length;
  const waiting = count('wait') + count('asked');
  if (waiting > 0) return { kind: 'wait', count: waiting };
  return count('after') > 0 ? { kind: 'after', count: count('after') } : { kind: 'ended', count: started.length };
}

/** Whether every VM of the command has its snapshot. False if a backup failed before its snapshot or never started. */
export function hasEverySnapshot({ started, failed, unshown = 0 }: BatchView): boolean {
  const hasSnapshot = (vm: ShownVm): boolean =>
    stageOfVm(vm) === 'after' || (jobOfVm(vm)?.state ?? '').startsWith('completed');
  return failed.length + unshown === 0 && started.every(hasSnapshot);
}
