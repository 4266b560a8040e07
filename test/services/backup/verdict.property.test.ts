import * as fc from 'fast-check';

import { isJobOf, sameId, vaultKey } from '../../../services/backup/ids';
import { operationOf, restoreTargetOf } from '../../../services/backup/operations';
import type { Job } from '../../../services/backup/types';
import type { Reading } from '../../../services/backup/vaults';
import { FRESH_MS, verdictOf } from '../../../services/backup/verdict';
import * as any from '../../support/arbitraries';
import { anItem, aReading, NOW } from '../../support/samples';

const ITEM = anItem();

it('whatever is read, then nothing throws, and clear rests on fresh readings that all say so', () => {
  const said = { clear: 0, clearWhileOneRuns: 0, clearWhileTwoRun: 0, problem: 0, pending: 0, nameless: 0 };
  const property = fc.property(any.worlds, ({ jobs, details, pendingTriggers }) => {
    const found = verdictOf({ item: ITEM, jobs, details, pendingTriggers, now: NOW });
    const rows = jobs?.value.map((value) => ({ ...jobs, value })) ?? [];
    const all = [...rows, ...details];
    const running = new Set(all.filter(({ value }) => isBackup(value) && runs(value)).map(({ value }) => value.id));
    for (const kind of kindsOf(all, pendingTriggers)) said[kind] += 1;
    if (found.kind !== 'clear') return true;
    said.clear += 1;
    if (running.size > 0) said.clearWhileOneRuns += 1;
    if (running.size > 1) said.clearWhileTwoRun += 1;
    if (jobs === null || pendingTriggers.length > 0 || !isFresh(jobs) || !isFresh(aReading(null, found.at!)))
      return false;
    return isSettled(rows, details);
  });

  fc.assert(property, { seed: 7, numRuns: 6_000 });
  expect(said.clear).toBeGreaterThan(1_500);
  expect(said.clearWhileOneRuns).toBeGreaterThan(600);
  expect(said.clearWhileTwoRun).toBeGreaterThan(100);
  for (const kind of [said.problem, said.pending, said.nameless]) expect(kind).toBeGreaterThan(500);
});

function isFresh(reading: Reading<unknown>): boolean {
  return reading.problem === undefined && Math.abs(NOW.getTime() - reading.at.getTime()) <= FRESH_MS;
}

function kindsOf(
  all: readonly Reading<Job>[],
  pendingTriggers: readonly Date[],
): readonly ('problem' | 'pending' | 'nameless')[] {
  return [
    ...(all.some(({ problem }) => problem) ? (['problem'] as const) : []),
    ...(pendingTriggers.length > 0 ? (['pending'] as const) : []),
    ...(all.some(({ value }) => value.vmName === '' && runs(value)) ? (['nameless'] as const) : []),
  ];
}

const isBackup = (job: Job): boolean => job.operation.toLowerCase() === 'backup';
const runs = ({ state }: Job): boolean => state === 'inProgress' || state === 'cancelling' || state === 'unknown';
const isNameless = ({ vault, vmName }: Job): boolean =>
  vmName.trim() === '' && vaultKey(vault) === vaultKey(ITEM.ref.vault);

/** Operations that leave the VM alone. */
const HARMLESS = /^(configurebackup|disablebackup|deletebackupdata|undelete|register|unregister)$/;

/** A restore that writes nothing to the VM that it names. */
const isElsewhere = (job: Job): boolean =>
  operationOf(job) === 'restore' && !isNameless(job) && restoreTargetOf(job) === 'elsewhere';

/**
 * Whether each job that is seen running anywhere, and that may stand against a change, is a backup of the VM that is
 * past its snapshot in some fresh reading, or has ended in some reading.
 */
function isSettled(rows: readonly Reading<Job>[], details: readonly Reading<Job>[]): boolean {
  const all = [...rows, ...details];
  const isPast = (job: Job): boolean =>
    job.state === 'inProgress' &&
    !isNameless(job) &&
    job.tasks?.some(({ name, state }) => state === 'completed' && /^\s*take\s+snapshot\s*$/i.test(name)) === true;
  return all
    .filter(({ value }) => (isJobOf(value, ITEM) || isNameless(value)) && runs(value))
    .filter(({ value }) => !HARMLESS.test(value.operation.trim().toLowerCase()) && !isElsewhere(value))
    .every((running) =>
      all.some(
        (reading) =>
          vaultKey(reading.value.vault) === vaultKey(ITEM.ref.vault) &&
          sameId(reading.value.id, running.value.id) &&
          // A job's operation never changes, and an ended job never runs again.
          (isBackup(reading.value) !== isBackup(running.value) ||
            (runs(reading.value) ? isFresh(reading) && isPast(reading.value) : isFresh(reading) || reading.at < NOW)),
      ),
    );
}
