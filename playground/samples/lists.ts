import type { JobsView } from '../../protocol/jobViews';
import type { View } from '../../protocol/view';
import type { VmRow, VmsView } from '../../protocol/vmViews';
import { jobKey } from '../../services/backup/ids';
import type { Job } from '../../services/backup/types';
import { AzureError, type Unread } from '../../services/backup/vaults';
import {
  before,
  BOTH,
  days,
  item,
  LEFT_BEHIND,
  LONG,
  longItem,
  MANY_LONG,
  point,
  sampleJob,
  SAMPLES_NOW,
  VAULT,
  VAULT_ONLY,
} from './builders';
import { AGENT, BETWEEN, DONE, failedRun, IN_SNAPSHOT, IN_TRANSFER, QUEUED } from './runs';

interface Sample {
  readonly name: string;
  readonly view: View;
}

function lacks(vaults: readonly string[], change: Partial<Unread> = {}): Unread {
  return { vaults, subscriptions: [], skipped: [], others: false, ...change };
}

const UNAVAILABLE = new AzureError({ kind: 'unavailable', status: 503 }, { code: 'ServiceUnavailable' });

const FEW_JOBS: readonly Job[] = [
  sampleJob('inProgress', null),
  sampleJob('completed', null, { vmName: 'vm-02', id: 'job-2' }),
  sampleJob('completedWithWarnings', null, { vmName: 'vm-05', id: 'job-3', startedAt: before(400) }),
  sampleJob('failed', null, {
    vmName: 'vm-03',
    id: 'job-4',
    startedAt: before(900),
    errors: [{ code: 'UserErrorGuestAgentStatusUnavailable', message: 'VM Agent.', recommendations: [] }],
  }),
  sampleJob('cancelled', null, { vmName: 'vm-01', id: 'job-5', operation: 'Restore', startedAt: before(1_000) }),
];

/** More than are read singly for one answer. */
const OLD_JOBS = [2, 3, 4, 6, 9, 14, 20].map((ago, index) =>
  sampleJob('inProgress', null, { vmName: `vm-0${index + 1}`, id: `job-${index}`, startedAt: days(-ago) }),
);

function jobs(list: readonly Job[], change: Partial<JobsView> = {}): JobsView {
  return { kind: 'jobs', vmName: null, filter: 'all', hours: 24, jobs: list, unread: null, at: SAMPLES_NOW, ...change };
}

const LONG_JOBS = Array.from({ length: 50 }, (_, index) =>
  sampleJob('failed', null, {
    id: `5b0c2e4a-6a0f-4d0e-9d35-0f1a2b3c4d${String(index).padStart(2, '0')}`,
    vmName: longItem(index).vm.name,
    vmResourceGroup: LONG.resourceGroup,
    vault: { ...VAULT, name: LONG.vault },
    startedAt: before(900 + index),
    errors: [{ code: 'ExtensionFailedTimeoutVMNetworkUnresponsive', message: '', recommendations: [] }],
  }),
);

const FEW_VMS: readonly VmRow[] = [
  row(item('vm-01'), 'AppConsistent', 'Windows'),
  row(item('vm-02'), 'FileSystemConsistent', 'Linux'),
  { item: item('vm-03', { lastBackup: { status: 'Failed', at: before(800) } }), consistency: null },
  { item: item('vm-06', { lastBackup: null, protectionState: 'IRPending' }), consistency: null },
  { item: item('vm-08', { resourceGroup: 'rg-検証サーバー' }), consistency: null },
];

/** Known from jobs and items: one that lags behind its job, and the two items of a VM that moved. */
const NEWEST: readonly VmRow[] = [
  row(item('vm-01'), 'AppConsistent', 'Windows'),
  { item: LEFT_BEHIND, consistency: null },
  {
    item: item('vm-03', { lastBackup: { status: 'Completed', at: before(2 * 24 * 60) } }),
    lastJob: sampleJob('failed', null, { vmName: 'vm-03', startedAt: before(60), endedAt: before(52) }),
    consistency: null,
  },
  { item: item('vm-04', { protectionState: 'BackupsSuspended' }), consistency: null },
];

