import type { JobView } from '../../../protocol/jobViews';
import { isActive } from '../../../services/backup/phase';
import { problemText } from '../../blocks/azureProblem';
import { type CardLine, line } from '../../blocks/line';
import { pointLines } from '../../blocks/recoveryPoint';
import { type Speaker, verbatim } from '../../text/speaker';
import { runningStageOf } from './runningStage';

/**
 * The recovery point of this job. If Azure lists none yet, the line says so, because it may still appear. `endIsTold`:
 * whether this conversation gets the message of the end, which then tells the consistency.
 */
export function ownPointLines({ job, point, pointsProblem }: JobView, speaker: Speaker, endIsTold = false): CardLine[] {
  if (point !== null) {
    const copied = point.held !== 'snapshot' || !isActive(job);
    return [...pointLines(speaker, point), ...(copied ? [] : [line(speaker.text('point.heldUntilCopied'))])];
  }
  if (endIsTold && isActive(job) && runningStageOf(job) === 'after')
    return [line(speaker.text('point.toldWithEnd'), true)];
  if (pointsProblem !== null) {
    return [line(speaker.text('point.unreadable', { why: verbatim(problemText(speaker, pointsProblem)) }))];
  }
  const mayCome = isActive(job) || job.state === 'completed' || job.state === 'completedWithWarnings';
  return mayCome ? [line(speaker.text('point.notListed'), true)] : [];
}

/** The newest earlier recovery point, shown if this job failed or left none. */
export function lastGoodLines({ job, point, lastGood: before, pointsProblem }: JobView, speaker: Speaker): CardLine[] {
  const wanted = job.state === 'failed' || (job.state === 'cancelled' && point === null);
  if (!wanted) return [];
  if (before !== null) return pointLines(speaker, before).slice(0, 2);
  return pointsProblem === null ? [line(speaker.text('job.noLastGood'))] : [];
}
