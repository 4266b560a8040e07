import { isActive } from '../../services/backup/phase';
import type { Job } from '../../services/backup/types';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../services/platform/durations';
import { type Speaker, verbatim } from './speaker';

/** A duration in at most two units, with seconds only below ten minutes. A negative one (clocks differ) counts as 0. */
export function duration(speaker: Speaker, ms: number): string {
  const whole = Math.max(0, ms);
  const s = Math.floor(whole / 1_000);
  if (whole < MINUTE_MS) return speaker.plain('unit.seconds', { s });
  if (whole < 10 * MINUTE_MS && s % 60 > 0)
    return speaker.plain('unit.minutesSeconds', { m: Math.floor(s / 60), s: s % 60 });
  return coarseDuration(speaker, whole);
}

/** Like `duration`, but without seconds from one minute on. */
export function coarseDuration(speaker: Speaker, ms: number): string {
  const whole = Math.max(0, ms);
  const m = Math.floor(whole / MINUTE_MS);
  const h = Math.floor(whole / HOUR_MS);
  if (whole < HOUR_MS) return speaker.plain('unit.minutes', { m });
  if (whole < 2 * DAY_MS) {
    return m % 60 > 0 ? speaker.plain('unit.hoursMinutes', { h, m: m % 60 }) : speaker.plain('unit.hours', { h });
  }
  const d = Math.floor(whole / DAY_MS);
  return h % 24 > 0 ? speaker.plain('unit.daysHours', { d, h: h % 24 }) : speaker.plain('unit.days', { d });
}

/** `6 min so far` for a running job; '' if it has ended or Azure gives no start. */
export function soFar(speaker: Speaker, job: Job): string {
  if (!isActive(job) || job.startedAt === null) return '';
  const ranMs = speaker.reader.now.getTime() - job.startedAt.getTime();
  return speaker.text('task.soFar', { duration: verbatim(coarseDuration(speaker, ranMs)) });
}

/** The total duration of an ended job; '' while it runs, or if Azure gives none. */
export function tookText(speaker: Speaker, job: Job): string {
  return isActive(job) || job.durationMs === null || job.durationMs <= 0 ? '' : duration(speaker, job.durationMs);
}
