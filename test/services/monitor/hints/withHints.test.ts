import fc from 'fast-check';

import type { JobHint } from '../../../../services/backup/hints';
import type { JobState } from '../../../../services/backup/types';
import { HintBoard } from '../../../../services/monitor/hints/hintBoard';
import { withHints } from '../../../../services/monitor/hints/withHints';
import type { KnownJob, KnownVault } from '../../../../services/monitor/planner/knownState';
import type { Discovery } from '../../../../services/monitor/track/discover';
import { type TrueRun, watchedRun } from '../../../../simulation/trueRuns';
import { aRun, CLOCK_START_MS } from '../../../support/monitorNight';
import { anItem, VAULT } from '../../../support/samples';

const NOW = CLOCK_START_MS + 3_600_000;
const LAG_MS = 30_000;
const at = (seconds: number): number => CLOCK_START_MS + seconds * 1_000;
const run: TrueRun = aRun('vm-01');

function row(change: Partial<JobHint> = {}): JobHint {
  return {
    ...{ id: 'vm-01', vault: VAULT, vmName: 'vm-01', vmResourceGroup: null, state: 'inProgress' },
    ...{ startedAt: new Date(at(0)), endedAt: null, ...change },
  };
}

function ended(seconds: number, state: JobState = 'completed'): JobHint {
  return row({ state, endedAt: new Date(at(seconds)) });
}

const discovery = (level: 'failures' | 'progress' | null): Discovery => ({
  items: [anItem({ name: 'vm-01' })],
  coverage: {
    vaults: [VAULT],
    demandFor: () => (level === null ? null : { level, sinceMs: 0 }),
    awaitsIn: () => level === 'progress',
  },
});

interface Case {
  readonly jobs?: readonly KnownJob[];
  readonly readMs?: number;
  readonly discovers?: boolean;
  readonly isWhole?: boolean;
  readonly level?: 'failures' | 'progress' | null;
}

function shown(
  rows: readonly JobHint[],
  { jobs = [], readMs = at(-60), discovers = true, level = 'progress', isWhole = true }: Case = {},
) {
  const board = new HintBoard();
  board.put(rows, 0);
  const vaults: readonly KnownVault[] = [{ vault: VAULT, readMs, notBeforeMs: 0, discovers }];
  const { jobs: after, vaults: lists } = withHints({ jobs, vaults }, board.seen(NOW, isWhole), discovery(level));
  return { jobs: after, vault: lists[0]!, hinted: lists[0]!.hinted };
}

const open = (change: Partial<KnownJob> = {}): KnownJob => ({
  ...{ watched: watchedRun(run), readMs: at(0), detailMs: 0, notBeforeMs: 0 },
  ...change,
});

describe('a row of Resource Graph makes its vault’s list worth a read', () => {
  it('when it shows a start that no list can have shown, and a watch covers the snapshot', () => {
    expect(shown([row()]).hinted).toEqual([{ kind: 'start', atMs: at(0) }]);
  });

  it('when it shows the end of a job that is watched', () => {
    expect(shown([ended(60)], { jobs: [open()] }).hinted).toEqual([{ kind: 'end', atMs: at(60) }]);
  });

  it('when it shows a failure of a backup that no list has shown', () => {
    expect(shown([ended(60, 'failed')], { level: 'failures' }).hinted).toEqual([{ kind: 'end', atMs: at(60) }]);
  });

  it('when it shows a good end that nobody is told of, then less so', () => {
    const watched = { ...watchedRun(run), awaitsSnapshot: false, askedBy: null };
    expect(shown([ended(60)], { jobs: [open({ watched })] }).hinted).toEqual([{ kind: 'untoldEnd', atMs: at(60) }]);
  });
});

describe('a row of Resource Graph is worth no read', () => {
  it.each<[string, readonly JobHint[], Case]>([
    ['when a list was read after the start', [row()], { readMs: at(1) }],
    ['when the list was read after the end', [ended(60)], { jobs: [open()], readMs: at(61) }],
    ['when the job itself was read after the end', [ended(60)], { jobs: [open({ readMs: at(61) })] }],
    ['when nobody watches the vault', [row()], { discovers: false }],
    ['when nobody watches the VM', [row()], { level: null }],
    ['when the watch tells of failures only, and nothing failed', [row()], { level: 'failures' }],
    ['when it lies in the future', [row({ startedAt: new Date(NOW + 1) })], {}],
    ['when it names a vault that is not read', [row({ vault: { ...VAULT, name: 'other' } })], {}],
    ['when it names no time', [row({ startedAt: null })], {}],
  ])('%s', (_case, rows, given) => {
    expect(shown(rows, given).hinted).toBeUndefined();
  });
});

