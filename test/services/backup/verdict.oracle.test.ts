import type { RunningJobs } from '../../../services/azure/runningJobs';
import type { Job } from '../../../services/backup/types';
import type { Reading } from '../../../services/backup/vaults';
import { verdictOf } from '../../../services/backup/verdict';
import { judgeJobMinutes, RULES, type Rules } from '../../support/jobMinutes';

type Known = Parameters<typeof verdictOf>[0];

/** Rules whose verdict rests on changed input: a mistake that the oracle must notice. */
const from = (change: (known: Known) => Partial<Known>): Partial<Rules> => ({
  verdict: (known) => verdictOf({ ...known, ...change(known) }),
});
const withRows = (rows: (jobs: readonly Job[], known: Known) => readonly Job[]): Partial<Rules> =>
  from((known) => ({
    jobs: known.jobs && { ...known.jobs, value: rows(known.jobs.value, known) },
    details: known.details.filter(({ value }) => rows([value], known).length > 0),
  }));
const running = (change: (real: RunningJobs) => Partial<RunningJobs>): Partial<Rules> => ({
  running: (clock) => {
    const real = RULES.running(clock);
    return { ...real, ...change(real) };
  },
});
const plain = <T>({ value, at }: Reading<T>): Reading<T> => ({ value, at });
const startMs = ({ startedAt }: Job): number => startedAt?.getTime() ?? 0;

/** Mistaken rules, each of which gives a false `clear`. The oracle of the contract must find every one. */
const BROKEN: readonly (readonly [string, Partial<Rules>])[] = [
  [
    'a `problem` counts for nothing',
    from(({ jobs, details }) => ({ jobs: jobs && plain(jobs), details: details.map(plain) })),
  ],
  ['open triggers are forgotten', from(() => ({ pendingTriggers: [] }))],
  [
    'of several open triggers the first is forgotten',
    from(({ pendingTriggers }) => ({ pendingTriggers: pendingTriggers.slice(1) })),
  ],
  ['jobs that name no VM are another’s', withRows((jobs) => jobs.filter(({ vmName }) => vmName !== ''))],
  [
    'jobs that name a resource group and no VM are another’s',
    withRows((jobs) => jobs.filter(({ vmName, vmResourceGroup }) => vmName !== '' || vmResourceGroup === null)),
  ],
  [
    'jobs that began over a day before are not looked at',
    withRows((jobs, { now }) => jobs.filter((job) => startMs(job) > now.getTime() - 86_400_000)),
  ],
  [
    'one backup of a VM runs at a time',
    withRows((jobs, { jobs: list }) => {
      const newest = Math.max(...(list?.value ?? []).filter(({ vmName }) => vmName === 'vm-01').map(startMs));
      return jobs.filter((job) => startMs(job) >= newest);
    }),
  ],
  ['a list of any age is fresh', from(({ jobs, now }) => ({ jobs: jobs && { ...jobs, at: now } }))],
  [
    'single reads of any age are fresh',
    from(({ details, now }) => ({ details: details.map((one) => ({ ...one, at: now })) })),
  ],
  ['restores do not matter', withRows((jobs) => jobs.filter(({ operation }) => operation !== 'Restore'))],
  ['unknown operations do not matter', withRows((jobs) => jobs.filter(({ operation }) => operation !== 'Rearrange'))],
  ['unknown states have ended', withRows((jobs) => jobs.filter(({ state }) => state !== 'unknown'))],
  ['what is being cancelled is over', withRows((jobs) => jobs.filter(({ state }) => state !== 'cancelling'))],
  ['lists hold what began in their window only', running(() => ({ mergedWith: (_vault, list) => list }))],
  ['a look that failed is none', running(() => ({ whyUnknown: () => null }))],
  [
    'no look is made for what is being cancelled',
    running((real) => ({
      look: (vault, look) =>
        real.look(vault, async (status, since) => (status === 'InProgress' ? look(status, since) : [])),
    })),
  ],
];

describe('the oracle of the job-minutes', () => {
  it.each(BROKEN)('when %s, then it finds a false clear', async (_rule, broken) => {
    const { falseClears } = await judgeJobMinutes(50_000, { ...RULES, ...broken }, { untilFalse: true });
    expect(falseClears).not.toEqual([]);
  });
});
