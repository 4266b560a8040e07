import type { StartedView } from '../../protocol/jobViews';
import type { SafeView, StatusView } from '../../protocol/vmViews';
import { adviceOf } from '../../services/backup/advice';
import type { Verdict } from '../../services/backup/findings';
import { jobKey } from '../../services/backup/ids';
import { HOUR_MS, MINUTE_MS } from '../../services/platform/durations';
import {
  before,
  days,
  DUE,
  item,
  LEFT_BEHIND,
  LONG,
  longItem,
  NEXT,
  notes,
  PAST,
  PAST_SNAPSHOTS,
  point,
  restore,
  sampleJob,
  SAMPLES_NOW,
  VAULT,
} from './builders';
import { AGENT, CANCELLING, failedRun, IN_SNAPSHOT, IN_TRANSFER, IN_VALIDATE, THROTTLED, UNAVAILABLE } from './runs';

interface Sample {
  readonly name: string;
  readonly view: StatusView | SafeView | StartedView;
}

function verdict(kind: Verdict['kind'], reason: Verdict['reason'], rest: Partial<Verdict> = {}): Verdict {
  return { kind, reason, job: null, since: rest.job?.startedAt ?? null, at: SAMPLES_NOW, ...rest };
}

const CLEAR = verdict('clear', 'noneRunning');
const WAIT = verdict('wait', 'snapshotRunning', { job: IN_SNAPSHOT });

function status(change: Partial<StatusView> = {}): StatusView {
  return {
    kind: 'status',
    item: item(),
    verdict: CLEAR,
    running: null,
    askedBy: null,
    newest: point('AppConsistent', 'Windows'),
    pointsProblem: null,
    lastJob: sampleJob('completed', null, { startedAt: before(240), endedAt: before(170) }),
    advice: [],
    next: NEXT,
    pastJobs: null,
    mayOperate: true,
    told: null,
    at: SAMPLES_NOW,
    ...change,
  };
}

const PASTS = { pastJobs: PAST, pastSnapshots: PAST_SNAPSHOTS };

const NEVER = item('vm-06', {
  protectionState: 'IRPending',
  lastBackup: null,
  lastRecoveryPointAt: null,
});

export const STATUS_SAMPLES: readonly Sample[] = [
  { name: 'status, idle, Windows, application-consistent', view: status() },
  {
    name: 'status, idle, Linux, file-system consistent',
    view: status({ item: item('vm-02'), newest: point('FileSystemConsistent', 'Linux') }),
  },
  {
    name: 'status, idle, Windows, file-system consistent',
    view: status({ item: item('vm-04'), newest: point('FileSystemConsistent', 'Windows') }),
  },
  { name: 'status, idle, crash-consistent', view: status({ newest: point('CrashConsistent', 'Linux') }) },
  { name: 'status, idle, a consistency Azure added later', view: status({ newest: point('QuantumConsistent', null) }) },
  {
    name: 'status, snapshot running',
    view: status({ verdict: WAIT, running: IN_SNAPSHOT, askedBy: 'Tanaka Yui', ...PASTS }),
  },
  {
    name: 'status, snapshot running, told here',
    view: status({ verdict: WAIT, running: IN_SNAPSHOT, askedBy: 'Tanaka Yui', told: 'asked', ...PASTS }),
  },
  {
    name: 'status, transfer running',
    view: status({ verdict: verdict('clear', 'snapshotDone', { job: IN_TRANSFER }), running: IN_TRANSFER }),
  },
  {
    name: 'status, restore running',
    view: status({
      verdict: verdict('wait', 'restoring', { job: restore('Replace disks') }),
      running: restore('Replace disks'),
    }),
  },
  { name: 'status, restore to other disks running', view: status({ running: restore('Recover disks') }) },
  {
    name: 'status, restore running, not known where',
    view: status({
      verdict: verdict('unknown', 'restoreUnknown', { job: sampleJob('inProgress', null, { operation: 'Restore' }) }),
      running: sampleJob('inProgress', null, { operation: 'Restore' }),
    }),
  },
  { name: 'status, a start is due', view: status({ schedule: notes({ due: [DUE] }) }) },
  {
    name: 'status, the item lags behind its job',
    view: status({
      item: item('vm-01', { lastBackup: { status: 'Completed', at: before(2 * 24 * 60) } }),
      lastJob: failedRun(AGENT),
      advice: adviceOf(failedRun(AGENT)),
    }),
  },
  {
    name: 'status, backups suspended',
    view: status({
      item: item('vm-01', { protectionState: 'BackupsSuspended' }),
      next: null,
      schedule: notes({ none: 'backupsSuspended' }),
    }),
  },
  {
    name: 'status, a state Azure added later',
    view: status({
      item: item('vm-01', { protectionState: 'Hibernating' }),
      schedule: notes({ unknownState: 'Hibernating' }),
    }),
  },
  {
    name: 'status, summer time',
    view: status({ next: { ...NEXT, timeZone: 'Europe/Berlin', offByMs: HOUR_MS }, schedule: notes() }),
  },
  { name: 'status, a VM that moved', view: status({ schedule: notes(), namesakes: [LEFT_BEHIND] }) },
  {
    name: 'status, left behind when the VM moved',
    view: status({
      item: LEFT_BEHIND,
      next: null,
      schedule: notes({ none: 'protectionStopped' }),
      namesakes: [item()],
    }),
  },
  {
    name: 'status, last backup failed',
    view: status({
      item: item('vm-01', { lastBackup: { status: 'Failed', at: before(12) } }),
      lastJob: failedRun(AGENT),
      advice: adviceOf(failedRun(AGENT)),
      mayOperate: false,
    }),
  },
  { name: 'status, never backed up', view: status({ item: NEVER, newest: null, lastJob: null }) },
  {
    name: 'status, soft-deleted',
    view: status({
      item: item('vm-07', { softDeleted: true, protectionState: 'ProtectionStopped', policy: null }),
      next: null,
      schedule: notes({ none: 'softDeleted' }),
    }),
  },
  {
    name: 'status, stale reading',
    view: status({
      verdict: verdict('unknown', 'stale', { at: before(19) }),
      at: before(19),
      problem: THROTTLED,
    }),
  },
  {
    name: 'status, recovery points unreadable',
    view: status({ newest: null, pointsProblem: UNAVAILABLE }),
  },
  {
    name: 'status, what Azure leaves out',
    view: status({
      item: item('vm-01', { protectionState: '', lastBackup: null }),
      lastJob: failedRun({ code: '', message: 'The operation failed.', recommendations: [] }),
      next: null,
    }),
  },
  {
    name: 'status, policy unreadable, tasks not shown',
    view: status({ running: sampleJob('inProgress', []), askedBy: '', next: null, nextProblem: UNAVAILABLE }),
  },
  {
    name: 'status, longest names',
    view: status({ item: longItem(1), verdict: WAIT, running: IN_VALIDATE, askedBy: LONG.resourceGroup, ...PASTS }),
  },
];