function row(of: VmRow['item'], type: string, os: 'Windows' | 'Linux'): VmRow {
  return { item: of, consistency: { finding: point(type, os).consistency, at: before(30) } };
}

function vms(rows: readonly VmRow[], change: Partial<VmsView> = {}): VmsView {
  return { kind: 'vms', text: null, rows, unread: null, at: SAMPLES_NOW, ...change };
}

const MANY_VMS = Array.from({ length: 1_000 }, (_, index) =>
  row(item(`vm-${String(index + 1).padStart(4, '0')}`), 'AppConsistent', 'Windows'),
);

const MANY_POINTS = Array.from({ length: 50 }, (_, index) =>
  point(index % 7 === 3 ? 'FileSystemConsistent' : 'AppConsistent', 'Windows', {
    id: String(index),
    at: before(234 + index * 1_440),
    tiers: index < 5 ? BOTH : VAULT_ONLY,
  }),
);

function started(name: string, jobId: string | null): Extract<View, { kind: 'started' }> {
  return {
    kind: 'started',
    jobKey: jobKey(VAULT, 'sample'),
    item: item(name),
    jobId,
    askedBy: 'Tanaka Yui',
    retainUntil: days(30),
    told: 'asked',
    at: SAMPLES_NOW,
  };
}

const BATCH = { kind: 'batch', isTold: true, askedBy: 'Tanaka Yui', retainUntil: days(30), at: SAMPLES_NOW } as const;
function batchOf(...jobs: readonly Job[]): Extract<View, { kind: 'batch' }> {
  return {
    ...BATCH,
    started: jobs.map((of, index) => ({ item: item(`vm-0${index + 1}`), jobId: of.id, job: of })),
    failed: [],
  };
}

function batchToldWithEnd(count: number, ...jobs: readonly Job[]): View {
  const { started, ...batch } = batchOf(...jobs);
  return { ...batch, started: started.map((vm, index) => ({ ...vm, toldWithEnd: index < count })) };
}

const RUNS_ALREADY: View = {
  kind: 'message',
  tone: 'warning',
  key: 'alreadyRunning',
  facts: { vm: 'vm-03' },
  offers: [],
};

const RAN_ALREADY: View = { ...RUNS_ALREADY, key: 'ranAlready' };

const ELSEWHERE = { item: item('vm-03'), view: RUNS_ALREADY, job: IN_SNAPSHOT, jobId: IN_SNAPSHOT.id, told: null };

