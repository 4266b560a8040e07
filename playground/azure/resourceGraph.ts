import { errorAnswer, type SimulatedAnswer } from './answers';
import { timeText } from './times';
import type { RouteRequest, World } from './world';

const ITEM_TYPE = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';
/** The queries that are understood: how many protected items there are … */
const COUNT_ITEMS = /^recoveryservicesresources\s*\|\s*where type =~ '([^']+)'\s*\|\s*summarize (\w+) ?= ?count\(\)$/i;
/** … and one backup job, by its id. */
const ONE_JOB =
  /^recoveryservicesresources\s*\|\s*where type =~ 'microsoft.recoveryservices\/vaults\/backupjobs'\s*\|\s*where name =~ '([\w-]+)'\s*\|\s*project name, status = tostring\(properties\.status\), startTime = tostring\(properties\.startTime\), endTime = tostring\(properties\.endTime\)$/i;
/** https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests */
const QUOTA = { 'x-ms-user-quota-remaining': '14', 'x-ms-user-quota-resets-after': '00:00:05' };

/** POST Microsoft.ResourceGraph/resources. Only the rows of jobs lag; deleted items count as items. */
export function queryResources(world: World, { body, nowMs }: RouteRequest): SimulatedAnswer {
  const { query } = (body ?? {}) as { readonly query?: unknown };
  const text = typeof query === 'string' ? query.trim() : '';
  const [, type = '', column = ''] = COUNT_ITEMS.exec(text) ?? [];
  if (type.toLowerCase() === ITEM_TYPE) return rowsAnswer([{ [column]: world.fleet.vms.length }]);
  const [, job] = ONE_JOB.exec(text) ?? [];
  if (job !== undefined) return rowsAnswer(jobRows(world, job, nowMs - world.graphLagMs));
  return errorAnswer(400, 'BadRequest', 'The simulated Azure answers two queries of Resource Graph, not this one.');
}

function rowsAnswer(data: readonly object[]): SimulatedAnswer {
  const { length: count } = data;
  return {
    status: 200,
    headers: QUOTA,
    body: { totalRecords: count, count, data, facets: [], resultTruncated: 'false' },
  };
}

/** The job's row as it was at that moment; none before its start. */
function jobRows({ fleet, ledger }: World, id: string, atMs: number): readonly object[] {
  return fleet.vaults.flatMap((vault) => {
    const plan = ledger.find(vault, id, atMs);
    if (!plan || plan.startMs > atMs) return [];
    const { status, endMs } = ledger.show(plan, atMs);
    return [
      { name: plan.id, status, startTime: timeText(plan.startMs), endTime: endMs === null ? '' : timeText(endMs) },
    ];
  });
}
