import type { SafeView, StartedView, StatusView } from '../../cards/views';
import { adviceOf } from '../../services/backup/advice';
import type { Verdict } from '../../services/backup/findings';
import { before, days, item, job, LONG, longItem, NEXT, NOW, PAST, PAST_SNAPSHOTS, point, task } from './builders';
import { AGENT, CANCELLING, failed, IN_SNAPSHOT, IN_TRANSFER, IN_VALIDATE, THROTTLED, UNAVAILABLE } from './runs';

interface Sample {
  readonly name: string;
  readonly view: StatusView | SafeView | StartedView;
}

function verdict(kind: Verdict['kind'], reason: Verdict['reason'], rest: Partial<Verdict> = {}): Verdict {
  return { kind, reason, job: null, since: rest.job?.startedAt ?? null, at: NOW, ...rest };
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
    lastJob: job('completed', null),
    advice: [],
    next: NEXT,
    past: null,
    mayOperate: true,
    told: null,
    at: NOW,
    ...change,
  };
}

const PASTS = { past: PAST, pastSnapshot: PAST_SNAPSHOTS };

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
      verdict: verdict('wait', 'restoring', { job: job('inProgress', null, { operation: 'Restore' }) }),
      running: job('inProgress', [task('Transfer data from vault', 'inProgress', [3])], { operation: 'Restore' }),
    }),
  },
  {
    name: 'status, last backup failed',
    view: status({
      item: item('vm-01', { lastBackup: { status: 'Failed', at: before(12) } }),
      lastJob: failed(AGENT),
      advice: adviceOf(failed(AGENT)),
      mayOperate: false,
    }),
  },
  { name: 'status, never backed up', view: status({ item: NEVER, newest: null, lastJob: null }) },
  {
    name: 'status, soft-deleted',
    view: status({
      item: item('vm-07', { softDeleted: true, protectionState: 'ProtectionStopped', policy: null }),
      next: null,
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
    name: 'status, longest names',
    view: status({ item: longItem(1), verdict: WAIT, running: IN_VALIDATE, askedBy: LONG.resourceGroup, ...PASTS }),
  },
];

export const STARTED_SAMPLES: readonly Sample[] = [
  {
    name: 'started',
    view: {
      kind: 'started',
      jobKey: 'sample',
      item: item(),
      jobId: IN_SNAPSHOT.id,
      askedBy: 'Tanaka Yui',
      retainUntil: days(30),
      told: 'asked',
      at: NOW,
      pastSnapshot: PAST_SNAPSHOTS,
    },
  },
  {
    name: 'started, no job id yet',
    view: {
      kind: 'started',
      jobKey: 'sample',
      item: item(),
      jobId: null,
      askedBy: 'Tanaka Yui',
      retainUntil: days(30),
      told: 'asked',
      at: NOW,
    },
  },
  {
    name: 'started, nobody is told',
    view: {
      kind: 'started',
      jobKey: 'sample',
      item: item(),
      jobId: IN_SNAPSHOT.id,
      askedBy: 'Tanaka Yui',
      retainUntil: days(30),
      told: null,
      at: NOW,
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
    at: of.at ?? NOW,
    ...change,
  };
}

export const SAFE_SAMPLES: readonly Sample[] = [
  { name: 'safe, wait, snapshot running', view: safe(WAIT, { pastSnapshot: PAST_SNAPSHOTS }) },
  { name: 'safe, wait, cancelling', view: safe(verdict('wait', 'cancelling', { job: CANCELLING })) },
  { name: 'safe, wait, restoring', view: safe(verdict('wait', 'restoring')) },
  { name: 'safe, wait, requested', view: safe(verdict('wait', 'triggerPending', { since: before(1) })) },
  { name: 'safe, clear', view: safe(CLEAR) },
  { name: 'safe, clear, snapshot done', view: safe(verdict('clear', 'snapshotDone', { job: IN_TRANSFER })) },
  { name: 'safe, asked to restart', view: safe(CLEAR, { askedToRestart: true, next: null }) },
  {
    name: 'safe, unknown, stale',
    view: safe(verdict('unknown', 'stale', { at: before(19) }), { problem: THROTTLED }),
  },
  { name: 'safe, unknown, unread', view: safe(verdict('unknown', 'unread', { at: null }), { problem: UNAVAILABLE }) },
  { name: 'safe, unknown, tasks', view: safe(verdict('unknown', 'tasksUnknown')) },
  { name: 'safe, unknown, state', view: safe(verdict('unknown', 'stateUnknown')) },
];
