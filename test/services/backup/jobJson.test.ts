import { jobFromJson, jobToJson } from '../../../services/backup/jobJson';
import { isActive } from '../../../services/backup/phase';
import { aJob, at, tasksOf } from '../../support/samples';

it('when a job was stored, then it is read as it was', () => {
  const job = aJob({ state: 'completed' });
  expect(jobFromJson(jobToJson(job))).toEqual(job);
});

it('when the tasks of before its end were stored, then they are read with their times', () => {
  const job = aJob({ state: 'completed', lastTasks: { tasks: tasksOf('completed', 'inProgress'), at: at(-30) } });
  expect(jobFromJson(jobToJson(job))).toEqual(job);
});

it('when a newer version stored a state that this one lacks, then the job may still run', () => {
  const stored = jobToJson(aJob()).replace('"inProgress"', '"paused"');
  expect(stored).toContain('"paused"');
  expect(isActive(jobFromJson(stored))).toBe(true);
});