it('a row that says that a job runs counts a little less far back than when it was asked for', () => {
  const { jobs, vault } = shown([row()], { jobs: [open()] });
  expect(jobs).toEqual([{ ...open(), shownRunningMs: NOW - LAG_MS }]);
  expect(vault.shownStartsMs).toBe(NOW - LAG_MS);
});

it('without a row the job and the vault stay as they are', () => {
  const { jobs, vault } = shown([], { jobs: [open()] });
  expect(jobs).toEqual([open()]);
  expect(vault).not.toHaveProperty('shownStartsMs');
});

const unasked = { ...watchedRun(run), awaitsSnapshot: false, askedBy: null };

describe('people are told of the end only if it goes wrong', () => {
  it.each<[string, JobHint, Partial<KnownJob> & Pick<KnownJob, 'isUntold'>]>([
    ['of a job that nobody asked for, while its row says that it runs', row(), { watched: unasked, isUntold: true }],
    ['of that job, once its row says that it succeeded', ended(60), { watched: unasked, isUntold: true }],
    ['not of that job, once its row says that it failed', ended(60, 'failed'), { watched: unasked }],
    ['not of one whose row a later reading denied', ended(60), { watched: unasked, readMs: at(61) }],
    ['not of a job that somebody asked for', row(), {}],
  ])('%s', (_case, hint, { isUntold, ...change }) => {
    expect(shown([hint], { jobs: [open(change)] }).jobs[0]?.isUntold).toBe(isUntold);
  });

  it.each([
    ['failures', true],
    ['progress', false],
  ] as const)('in a vault that is watched for %s: %s', (level, isUntold) => {
    expect(shown([row()], { level }).vault.isUntold).toBe(isUntold);
  });
});

it('when rows are missing from the answer, then its silence about starts means nothing', () => {
  expect(shown([row()], { isWhole: false }).vault).not.toHaveProperty('shownStartsMs');
});

it('of two rows of one job the one with the end counts, in any order', () => {
  for (const rows of [
    [row(), ended(60)],
    [ended(60), row()],
  ])
    expect(shown(rows, { jobs: [open()] })).toMatchObject({ hinted: [{ kind: 'end' }], jobs: [open()] });
});

it('whatever the rows say, one list settles all of them', () => {
  const rows = fc.record({
    id: fc.constantFrom('vm-01', 'VM-01', 'other'),
    vmName: fc.constantFrom('vm-01', ''),
    state: fc.constantFrom<JobState>('inProgress', 'cancelling', 'unknown', 'completed', 'failed'),
    startedAt: fc.option(fc.date({ min: new Date(at(-9_999)), max: new Date(NOW + 99_999), noInvalidDate: true })),
    endedAt: fc.option(fc.date({ min: new Date(at(-9_999)), max: new Date(NOW + 99_999), noInvalidDate: true })),
  });
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 6 }), fc.boolean(), (changes, isOpen) => {
      const given = { jobs: isOpen ? [open()] : [], readMs: NOW };
      expect(shown(changes.map(row), given).hinted).toBeUndefined();
    }),
    { seed: 12 },
  );
});

it('the board says once of each start and of each end that it is new', () => {
  const board = new HintBoard();
  expect(board.put([row()], 0)).toEqual([VAULT]);
  expect(board.put([row(), row()], 0)).toEqual([]);
  expect(board.put([ended(60)], 0)).toEqual([VAULT]);
  expect(board.put([ended(60)], 0)).toEqual([]);
});

it('the board keeps an end that newer answers do not hold, until it is too old', () => {
  const board = new HintBoard();
  board.put([ended(60), row({ id: 'vm-02' })], 0);
  board.put([], at(60));
  expect([...board.seen(NOW, true).jobsOf(VAULT).keys()]).toEqual(['vm-01']);
  board.put([], at(61));
  expect([...board.seen(NOW, true).jobsOf(VAULT).keys()]).toEqual([]);
});
