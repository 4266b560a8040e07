import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../services/platform/durations';

const HALF_HOUR_MS = HOUR_MS / 2;

/** Zones without summer time, with their minutes ahead of UTC. */
const OFFSET_MIN = { UTC: 0, 'Tokyo Standard Time': 540, 'India Standard Time': 330 } as const;

export interface PolicyPlan {
  readonly name: string;
  readonly timeZone: keyof typeof OFFSET_MIN;
  /** A V2 policy, the only kind that can start several backups a day. */
  readonly enhanced: boolean;
  readonly frequency: 'Daily' | 'Weekly' | 'Hourly';
  /** Minutes after midnight in `timeZone`; of an hourly policy, its window's start. */
  readonly minute: number;
  readonly crashConsistentOnly?: boolean;
}

/** Weekly policies run from Monday to Friday. */
const WEEKDAYS = [1, 2, 3, 4, 5];
const WEEKDAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
const HOURLY = { interval: 4, duration: 12 };
/** Days that an instant recovery point stays in the snapshot tier. */
export const INSTANT_DAYS = 2;
export const RETENTION_DAYS = 30;

/** Minutes after midnight in `timeZone` of a daily start that is `afterMs` to 30 minutes later after `startMs`. */
export function minuteAfter(startMs: number, afterMs: number, timeZone: PolicyPlan['timeZone']): number {
  const firstMs = Math.ceil((startMs + afterMs) / HALF_HOUR_MS) * HALF_HOUR_MS;
  return (firstMs / MINUTE_MS + OFFSET_MIN[timeZone]) % 1440;
}

/** The moments at which `policy` is due, from `fromMs` until before `toMs`, oldest first. */
export function dueBetween(policy: PolicyPlan, fromMs: number, toMs: number): number[] {
  const offsetMs = OFFSET_MIN[policy.timeZone] * MINUTE_MS;
  const hours = policy.frequency === 'Hourly' ? [0, 4, 8, 12] : [0];
  const due: number[] = [];
  const firstMidnightMs = Math.floor((fromMs + offsetMs) / DAY_MS) * DAY_MS - DAY_MS;
  for (let midnightMs = firstMidnightMs; midnightMs - offsetMs < toMs; midnightMs += DAY_MS) {
    if (policy.frequency === 'Weekly' && !WEEKDAYS.includes(new Date(midnightMs).getUTCDay())) continue;
    for (const hour of hours) {
      const atMs = midnightMs + policy.minute * MINUTE_MS + hour * HOUR_MS - offsetMs;
      if (atMs >= fromMs && atMs < toMs) due.push(atMs);
    }
  }
  return due;
}

/** Azure's body of `policy`. The dates in its times mean nothing. `itemCount`: the number of protected VMs. */
export function policyBody(policy: PolicyPlan, id: string, itemCount: number): Record<string, unknown> {
  const time = `2026-01-05T${clockText(policy.minute)}Z`;
  return {
    id,
    name: policy.name,
    type: 'Microsoft.RecoveryServices/vaults/backupPolicies',
    properties: {
      backupManagementType: 'AzureIaasVM',
      ...(policy.enhanced && { policyType: 'V2' }),
      ...(policy.crashConsistentOnly === true && { snapshotConsistencyType: 'OnlyCrashConsistent' }),
      instantRPDetails: {},
      schedulePolicy: schedulePolicy(policy, time),
      retentionPolicy: {
        retentionPolicyType: 'LongTermRetentionPolicy',
        ...(policy.frequency === 'Weekly'
          ? { weeklySchedule: { daysOfTheWeek: WEEKDAY_NAMES, ...keep(time, 12, 'Weeks') } }
          : { dailySchedule: keep(time, RETENTION_DAYS, 'Days') }),
      },
      instantRpRetentionRangeInDays: INSTANT_DAYS,
      timeZone: policy.timeZone,
      protectedItemsCount: itemCount,
    },
  };
}

function schedulePolicy(policy: PolicyPlan, time: string): Record<string, unknown> {
  if (policy.frequency === 'Hourly') {
    return {
      schedulePolicyType: 'SimpleSchedulePolicyV2',
      scheduleRunFrequency: 'Hourly',
      hourlySchedule: {
        interval: HOURLY.interval,
        scheduleWindowStartTime: time,
        scheduleWindowDuration: HOURLY.duration,
      },
    };
  }
  const days = policy.frequency === 'Weekly' ? { scheduleRunDays: WEEKDAY_NAMES } : {};
  if (policy.enhanced) {
    return {
      schedulePolicyType: 'SimpleSchedulePolicyV2',
      scheduleRunFrequency: policy.frequency,
      [policy.frequency === 'Weekly' ? 'weeklySchedule' : 'dailySchedule']: { ...days, scheduleRunTimes: [time] },
    };
  }
  return {
    schedulePolicyType: 'SimpleSchedulePolicy',
    scheduleRunFrequency: policy.frequency,
    ...days,
    scheduleRunTimes: [time],
    scheduleWeeklyFrequency: 0,
  };
}

function keep(time: string, count: number, durationType: string): Record<string, unknown> {
  return { retentionTimes: [time], retentionDuration: { count, durationType } };
}

function clockText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`;
}
