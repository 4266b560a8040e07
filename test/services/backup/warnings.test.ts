import * as fc from 'fast-check';

import { failedIn, warningOf } from '../../../services/backup/warnings';
import * as any from '../../support/arbitraries';
import { aJob, aTask, TAKE_SNAPSHOT, tasksOf, TRANSFER } from '../../support/samples';

describe('warningOf', () => {
  it.each([
    ['transferNotCompleted', tasksOf('completed', 'failed')],
    ['transferNotCompleted', tasksOf('completed', 'cancelled')],
    ['transferNotCompleted', tasksOf('completed', 'notStarted')],
    [
      'transferNotCompleted',
      [aTask({ state: 'completed' }), aTask({ name: 'Transfer Data to Vault', state: 'failed' })],
    ],
    ['allTasksCompleted', tasksOf('completed', 'completed')],
    ['allTasksCompleted', tasksOf('completed', 'completed', 'completed')],
    ['notAllCompleted', tasksOf('completed', 'completed', 'failed')],
    ['notAllCompleted', tasksOf('failed', 'notStarted')],
    ['notAllCompleted', tasksOf('completed', 'unknown')],
    ['noTasks', []],
    ['tasksUnknown', null],
  ] as const)('is %s (%#)', (warning, tasks) => {
    expect(warningOf(aJob({ state: 'completedWithWarnings', tasks }))).toBe(warning);
  });

  it('when the job ended otherwise, then there is no warning', () => {
    const property = fc.property(
      any.jobs,
      (job) => (warningOf(job) === null) === (job.state !== 'completedWithWarnings'),
    );

    fc.assert(property, { seed: 4 });
  });
});

describe('failedIn', () => {
  it.each([
    ['the task that failed', TRANSFER, tasksOf('completed', 'failed')],
    ['the snapshot that Azure left InProgress', TAKE_SNAPSHOT, tasksOf('inProgress', 'notStarted')],
    ['the task that failed rather than one left InProgress', TRANSFER, tasksOf('inProgress', 'failed')],
    ['none, where none began', undefined, tasksOf('notStarted', 'notStarted')],
    ['none, where the tasks are not known', undefined, null],
  ])('is %s', (_, name, tasks) => {
    expect(failedIn(aJob({ state: 'failed', tasks }))?.name).toBe(name);
  });

  it('when the job did not fail, then there is none', () => {
    const property = fc.property(any.jobs, (job) => failedIn(job) === null || job.state === 'failed');

    fc.assert(property, { seed: 5 });
  });
});