export const LIST_SAMPLES: readonly Sample[] = [
  { name: 'jobs, none', view: jobs([], { filter: 'failed' }) },
  { name: 'jobs, five', view: jobs(FEW_JOBS) },
  { name: 'jobs, of one VM', view: jobs(FEW_JOBS.slice(0, 1), { vmName: 'vm-01', filter: 'running', hours: 72 }) },
  { name: 'jobs, a vault not read', view: jobs(FEW_JOBS, { unread: lacks(['vault-b']), problem: UNAVAILABLE }) },
  { name: 'jobs, none, a vault not read', view: jobs([], { unread: lacks(['vault-b']) }) },
  {
    name: 'jobs, vaults not asked',
    view: jobs(FEW_JOBS, { unread: lacks(['vault-b'], { skipped: ['vault-u'], limit: 20 }) }),
  },
  { name: 'jobs, old ones as last seen', view: jobs(OLD_JOBS, { filter: 'running', unsure: 2 }) },
  { name: 'jobs, fifty with the longest names', view: jobs(LONG_JOBS, { filter: 'failed' }) },
  { name: 'points, none', view: { kind: 'points', item: item('vm-06'), points: [], at: SAMPLES_NOW } },
  { name: 'points, one', view: { kind: 'points', item: item(), points: MANY_POINTS.slice(0, 1), at: SAMPLES_NOW } },
  { name: 'points, fifty', view: { kind: 'points', item: longItem(1), points: MANY_POINTS, at: SAMPLES_NOW } },
  { name: 'vms, none', view: vms([], { text: 'sql' }) },
  { name: 'vms, results of items and jobs', view: vms(NEWEST, { jobsAt: before(14) }) },
  { name: 'vms, no list of jobs known', view: vms(FEW_VMS, { jobsAt: null }) },
  { name: 'vms, few', view: vms(FEW_VMS) },
  {
    name: 'vms, a subscription not read',
    view: vms(FEW_VMS, { unread: lacks([], { subscriptions: ['5f3c'], others: true }) }),
  },
  { name: 'vms, what was not read is not named', view: vms([], { unread: lacks([], { others: true }) }) },
  { name: 'vms, a thousand', view: vms(MANY_VMS, { unread: lacks(['vault-b', 'vault-c', 'vault-d', 'vault-e']) }) },
  {
    name: 'vms, fifty with the longest names',
    view: vms(MANY_LONG.map((of) => row(of, 'FileSystemConsistent', 'Windows'))),
  },
  {
    name: 'batch, all started',
    view: { ...BATCH, started: [started('vm-01', 'job-1'), started('vm-02', null)], failed: [] },
  },
  {
    name: 'batch, partly started',
    view: { ...BATCH, started: [started('vm-01', 'job-1')], failed: [{ item: item('vm-03'), view: RUNS_ALREADY }] },
  },
  { name: 'batch, snapshots running', view: batchOf(IN_SNAPSHOT, IN_TRANSFER, QUEUED, sampleJob('completed', DONE)) },
  { name: 'started, told with the end', view: { ...started('vm-01', IN_SNAPSHOT.id), toldWithEnd: true } },
  {
    name: 'batch, one snapshot told with the end',
    view: batchToldWithEnd(1, IN_SNAPSHOT, IN_TRANSFER, QUEUED),
  },
  {
    name: 'batch, two snapshots told with the end',
    view: batchToldWithEnd(2, IN_SNAPSHOT, QUEUED, IN_TRANSFER),
  },
  { name: 'batch, snapshots done', view: batchOf(IN_TRANSFER, BETWEEN) },
  {
    name: 'batch, snapshots running, not all are told',
    view: { ...batchOf(IN_SNAPSHOT, IN_TRANSFER), isTold: false },
  },
  { name: 'batch, snapshots done, not all are told', view: { ...batchOf(IN_TRANSFER, BETWEEN), isTold: false } },
  {
    name: 'batch, partly started, the other backup in its snapshot',
    view: { ...batchOf(IN_TRANSFER), failed: [ELSEWHERE] },
  },
  {
    name: 'batch, partly started, the other backup not told',
    view: { ...BATCH, started: [started('vm-01', 'job-1')], failed: [ELSEWHERE] },
  },
  {
    name: 'batch, one of two refused, the other past its snapshot',
    view: { ...batchOf(IN_TRANSFER), failed: [{ item: item('vm-03'), view: RAN_ALREADY }] },
  },
  {
    name: 'batch, one of two refused, the other ended',
    view: { ...batchOf(sampleJob('completed', DONE)), failed: [{ item: item('vm-03'), view: RAN_ALREADY }] },
  },
  { name: 'batch, one, snapshot done', view: batchOf(IN_TRANSFER) },
  { name: 'batch, ended', view: batchOf(sampleJob('completed', DONE), failedRun(AGENT), sampleJob('completed', DONE)) },
  {
    name: 'batch, fifty with the longest names',
    view: {
      ...BATCH,
      started: MANY_LONG.map((of) => ({ item: of, jobId: IN_SNAPSHOT.id, job: IN_SNAPSHOT })),
      failed: [],
    },
  },
  {
    name: 'batch, none started',
    view: { ...BATCH, started: [], failed: [{ item: item('vm-03'), view: RUNS_ALREADY }] },
  },
];
