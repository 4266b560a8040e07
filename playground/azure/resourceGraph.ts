import { HOUR_MS, MINUTE_MS } from '../../services/platform/durations';
import { errorAnswer, forbidden, type SimulatedAnswer } from './answers';
import { chance } from './chance';
import { dialectOf } from './dialect';
import { jobBody } from './jobBody';
import { vaultPath } from './names';
import type { JobPlan } from './plans';
import { timeText } from './times';
import type { RouteRequest, World } from './world';

const ITEM_TYPE = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';
const JOBS = String.raw`^recoveryservicesresources\s*\|\s*where type =~ 'microsoft.recoveryservices\/vaults\/backupjobs'\s*`;
/** The queries that are understood: how many protected items there are … */
const COUNT_ITEMS = /^recoveryservicesresources\s*\|\s*where type =~ '([^']+)'\s*\|\s*summarize (\w+) ?= ?count\(\)$/i;
/** … one backup job, by its id … */
const ONE_JOB = new RegExp(
  String.raw`${JOBS}\|\s*where name =~ '([\w-]+)'\s*\|\s*project name, status = tostring\(properties\.status\), startTime = tostring\(properties\.startTime\), endTime = tostring\(properties\.endTime\)$`,
  'i',
);
/** … and the backup jobs that run, or ended since a moment. */
const JOBS_SINCE = new RegExp(
  String.raw`${JOBS}\|\s*where properties\.backupManagementType =~ 'AzureIaasVM' and properties\.operation =~ 'Backup'\s*\|\s*where properties\.status in~ \('InProgress', 'Cancelling'\) or todatetime\(properties\.endTime\) >= datetime\(([\d:.TZ-]+)\)\s*\|\s*project id, name, properties\s*\|\s*order by id asc$`,
  'i',
);
const DIALECT = dialectOf('2024-04-01');
const ROWS_A_PAGE = 1_000;
/** The latest that a change comes, if it comes late. */
const LATE_MS_MAX = 30 * MINUTE_MS;
/** https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests */
const QUOTA = { 'x-ms-user-quota-remaining': '14', 'x-ms-user-quota-resets-after': '00:00:05' };

/** POST Microsoft.ResourceGraph/resources. Only the rows of jobs lag; deleted items count as items. */
export function queryResources(world: World, { body, nowMs }: RouteRequest): SimulatedAnswer {
  const { query, subscriptions, options } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const rows = rowsOf(worldSeen(world, subscriptions), typeof query === 'string' ? query.trim() : '', nowMs);
  if (rows === null)
    return errorAnswer(400, 'BadRequest', 'The simulated Azure answers three queries of Resource Graph, not this one.');
  return refuse(world, nowMs) ?? rowsAnswer(rows, options);
}

/** Null for a query that is not understood. */
function rowsOf(world: World, query: string, nowMs: number): readonly object[] | null {
  const [, type = '', column = ''] = COUNT_ITEMS.exec(query) ?? [];
  if (type.toLowerCase() === ITEM_TYPE) return [{ [column]: world.fleet.vms.length }];
  const [, job] = ONE_JOB.exec(query) ?? [];
  if (job !== undefined) return jobRows(world, job, nowMs);
  const [, since] = JOBS_SINCE.exec(query) ?? [];
  return since === undefined ? null : rowsSince(world, Date.parse(since), nowMs);
}

/** What these subscriptions hold. Without a list, Resource Graph looks in all that the caller may read. */
function worldSeen(world: World, subscriptions: unknown): World {
  if (!Array.isArray(subscriptions)) return world;
  const asked = new Set(subscriptions.map((one) => String(one).toLowerCase()));
  const { vaults, vms, ...fleet } = world.fleet;
  return {
    ...world,
    fleet: {
      ...fleet,
      vaults: vaults.filter(({ subscription }) => asked.has(subscription)),
      vms: vms.filter(({ vault }) => asked.has(vault.subscription)),
    },
  };
}

function refuse({ graphFaults }: World, nowMs: number): SimulatedAnswer | null {
  const drawn = chance(`graph/${nowMs}`)();
  if (drawn < graphFaults.denied) return forbidden('Microsoft.ResourceGraph/resources/read', '/');
  if (drawn >= graphFaults.denied + graphFaults.throttled) return null;
  const headers = { ...QUOTA, 'x-ms-user-quota-remaining': '0', 'retry-after': '5' };
  return { ...errorAnswer(429, 'RateLimiting', 'Please provide below info when asking for support.'), headers };
}

/** One page of rows; `$skipToken` is the number of rows before it. */
function rowsAnswer(rows: readonly object[], options?: unknown): SimulatedAnswer {
  const { $top, $skipToken } = (options ?? {}) as { readonly $top?: number; readonly $skipToken?: string };
  const from = Number($skipToken ?? '0');
  const data = rows.slice(from, from + Math.min($top ?? ROWS_A_PAGE, ROWS_A_PAGE));
  const next = from + data.length;
  return {
    status: 200,
    headers: QUOTA,
    body: {
      totalRecords: rows.length,
      count: data.length,
      data,
      facets: [],
      resultTruncated: 'false',
      ...(next < rows.length && { $skipToken: String(next) }),
    },
  };
}

function jobRows(world: World, id: string, nowMs: number): readonly object[] {
  return world.fleet.vaults.flatMap((vault) => {
    const plan = world.ledger.find(vault, id, nowMs);
    const shown = plan && shownJob(world, plan, nowMs);
    if (!plan || !shown) return [];
    const { status, endMs } = shown;
    return [
      { name: plan.id, status, startTime: timeText(plan.startMs), endTime: endMs === null ? '' : timeText(endMs) },
    ];
  });
}

function rowsSince(world: World, sinceMs: number, nowMs: number): readonly object[] {
  const { twice, foreign } = world.graphFaults;
  const oldestMs = sinceMs - HOUR_MS;
  const rows = world.fleet.vms.flatMap((vm) =>
    world.ledger.jobsOf(vm, nowMs).flatMap((plan) => {
      const shown = plan.outcome === 'configured' || plan.endMs < oldestMs ? null : shownJob(world, plan, nowMs);
      if (!shown || (shown.endMs !== null && shown.endMs < sinceMs)) return [];
      const row = (path: string): object =>
        jobBody(plan, shown, { vaultPath: path, nowMs, dialect: DIALECT, detailed: false });
      const path = vaultPath(vm.vault);
      const drawn = chance(`${plan.id}/rows`)();
      const others = drawn < foreign ? [row(`${path}-foreign`)] : [];
      return drawn < twice ? [row(path), row(path), ...others] : [row(path), ...others];
    }),
  );
  return rows.sort((a, b) => ((a as { id: string }).id < (b as { id: string }).id ? -1 : 1));
}

/** The job as its row shows it; null if there is no row. Its start and its end come late by chances of their own. */
function shownJob(world: World, plan: JobPlan, nowMs: number): ReturnType<World['ledger']['show']> | null {
  const { ledger, graphLagMs, graphFaults } = world;
  const next = chance(`${plan.id}/graph`);
  const lagMs = (): number => {
    const [isLate, byMs] = [next() < graphFaults.late, next() * LATE_MS_MAX];
    return graphLagMs + (isLate ? byMs : 0);
  };
  if (next() < graphFaults.missing || nowMs - lagMs() < plan.startMs) return null;
  return ledger.show(plan, Math.max(plan.startMs, nowMs - lagMs()));
}
