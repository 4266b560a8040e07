import type { JobView } from '../../protocol/jobViews';
import type { FailuresView, NoticeView } from '../../protocol/noticeViews';
import type { View } from '../../protocol/view';
import { adviceFor, adviceOf } from '../../services/backup/advice';
import { jobKey } from '../../services/backup/ids';
import type { Job } from '../../services/backup/types';
import type { FailedVm, NightTally } from '../../services/notify/failureCard';
import type { Obstacle } from '../../services/notify/message';
import { HOUR_MS } from '../../services/platform/durations';
import {
  before,
  days,
  DUE,
  item,
  LONG,
  longItem,
  NEXT,
  notes,
  PAST_SNAPSHOTS,
  point,
  sampleJob,
  SAMPLES_NOW,
  SNAPSHOT,
  SNAPSHOT_ONLY,
  task,
  TRANSFER,
  VAULT,
} from './builders';
import { AGENT, DONE, failedRun, IN_SNAPSHOT, IN_TRANSFER, INTERNAL, NOT_COPIED, VSS_WARNING } from './runs';

interface Sample {
  readonly name: string;
  readonly view: View;
}

const TANAKA = { id: '29:1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f', name: 'Tanaka Yui' };
const OWN = { at: before(77.9) };
const NIGHT: NightTally = { night: '2026-11-22', failed: 3, warnings: 1, again: 2, recovered: 1 };

function seen(of: Job, change: Partial<JobView> = {}): JobView {
  return {
    kind: 'job',
    job: of,
    item: item(),
    askedBy: TANAKA.name,
    point: null,
    lastGood: point('AppConsistent', 'Windows'),
    pointsProblem: null,
    advice: adviceOf(of),
    next: NEXT,
    pastJobs: null,
    mayOperate: true,
    at: SAMPLES_NOW,
    ...change,
  };
}

function notice(event: NoticeView['event'], of: JobView | null, change: Partial<NoticeView> = {}): NoticeView {
  return {
    kind: 'notice',
    event,
    vmName: 'vm-01',
    vmResourceGroup: 'rg-prod',
    vault: VAULT,
    item: item(),
    seen: of,
    happenedAt: before(1),
    toldAt: SAMPLES_NOW,
    late: false,
    validity: 'fresh',
    other: null,
    mention: TANAKA,
    comparison: null,
    recoveredAt: null,
    again: null,
    night: null,
    at: SAMPLES_NOW,
    ...change,
  };
}

function other(reason: Obstacle['reason'], minutes: number): Obstacle {
  return { reason, sinceMs: before(minutes).getTime(), jobId: 'f0e1d2c3-0000-4000-8000-00000000000b' };
}

const RUNNING = seen(IN_TRANSFER);
const LATE = { happenedAt: before(28), late: true } as const;
const OWN_POINT = point('AppConsistent', 'Windows', OWN);
const GOOD = seen(sampleJob('completed', DONE, { sizeMb: 4301 }), { point: OWN_POINT });
const UNREAD_END: Job = { ...GOOD.job, tasks: null };
const SEEN_BEFORE: Job = {
  ...UNREAD_END,
  lastTasks: {
    tasks: [task(SNAPSHOT, 'completed', [78, 70.3]), task(TRANSFER, 'inProgress', [52])],
    at: before(40),
  },
};
const FILES = point('FileSystemConsistent', 'Windows', OWN);
const WAS = point('AppConsistent', 'Windows').consistency;

