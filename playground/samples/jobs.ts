import type { JobView } from '../../protocol/jobViews';
import { adviceOf } from '../../services/backup/advice';
import type { Job } from '../../services/backup/types';
import {
  before,
  BOTH,
  item,
  LONG,
  longItem,
  NEXT,
  PAST,
  PAST_SNAPSHOTS,
  point,
  restore,
  sampleJob,
  SAMPLES_NOW,
  SNAPSHOT,
  SNAPSHOT_ONLY,
  task,
  TRANSFER,
  VAULT,
} from './builders';
import {
  AGENT,
  BETWEEN,
  CANCELLING,
  DONE,
  failedRun,
  IN_SNAPSHOT,
  IN_TRANSFER,
  IN_VALIDATE,
  INTERNAL,
  NEWER,
  NOT_COPIED,
  QUEUED,
  THROTTLED,
  VSS_WARNING,
} from './runs';

interface Sample {
  readonly name: string;
  readonly view: JobView;
}

function jobView(of: Job, change: Partial<JobView> = {}): JobView {
  return {
    kind: 'job',
    job: of,
    item: item(),
    askedBy: 'Tanaka Yui',
    point: null,
    lastGood: point('AppConsistent', 'Windows'),
    pointsProblem: null,
    advice: adviceOf(of),
    next: NEXT,
    pastJobs: PAST,
    mayOperate: true,
    told: 'asked',
    at: SAMPLES_NOW,
    ...change,
  };
}

