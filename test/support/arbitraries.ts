import * as fc from 'fast-check';

import {
  type Job,
  JOB_STATES,
  type Policy,
  type ProtectedItem,
  type RecoveryPoint,
  type Schedule,
  type Task,
  TASK_STATES,
} from '../../services/backup/types';
import { AzureError, type Reading } from '../../services/backup/vaults';
import { aJob, anItem, aPoint, aPolicy, at, TAKE_SNAPSHOT, tasksOf, TRANSFER, VALIDATE, VAULT } from './samples';

/** Anything that Azure may show, in our words: every field missing or unknown at times. */

const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('', ' ', '__proto__', 'constructor', '{{DATE()}}'));

/** Up to two hours from NOW, and at times none. */
const times = fc.option(fc.integer({ min: -7_200, max: 7_200 }).map(at), { freq: 6 });
const durations = fc.option(fc.integer({ min: -1, max: 20_000_000 }));

const tasks: fc.Arbitrary<Task> = fc.record({
  name: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(TAKE_SNAPSHOT, TRANSFER, VALIDATE) },
    { weight: 1, arbitrary: fc.oneof(fc.constantFrom('take  SNAPSHOT ', 'Transfer Data to Vault'), text) },
  ),
  state: fc.constantFrom(...TASK_STATES),
  statusText: text,
  startedAt: times,
  endedAt: times,
  durationMs: durations,
});

const operations = fc.oneof(
  { weight: 5, arbitrary: fc.constant('Backup') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('Restore', 'CrossRegionRestore', 'ConfigureBackup', 'Undelete', 'Invalid', 'backup'),
  },
  { weight: 1, arbitrary: text },
);

const restores: fc.Arbitrary<Job['restore']> = fc.option(
  fc.record({
    kind: fc.oneof(fc.constantFrom('Recover disks', 'Replace disks', 'Recover VM to an alternate location'), text),
    location: fc.oneof(fc.constantFrom('RestoreDisks', 'OriginalLocation', 'AlternateLocation', ''), text),
    targetVm: fc.constantFrom('vm-01', 'VM-01', 'vm-01-restored', ''),
    targetResourceGroup: fc.constantFrom('rg-prod', 'rg-test', ''),
  }),
);

/** Jobs with few ids and VMs, so that several are about the same one. */
export const jobs: fc.Arbitrary<Job> = fc
  .record({
    id: fc.constantFrom('job-1', 'JOB-1', 'job-2', 'job-3', ''),
    vault: fc.constantFrom(VAULT, { ...VAULT, name: 'VAULT-A' }, { ...VAULT, name: 'vault-b' }),
    vmName: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('vm-01', 'VM-01') },
      { weight: 1, arbitrary: fc.constantFrom('vm-02', '') },
    ),
    vmResourceGroup: fc.constantFrom('rg-prod', 'RG-PROD', 'rg-test', null),
    operation: operations,
    state: fc.constantFrom(...JOB_STATES),
    statusText: text,
    startedAt: times,
    endedAt: times,
    durationMs: durations,
    tasks: fc.option(fc.array(tasks, { maxLength: 4 })),
    errors: fc.array(fc.record({ code: text, message: text, recommendations: fc.array(text, { maxLength: 2 }) }), {
      maxLength: 3,
    }),
    sizeMb: fc.option(fc.nat()),
    retainUntil: times,
    restore: restores,
  })
  .map(aJob);

/** A reading taken up to two minutes before NOW, or dated up to two after it. */
function readings<T>(values: fc.Arbitrary<T>): fc.Arbitrary<Reading<T>> {
  const seconds = fc.oneof(fc.integer({ min: -40, max: 0 }), fc.integer({ min: -120, max: 120 }));
  return fc.record({ value: values, at: seconds.map(at) });
}

/** At times one that stands in for a newer one that could not be had. */
function wanted<T>(values: fc.Arbitrary<T>): fc.Arbitrary<Reading<T>> {
  const problem = new AzureError({ kind: 'unavailable', status: 503 });
  const failed = fc.nat(19).map((n) => n === 0);
  return fc
    .tuple(readings(values), failed)
    .map(([reading, isFailed]) => (isFailed ? { ...reading, problem } : reading));
}

/** Mostly running backups of vm-01, read singly after their snapshot; seldom another state, operation or VM. */
const running: fc.Arbitrary<{ readonly row: Job; readonly detail: Reading<Job> | null }> = fc
  .record({
    id: fc.constantFrom('job-1', 'job-2', 'job-3', 'job-4'),
    startedAt: fc.constantFrom(at(-600), at(-600), at(-30 * 3_600), at(-20 * 86_400)),
    odd: fc.nat(11),
    age: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 12 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 60 }) },
    ),
    read: fc.nat(11),
    states: fc.constantFrom(...TASK_STATES, ...Array.from({ length: 40 }, () => 'completed' as const)),
  })
  .map(({ id, startedAt, odd, age, read, states }) => {
    const oddities: readonly Partial<Job>[] = [
      { vmName: '' },
      { vmName: '', vmResourceGroup: null },
      { state: 'cancelling' },
      { operation: 'Restore' },
      { vmName: 'vm-02' },
    ];
    const row = aJob({ id, startedAt, ...oddities[odd] });
    const shown = { ...row, tasks: tasksOf(states, 'notStarted'), ...(read === 1 && { state: 'completed' as const }) };
    return { row, detail: read === 0 ? null : { value: shown, at: at(-age) } };
  });