const EVENT_SAMPLES: readonly Sample[] = [
  { name: 'notice, snapshot done', view: notice('snapshotDone', RUNNING) },
  {
    name: 'notice, snapshot done, point listed',
    view: notice(
      'snapshotDone',
      seen(IN_TRANSFER, { point: point('AppConsistent', 'Windows', { ...OWN, tiers: SNAPSHOT_ONLY }) }),
      {
        mention: null,
      },
    ),
  },
  {
    name: 'notice, snapshot done, a start is due',
    view: notice('snapshotDone', { ...RUNNING, schedule: notes({ due: [DUE] }) }),
  },
  {
    name: 'notice, snapshot done, backups suspended since',
    view: notice('snapshotDone', { ...RUNNING, next: null, schedule: notes({ none: 'backupsSuspended' }) }),
  },
  {
    name: 'notice, snapshot done, summer time',
    view: notice('snapshotDone', { ...RUNNING, next: { ...NEXT, offByMs: HOUR_MS } }),
  },
  { name: 'notice, snapshot done, told late', view: notice('snapshotDone', RUNNING, LATE) },
  {
    name: 'notice, snapshot done, others could not be checked',
    view: notice('snapshotDone', RUNNING, { ...LATE, validity: 'unread' }),
  },
  { name: 'notice, snapshot done, told after the end', view: notice('snapshotDone', GOOD, LATE) },
  {
    name: 'notice, snapshot done, others could not be checked, in time',
    view: notice('snapshotDone', RUNNING, { validity: 'unread' }),
  },
  {
    name: 'notice, another snapshot',
    view: notice('snapshotDone', RUNNING, { ...LATE, validity: 'anotherSnapshot', other: other('snapshotRunning', 6) }),
  },
  ...(['cancelling', 'restoring', 'triggerPending', 'tasksUnknown', 'stateUnknown'] as const).map((reason) => ({
    name: `notice, snapshot done, other: ${reason}`,
    view: notice('snapshotDone', RUNNING, { validity: 'anotherSnapshot', other: other(reason, 6) }),
  })),
  {
    name: 'notice, completed, another snapshot',
    view: notice('ended', GOOD, { other: other('snapshotRunning', 6) }),
  },
  { name: 'notice, completed', view: notice('ended', GOOD, { comparison: { kind: 'same', count: 12 } }) },
  { name: 'notice, completed, told late', view: notice('ended', GOOD, LATE) },
  {
    name: 'notice, completed, lower than before',
    view: notice('ended', seen(GOOD.job, { point: FILES }), { comparison: { kind: 'lower', was: WAS } }),
  },
  { name: 'notice, completed, point not listed yet', view: notice('ended', seen(GOOD.job)) },
  {
    name: 'notice, completed with warnings, not transferred',
    view: notice(
      'ended',
      seen(NOT_COPIED, { point: point('AppConsistent', 'Windows', { ...OWN, tiers: SNAPSHOT_ONLY }) }),
    ),
  },
  {
    name: 'notice, completed with warnings, all tasks completed',
    view: notice('ended', seen(VSS_WARNING, { point: FILES }), { comparison: { kind: 'lower', was: WAS } }),
  },
  {
    name: 'notice, completed by the schedule, with an expiry',
    view: notice(
      'ended',
      seen(sampleJob('completed', DONE, { retainUntil: null }), {
        askedBy: null,
        point: point('AppConsistent', 'Windows', { ...OWN, expiresAt: days(30) }),
      }),
      { mention: null },
    ),
  },
  { name: 'notice, completed, tasks not read', view: notice('ended', seen(UNREAD_END, { point: OWN_POINT })) },
  { name: 'notice, completed, tasks seen before', view: notice('ended', seen(SEEN_BEFORE, { point: OWN_POINT })) },
  {
    name: 'notice, completed with warnings, tasks not read',
    view: notice('ended', seen({ ...VSS_WARNING, tasks: null }, { point: FILES })),
  },
  { name: 'notice, failed, tasks not read', view: notice('ended', seen({ ...failedRun(INTERNAL), tasks: null })) },
  { name: 'notice, failed, retry can help', view: notice('ended', seen(failedRun(INTERNAL))) },
  {
    name: 'notice, failed, first of a night, backed up since',
    view: notice('ended', seen(failedRun(AGENT), { askedBy: null }), {
      mention: null,
      night: NIGHT,
      recoveredAt: before(1),
    }),
  },
  {
    name: 'notice, failed, every night for a week',
    view: notice('ended', seen(failedRun(AGENT), { askedBy: null }), {
      mention: null,
      night: NIGHT,
      again: { times: 8, sinceMs: days(-7).getTime() },
    }),
  },
  { name: 'notice, cancelled', view: notice('ended', seen(sampleJob('cancelled', IN_SNAPSHOT.tasks))) },
  {
    name: 'notice, cancelled, a point remains',
    view: notice(
      'ended',
      seen(sampleJob('cancelled', IN_TRANSFER.tasks), {
        point: point('AppConsistent', 'Windows', { ...OWN, tiers: SNAPSHOT_ONLY }),
      }),
    ),
  },
  { name: 'notice, snapshot slow', view: notice('snapshotSlow', seen(IN_SNAPSHOT, { pastSnapshots: PAST_SNAPSHOTS })) },
  { name: 'notice, job slow', view: notice('jobSlow', RUNNING, LATE) },
  { name: 'notice, vanished', view: notice('vanished', RUNNING) },
  { name: 'notice, not started', view: notice('notStarted', null) },
  { name: 'notice, consistency', view: notice('consistency', GOOD) },
  { name: 'notice, consistency, not read', view: notice('consistency', seen(GOOD.job), { item: null }) },
  { name: 'notice, consistency unknown', view: notice('consistencyUnknown', seen(GOOD.job)) },
  {
    name: 'notice, longest names',
    view: notice('ended', seen({ ...failedRun(AGENT), vmName: LONG.vm, vmResourceGroup: LONG.resourceGroup }), {
      vmName: LONG.vm,
      mention: { ...TANAKA, name: LONG.resourceGroup },
      item: longItem(1),
      night: NIGHT,
      ...LATE,
    }),
  },
];

