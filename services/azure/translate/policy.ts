import type { Policy, Schedule } from '../../backup/types';
import { type Json, lastPart, listOf, objectOf, textOf } from '../http/jsonFields';
import { enhancedOf } from './items';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
/** A day's schedule has 24 times at most. */
const TIMES_MAX = 24;

/** A backup policy for Azure VMs; null for another workload, or without a name. */
export function policyOf(raw: unknown): Policy | null {
  const row = objectOf(raw);
  const properties = objectOf(row['properties']);
  const id = textOf(row['id']);
  const name = textOf(row['name']) || lastPart(id, '/');
  if (name === '' || textOf(properties['backupManagementType']).toLowerCase() !== 'azureiaasvm') return null;
  const schedule = objectOf(properties['schedulePolicy']);
  const v2 = textOf(schedule['schedulePolicyType']).toLowerCase() === 'simpleschedulepolicyv2';
  return {
    id,
    name,
    timeZone: textOf(properties['timeZone']),
    schedule: scheduleOf(schedule),
    enhanced: enhancedOf(properties['policyType']) ?? (v2 ? true : null),
    crashConsistentOnly: textOf(properties['snapshotConsistencyType']).toLowerCase() === 'onlycrashconsistent',
  };
}

/**
 * SimpleSchedulePolicy carries days and times itself; SimpleSchedulePolicyV2 has them under dailySchedule and
 * weeklySchedule. Both carry the hours.
 */
function scheduleOf(policy: Json): Schedule | null {
  switch (textOf(policy['scheduleRunFrequency']).toLowerCase()) {
    case 'daily':
      return dailyOf({ ...policy, ...objectOf(policy['dailySchedule']) });
    case 'weekly':
      return weeklyOf({ ...policy, ...objectOf(policy['weeklySchedule']) });
    case 'hourly':
      return hourlyOf(objectOf(policy['hourlySchedule']));
    default:
      return null;
  }
}

function dailyOf(fields: Json): Schedule | null {
  const times = timesOf(fields);
  return times ? { kind: 'daily', times } : null;
}

function weeklyOf(fields: Json): Schedule | null {
  const times = timesOf(fields);
  const days = listOf(fields['scheduleRunDays'], DAYS.length).map((day) =>
    typeof day === 'number' ? day : DAYS.indexOf(textOf(day).toLowerCase()),
  );
  const valid = days.length > 0 && days.every((day) => Number.isInteger(day) && day >= 0 && day < DAYS.length);
  return times && valid ? { kind: 'weekly', days: sorted(days), times } : null;
}

function hourlyOf(fields: Json): Schedule | null {
  const start = minutesOf(fields['scheduleWindowStartTime']);
  const everyHours = Number(textOf(fields['interval']) || NaN);
  const forHours = Number(textOf(fields['scheduleWindowDuration']) || NaN);
  const valid = everyHours > 0 && everyHours <= 24 && forHours > 0 && forHours <= 24;
  return start !== null && valid ? { kind: 'hourly', start, everyHours, forHours } : null;
}

/** One unreadable time makes the whole schedule unknown: a partial one would claim a wrong next start. */
function timesOf(fields: Json): readonly number[] | null {
  const times = listOf(fields['scheduleRunTimes'], TIMES_MAX).map(minutesOf);
  const readable = times.filter((time) => time !== null);
  return readable.length > 0 && readable.length === times.length ? sorted(readable) : null;
}

/** `2018-01-24T02:30:00Z` is half past two on the policy's own clock: the date and the Z mean nothing. */
function minutesOf(value: unknown): number | null {
  const [, hours, minutes] = /T(\d\d):(\d\d)/.exec(textOf(value)) ?? [];
  const total = Number(hours ?? NaN) * 60 + Number(minutes ?? NaN);
  return total >= 0 && total < 24 * 60 ? total : null;
}

function sorted(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