export const STARTED_SAMPLES: readonly Sample[] = [
  {
    name: 'started',
    view: {
      kind: 'started',
      jobKey: jobKey(VAULT, 'sample'),
      item: item(),
      jobId: IN_SNAPSHOT.id,
      askedBy: 'Tanaka Yui',
      retainUntil: days(30),
      told: 'asked',
      at: SAMPLES_NOW,
      pastSnapshots: PAST_SNAPSHOTS,
    },
  },
  {
    name: 'started, no job id yet',
    view: {
      kind: 'started',
      jobKey: jobKey(VAULT, 'sample'),
      item: item(),
      jobId: null,
      askedBy: 'Tanaka Yui',
      retainUntil: days(30),
      told: 'asked',
      at: SAMPLES_NOW,
    },
  },
  {
    name: 'started, nobody is told',
    view: {
      kind: 'started',
      jobKey: jobKey(VAULT, 'sample'),
      item: item(),
      jobId: IN_SNAPSHOT.id,
      askedBy: 'Tanaka Yui',
      retainUntil: days(30),
      told: null,
      at: SAMPLES_NOW,
    },
  },
];

function safe(of: Verdict, change: Partial<SafeView> = {}): SafeView {
  return {
    kind: 'safe',
    item: item(),
    verdict: of,
    next: NEXT,
    told: null,
    askedToRestart: false,
    at: of.at ?? SAMPLES_NOW,
    ...change,
  };
}

export const SAFE_SAMPLES: readonly Sample[] = [
  { name: 'safe, wait, snapshot running', view: safe(WAIT, { pastSnapshots: PAST_SNAPSHOTS }) },
  { name: 'safe, wait, cancelling', view: safe(verdict('wait', 'cancelling', { job: CANCELLING })) },
  { name: 'safe, wait, restoring', view: safe(verdict('wait', 'restoring')) },
  { name: 'safe, wait, requested', view: safe(verdict('wait', 'triggerPending', { since: before(1) })) },
  { name: 'safe, clear', view: safe(CLEAR) },
  { name: 'safe, clear, snapshot done', view: safe(verdict('clear', 'snapshotDone', { job: IN_TRANSFER })) },
  { name: 'safe, unknown, restore', view: safe(verdict('unknown', 'restoreUnknown')) },
  { name: 'safe, a start is due', view: safe(CLEAR, { schedule: notes({ due: [DUE] }) }) },
  {
    name: 'safe, a start is due, another backup began',
    view: safe(verdict('clear', 'snapshotDone', { job: IN_TRANSFER }), {
      schedule: notes({ due: [{ ...DUE, begun: 'perhaps', since: before(78) }] }),
    }),
  },
  {
    name: 'safe, a start is due, nothing could be read',
    view: safe(verdict('unknown', 'unread', { at: null }), {
      problem: UNAVAILABLE,
      schedule: notes({ due: [{ ...DUE, begun: 'unread' }] }),
    }),
  },
  {
    name: 'safe, wait, and a start is due',
    view: safe(WAIT, { schedule: notes({ due: [{ ...DUE, begun: 'perhaps', since: before(6) }] }) }),
  },
  {
    name: 'safe, a start is due, half an hour of summer time',
    view: safe(CLEAR, {
      next: { ...NEXT, offByMs: 30 * MINUTE_MS },
      schedule: notes({ due: [{ ...DUE, offByMs: 30 * MINUTE_MS }] }),
    }),
  },
  { name: 'safe, summer time', view: safe(CLEAR, { next: { ...NEXT, offByMs: HOUR_MS } }) },
  {
    name: 'safe, protection stopped',
    view: safe(CLEAR, {
      item: LEFT_BEHIND,
      next: null,
      schedule: notes({ none: 'protectionStopped' }),
      namesakes: [item()],
    }),
  },
  { name: 'safe, asked to restart', view: safe(CLEAR, { askedToRestart: true, next: null }) },
  {
    name: 'safe, unknown, stale',
    view: safe(verdict('unknown', 'stale', { at: before(19) }), { problem: THROTTLED }),
  },
  { name: 'safe, unknown, unread', view: safe(verdict('unknown', 'unread', { at: null }), { problem: UNAVAILABLE }) },
  { name: 'safe, clear, policy unreadable', view: safe(CLEAR, { next: null, nextProblem: UNAVAILABLE }) },
  { name: 'safe, unknown, tasks', view: safe(verdict('unknown', 'tasksUnknown')) },
  { name: 'safe, unknown, state', view: safe(verdict('unknown', 'stateUnknown')) },
];
