import type { JobView } from '../../../protocol/jobViews';
import { isActive } from '../../../services/backup/phase';
import { expiryFact, type Fact, fact, retentionFact } from '../../blocks/facts';
import { soFar, tookText } from '../../text/durations';
import { type Speaker, verbatim } from '../../text/speaker';
import { askedByText, groupAndVault, jobState, joined } from '../../text/words';

/** Resource group and vault, whether the backup was on demand, and who asked for it. */
export function jobPlace({ job, askedBy }: JobView, speaker: Speaker): string {
  const { vmResourceGroup, vault } = job;
  return joined(speaker, [
    groupAndVault(speaker, vmResourceGroup, vault.name),
    askedBy !== null || job.retainUntil !== null ? speaker.text('job.onDemand') : '',
    askedByText(speaker, askedBy),
  ]);
}

/** Result and total duration, start, size, retention and expiry, each one if Azure reports it. */
export function jobFacts({ job, point }: JobView, speaker: Speaker): Fact[] {
  const { retainUntil, sizeMb, startedAt } = job;
  const expiresAt = point?.point.expiresAt ?? null;
  const started = startedAt === null ? [] : [fact(speaker, 'job.started', startedText(job, startedAt, speaker))];
  const ended = isActive(job)
    ? []
    : [fact(speaker, 'job.status', joined(speaker, [jobState(speaker, job, 'text'), tookText(speaker, job)]))];
  return [
    ...ended,
    ...started,
    ...(sizeMb !== null && sizeMb > 0 ? [fact(speaker, 'job.size', sizeText(speaker, sizeMb))] : []),
    ...(retainUntil === null || leftNoPoint(job, point) ? [] : [retentionFact(speaker, retainUntil)]),
    ...(expiresAt === null ? [] : [expiryFact(speaker, expiresAt)]),
  ];
}

/** When the job started and, while it runs, how long ago. */
export function startedText(job: JobView['job'], startedAt: Date, speaker: Speaker): string {
  return joined(speaker, [speaker.text('moment', { at: startedAt }), soFar(speaker, job)]);
}

/** Whether the job ended without a recovery point, so that there is nothing to retain. */
function leftNoPoint({ state }: JobView['job'], point: JobView['point']): boolean {
  return state === 'failed' || (state === 'cancelled' && point === null);
}

/** The size that Azure reports, in MB of 1,024 KB; from 1,024 MB on in GB. */
function sizeText(speaker: Speaker, mb: number): string {
  const size = mb < 1_024 ? `${mb} MB` : `${(mb / 1_024).toFixed(1)} GB`;
  return speaker.text('job.sizeValue', { size: verbatim(size) });
}