const OWN = { at: before(77.9) };
const SCHEDULED = { askedBy: null, pastSnapshots: PAST_SNAPSHOTS };
export const JOB_SAMPLES: readonly Sample[] = [
  {
    name: 'job, queued',
    view: jobView(QUEUED, { pastJobs: { ...PAST, from: 'watched' }, pastSnapshots: PAST_SNAPSHOTS }),
  },
  { name: 'job, snapshot', view: jobView(IN_SNAPSHOT, { pastSnapshots: PAST_SNAPSHOTS }) },
  { name: 'job, queued, nobody is told', view: jobView(QUEUED, { ...SCHEDULED, told: null }) },
  { name: 'job, snapshot, nobody is told', view: jobView(IN_SNAPSHOT, { ...SCHEDULED, told: null }) },
  { name: 'job, snapshot, told by a watch', view: jobView(IN_SNAPSHOT, { ...SCHEDULED, told: 'watched' }) },
  { name: 'job, snapshot, told with the end', view: jobView(IN_SNAPSHOT, { toldWithEnd: true }) },
  { name: 'job, transfer, nobody is told', view: jobView(IN_TRANSFER, { ...SCHEDULED, told: null }) },
  { name: 'job, between', view: jobView(BETWEEN) },
  {
    name: 'job, transfer',
    view: jobView(IN_TRANSFER, {
      point: point('AppConsistent', 'Windows', { at: before(48.9), tiers: SNAPSHOT_ONLY }),
    }),
  },
  { name: 'job, transfer, another snapshot runs', view: jobView(IN_TRANSFER, { otherRuns: true }) },
  { name: 'job, transfer, stale reading', view: jobView(IN_TRANSFER, { at: before(9), problem: THROTTLED }) },
  { name: 'job, three tasks, validating', view: jobView(IN_VALIDATE) },
  { name: 'job, running, tasks not read', view: jobView(sampleJob('inProgress', null)) },
  { name: 'job, running, no tasks shown', view: jobView(sampleJob('inProgress', [])) },
  {
    name: 'job, running, tasks of a new kind',
    view: jobView(sampleJob('inProgress', [{ ...task(SNAPSHOT, 'unknown'), statusText: 'Skipped' }])),
  },
  { name: 'job, no state', view: jobView(sampleJob('unknown', [], { statusText: '', vmName: '', operation: '' })) },
  {
    name: 'job, failed, an error without a code',
    view: jobView(failedRun({ code: '', message: 'The operation failed.', recommendations: ['Try later.'] })),
  },
  {
    name: 'job, warnings, transfer skipped',
    view: jobView(
      sampleJob('completedWithWarnings', [
        task(SNAPSHOT, 'completed', [78, 70.3]),
        { ...task(TRANSFER, 'unknown'), statusText: 'Skipped' },
      ]),
      { point: point('AppConsistent', 'Windows', OWN) },
    ),
  },
  { name: 'job, completed, tasks not read', view: jobView({ ...sampleJob('completed', []), tasks: null }) },
  { name: 'job, warnings, no tasks shown', view: jobView(sampleJob('completedWithWarnings', [])) },
  {
    name: 'job, completed, application-consistent',
    view: jobView(sampleJob('completed', DONE, { sizeMb: 4301 }), { point: point('AppConsistent', 'Windows', OWN) }),
  },
  {
    name: 'job, completed, file-system consistent',
    view: jobView(sampleJob('completed', DONE, { sizeMb: 830 }), {
      point: point('FileSystemConsistent', 'Linux', OWN),
    }),
  },
  {
    name: 'job, completed, a consistency Azure added later',
    view: jobView(sampleJob('completed', DONE), {
      point: point('QuantumConsistent', 'Windows', { ...OWN, tiers: [] }),
    }),
  },
  { name: 'job, completed, point not listed yet', view: jobView(sampleJob('completed', DONE)) },
  {
    name: 'job, completed by the schedule',
    view: jobView(sampleJob('completed', DONE, { retainUntil: null }), {
      askedBy: null,
      mayOperate: false,
      point: point('AppConsistent', null, { ...OWN, tiers: BOTH }),
    }),
  },
  { name: 'job, failed, retry can help', view: jobView(failedRun(INTERNAL)) },
  { name: 'job, failed, fix first', view: jobView(failedRun(AGENT)) },
  {
    name: 'job, failed, unknown code',
    view: jobView(failedRun(NEWER, [task(SNAPSHOT, 'inProgress', [12]), task(TRANSFER, 'notStarted')]), {
      lastGood: null,
    }),
  },
  {
    name: 'job, completed with warnings, not transferred',
    view: jobView(NOT_COPIED, { point: point('AppConsistent', 'Windows', { ...OWN, tiers: SNAPSHOT_ONLY }) }),
  },
  {
    name: 'job, completed with warnings, all tasks completed',
    view: jobView(VSS_WARNING, { point: point('FileSystemConsistent', 'Windows', OWN) }),
  },
  { name: 'job, cancelling', view: jobView(CANCELLING) },
  {
    name: 'job, cancelled',
    view: jobView(sampleJob('cancelled', [task(SNAPSHOT, 'cancelled', [78, 74]), task(TRANSFER, 'cancelled')])),
  },
  {
    name: 'job, a state Azure added later',
    view: jobView(sampleJob('unknown', [task(SNAPSHOT, 'unknown')], { statusText: 'Paused' })),
  },
  { name: 'job, restore onto the VM', view: jobView(restore('Replace disks'), { askedBy: null }) },
  { name: 'job, restore of disks', view: jobView(restore('Recover disks'), { askedBy: null }) },
  { name: 'job, restore, not known where', view: jobView(restore(''), { askedBy: null }) },
  {
    name: 'job, restore completed',
    view: jobView(
      sampleJob('completed', [task('Transfer data from vault', 'completed', [70, 20])], {
        operation: 'Restore',
        retainUntil: null,
      }),
      { askedBy: null },
    ),
  },
  {
    name: 'job, longest names',
    view: jobView(
      {
        ...failedRun(AGENT),
        vmName: longItem(1).vm.name,
        vmResourceGroup: LONG.resourceGroup,
        vault: { ...VAULT, name: LONG.vault },
      },
      { item: longItem(1), askedBy: LONG.resourceGroup },
    ),
  },
];