/** What is known when a verdict is given: anything at all, or what is nearly enough for `clear`. */
export const worlds = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      jobs: fc.option(wanted(fc.array(jobs, { maxLength: 4 }))),
      details: fc.array(wanted(jobs), { maxLength: 4 }),
      pendingTriggers: fc.array(fc.integer({ min: -900, max: 0 }).map(at), { maxLength: 1 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        known: fc.uniqueArray(running, { maxLength: 3, selector: ({ row }) => row.id }),
        list: fc.tuple(fc.integer({ min: 0, max: 33 }), fc.nat(11)),
        pendingTriggers: fc.nat(11).map((n) => (n === 0 ? [at(-20)] : [])),
      })
      .map(({ known, list: [age, failed], pendingTriggers }) => ({
        jobs: {
          ...{ value: known.map(({ row }) => row), at: at(-age) },
          ...(failed === 0 && { problem: new AzureError({ kind: 'unavailable', status: 503 }) }),
        },
        details: known.flatMap(({ detail }) => detail ?? []),
        pendingTriggers,
      })),
  },
);

export const points: fc.Arbitrary<RecoveryPoint> = fc
  .record({
    id: text,
    at: fc.integer({ min: -100_000, max: 7_200 }).map(at),
    type: fc.oneof(
      fc.constantFrom('AppConsistent', 'FileSystemConsistent', 'CrashConsistent', 'crashconsistent'),
      text,
    ),
    os: fc.constantFrom('Windows', 'Linux', null),
    tiers: fc.array(
      fc.record({
        type: fc.oneof(fc.constantFrom('InstantRP', 'HardenedRP', 'ArchivedRP'), text),
        status: fc.oneof(fc.constantFrom('Valid', 'Disabled', 'Deleted', 'Rehydrated'), text),
      }),
      { maxLength: 4 },
    ),
    expiresAt: times,
  })
  .map(aPoint);

/** Mostly a backup that made points, with some that lie in its time and some that do not. */
export const jobsWithPoints = fc
  .record({
    job: jobs,
    isBackup: fc.nat(4).map((n) => n > 0),
    // Seconds before NOW.
    start: fc.integer({ min: 600, max: 7_200 }),
    length: fc.integer({ min: 0, max: 600 }),
    points: fc.array(points, { maxLength: 3 }),
    within: fc.array(fc.integer({ min: -60, max: 660 }), { minLength: 1, maxLength: 3 }),
    firstLast: fc.boolean(),
  })
  .map(({ job, isBackup, start, length, points: others, within, firstLast }) => {
    const own = within.map((after) => aPoint({ at: at(after - start) }));
    const all = firstLast ? [...own, ...others] : [...others, ...own.reverse()];
    const ended = { state: 'completed', startedAt: at(-start), endedAt: at(length - start) } as const;
    // A job that does not say when it ended is told by its duration: another test's business.
    const other = { ...job, endedAt: job.endedAt ?? at(-60) };
    return { job: isBackup ? aJob({ ...ended, operation: 'Backup' }) : other, points: all };
  });

const vmNames = fc.oneof(
  fc
    .tuple(fc.constantFrom('vm', 'web-prod', 'sql', 'app'), fc.integer({ min: 1, max: 30 }))
    .map(([stem, n]) => `${stem}-${n}`),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((name) => name.normalize('NFKC').trim() !== ''),
);

/** Names, and one of them with a letter left out, doubled or swapped, or none of them. */
export const mistyped = fc
  .record({
    names: fc.array(vmNames, { minLength: 1, maxLength: 12 }),
    index: fc.nat(),
    place: fc.nat(),
    how: fc.nat(6),
    other: text,
  })
  .map(({ names, index, place, how, other }) => {
    const letters = Array.from(names[index % names.length] ?? '');
    const n = letters.length === 0 ? 0 : place % letters.length;
    const [letter = '', next = ''] = letters.slice(n, n + 2);
    const spelled = [
      letters.toSpliced(n, 1),
      letters.toSpliced(n, 0, letter),
      letters.toSpliced(n, 2, next, letter),
      letters,
      Array.from(letters.join('').toUpperCase()),
    ][how];
    return { typed: spelled?.join('') ?? other, names };
  });

const minutes = fc.oneof(fc.integer({ min: 0, max: 1_439 }), fc.constantFrom(-1, 1_440, NaN, 90.5, Infinity));

/** Schedules as a policy may carry them, unreadable ones among them. */
const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ kind: fc.constant('daily'), times: fc.array(minutes, { maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('weekly'),
    days: fc.array(fc.integer({ min: -1, max: 8 }), { maxLength: 8 }),
    times: fc.array(minutes, { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('hourly'),
    start: minutes,
    everyHours: fc.constantFrom(4, 6, 8, 12, 0, -4, NaN, 0.001, Infinity),
    forHours: fc.constantFrom(4, 8, 12, 23, 24, 0, -1, NaN, Infinity),
  }),
);

export const policies: fc.Arbitrary<Policy> = fc
  .record({
    timeZone: fc.oneof(fc.constantFrom('Tokyo Standard Time', 'UTC', '', 'Europe/Berlin', 'No Such Zone'), text),
    schedule: fc.option(schedules),
    enhanced: fc.constantFrom(true, false, null),
    crashConsistentOnly: fc.boolean(),
  })
  .map(aPolicy);

export const items: fc.Arbitrary<ProtectedItem> = fc
  .record({
    name: fc.constantFrom('vm-01', 'VM-01', 'vm-02', 'web'),
    resourceGroup: fc.constantFrom('rg-prod', 'RG-Prod', 'rg-test', '本番ー系'),
    softDeleted: fc.boolean(),
    protectionState: text,
  })
  .map(anItem);