function failedVm(index: number, change: Partial<FailedVm> = {}): FailedVm {
  const { vm, id } = item(`vm-${String(index).padStart(2, '0')}`);
  return {
    jobKey: jobKey(VAULT, `job-${index}`),
    vault: VAULT,
    itemId: id,
    vmName: vm.name,
    vmResourceGroup: vm.resourceGroup,
    atMs: before(30 - index).getTime(),
    recoveredMs: null,
    watches: ['all'],
    ...change,
  };
}

function failures(vms: readonly FailedVm[], change: Partial<FailuresView> = {}): FailuresView {
  return {
    kind: 'failures',
    failures: { code: AGENT.code, vms, more: 0 },
    state: 'failed',
    advice: adviceFor(AGENT.code),
    night: null,
    at: SAMPLES_NOW,
    ...change,
  };
}

const FIVE_VMS = [
  ...[1, 2, 3].map((index) => failedVm(index)),
  failedVm(4, { again: { times: 8, sinceMs: days(-7).getTime() } }),
  failedVm(5, { recoveredMs: SAMPLES_NOW.getTime() }),
];
const LONG_VMS = Array.from({ length: 100 }, (_, index) =>
  failedVm(index, {
    vmName: longItem(index).vm.name,
    vmResourceGroup: LONG.resourceGroup,
    vault: { ...VAULT, name: LONG.vault },
    itemId: longItem(index).id,
    again: { times: 365, sinceMs: days(-365).getTime() },
  }),
);

export const NOTICE_SAMPLES: readonly Sample[] = [
  ...EVENT_SAMPLES,
  {
    name: 'failures, five',
    view: failures(FIVE_VMS, {
      night: NIGHT,
    }),
  },
  {
    name: 'failures, with warnings, unknown code',
    view: failures([failedVm(1), failedVm(2)], {
      failures: { code: 'UserErrorFromTheFuture', vms: [failedVm(1), failedVm(2)], more: 0 },
      state: 'completedWithWarnings',
      advice: null,
    }),
  },
  {
    name: 'failures, a hundred with the longest names',
    view: failures(LONG_VMS, { failures: { code: AGENT.code, vms: LONG_VMS, more: 7 } }),
  },
];
