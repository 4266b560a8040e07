import type { JobKey } from '../../backup/ids';
import type { Job, RecoveryPoint, VaultRef } from '../../backup/types';
import { AzureError, type Reading } from '../../backup/vaults';
import { applyListReading } from '../track/applyReading';
import { type Discovery, foundUnderWay } from '../track/discover';
import { matchRows } from '../track/matchJobs';
import type { MonitorTables } from './parts';
import { readPoints } from './pointReads';
import {
  atOnce,
  commit,
  isEnd,
  isVaultGone,
  listWindowOf,
  type PlannedContext,
  type ReadContext,
  retryAt,
} from './readContext';
import { SHARED_MS, withFinalTasks, withRunningTasks } from './taskReads';

/** Reads the list of a vault's jobs and applies it. A failed read changes only the time of the next read. */
export async function pollList<T extends MonitorTables>(
  context: PlannedContext<T>,
  vault: VaultRef,
  discovery: Discovery,
): Promise<void> {
  const { parts, state, note } = context;
  const askedMs = parts.clock.now().getTime();
  const list = await requestList(context, vault, askedMs);
  note(list instanceof AzureError ? list : null);
  if (list instanceof AzureError) {
    state.listFailed(vault, retryAt(list, askedMs));
    parts.log.info({ vault: vault.name, code: list.code, problem: list.problem.kind }, 'a list of jobs was not read');
    return;
  }
  await applyList(context, { vault, list }, discovery);
}

/**
 * Applies a list, whether the monitor or a command read it. It first reads what the list lacks: tasks and recovery
 * points of ended jobs, and tasks of newly found running jobs.
 */
export async function applyList<T extends MonitorTables>(
  { parts, state }: ReadContext<T>,
  { vault, list }: { readonly vault: VaultRef; readonly list: Reading<readonly Job[]> },
  discovery: Discovery,
): Promise<void> {
  const open = state.openOf(vault);
  const nowMs = parts.clock.now().getTime();
  const readMs = list.at.getTime();
  const matches = matchRows(open, list.value, { readMs, taken: new Set() });
  const ended = [...matches].flatMap(([watched, job]) => (isEnd(watched, job) ? [watched] : []));
  const points = new Map<JobKey, readonly RecoveryPoint[]>();
  const detailed = new Map<Job, Job>();
  await atOnce(ended, async (watched) => {
    const row = matches.get(watched);
    if (row) detailed.set(row, await withFinalTasks({ parts, state }, watched, row));
    const found = await readPoints({ parts, state }, watched, discovery);
    if (found) points.set(watched.key, found);
  });
  await atOnce(foundUnderWay(list.value, { open, discovery, nowMs }), async (row) => {
    detailed.set(row, await withRunningTasks({ parts, state }, row));
  });
  const rows = list.value.map((row) => detailed.get(row) ?? row);
  const kept = await commit({ parts, state }, (tables) =>
    applyListReading(tables, { vault, rows, readMs, points }, { nowMs, discovery }),
  );
  const keys = new Set(kept.map(({ key }) => key));
  for (const { key } of open) if (!keys.has(key)) state.drop(key);
  state.listRead(vault, readMs);
  state.schedules.listed(vault, list.value);
}

/** The list; an empty one if Azure has answered 404 for the vault for an hour. */
async function requestList<T extends MonitorTables>(
  { parts, state }: ReadContext<T>,
  vault: VaultRef,
  askedMs: number,
): Promise<Reading<readonly Job[]> | AzureError> {
  try {
    const window = listWindowOf({ parts, state }, vault);
    const reading = await parts.vaults.jobs(vault, window, { maxAgeMs: SHARED_MS, sparing: true });
    // A fresh reading with a problem lacks only running jobs that started days ago.
    if (reading.problem && reading.at.getTime() < askedMs - SHARED_MS) return reading.problem;
    state.found(vault);
    return reading;
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return isVaultGone(error) && state.isDeleted(vault, askedMs) ? { value: [], at: new Date(askedMs) } : error;
  }
}
