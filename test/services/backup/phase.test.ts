import * as fc from 'fast-check';

import { phaseOf, snapshotTask } from '../../../services/backup/phase';
import { JOB_STATES } from '../../../services/backup/types';
import * as any from '../../support/arbitraries';
import { aJob, aTask, tasksOf, TRANSFER, VALIDATE } from '../../support/samples';

describe('phaseOf', () => {
  it.each([
    ['queued', tasksOf('notStarted', 'notStarted')],
    ['snapshot', tasksOf('inProgress', 'notStarted')],
    ['between', tasksOf('completed', 'notStarted')],
    ['transfer', tasksOf('completed', 'inProgress')],
    ['transfer', [aTask({ state: 'completed' }), aTask({ name: TRANSFER.toUpperCase() })]],
    ['between', tasksOf('completed', 'completed', 'notStarted')],
    ['validate', tasksOf('completed', 'completed', 'inProgress')],
    ['validate', [aTask({ name: VALIDATE })]],
    ['otherTask', [aTask({ state: 'completed' }), aTask({ name: 'Index files' })]],
    ['unknown', tasksOf('failed', 'notStarted')],
    ['unknown', []],
    ['unknown', null],
  ] as const)('is %s by the tasks of a running job (%#)', (phase, tasks) => {
    expect(phaseOf(aJob({ tasks }))).toBe(phase);
  });

  it('when the job failed while its snapshot says InProgress, then it has ended', () => {
    expect(phaseOf(aJob({ state: 'failed', tasks: tasksOf('inProgress', 'notStarted') }))).toBe('ended');
  });

  it('is ended by the job state alone, whatever else is missing', () => {
    const ended = new Set(['completed', 'completedWithWarnings', 'failed', 'cancelled']);
    const property = fc.property(any.jobs, (job) => (phaseOf(job) === 'ended') === ended.has(job.state));

    fc.assert(property, { seed: 1 });
    expect(JOB_STATES.filter((state) => !ended.has(state))).toEqual(['inProgress', 'cancelling', 'unknown']);
  });
});

it('when a job names two snapshots, then the one that is not completed is taken', () => {
  const running = aTask();

  expect(snapshotTask(aJob({ tasks: [aTask({ state: 'completed' }), running] }))).toBe(running);
});
