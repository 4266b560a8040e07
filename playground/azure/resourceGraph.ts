import { errorAnswer, type SimulatedAnswer } from './answers';
import type { RouteRequest, World } from './world';

const ITEM_TYPE = 'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems';
/** The one query that is understood: how many protected items there are. */
const COUNT_ITEMS = /^recoveryservicesresources\s*\|\s*where type =~ '([^']+)'\s*\|\s*summarize (\w+) ?= ?count\(\)$/i;
/** https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests */
const QUOTA = { 'x-ms-user-quota-remaining': '14', 'x-ms-user-quota-resets-after': '00:00:05' };

/** POST Microsoft.ResourceGraph/resources: counts the protected items of all vaults, also those that are deleted. */
export function queryResources({ fleet }: World, { body }: RouteRequest): SimulatedAnswer {
  const { query } = (body ?? {}) as { readonly query?: unknown };
  const [, type = '', column = ''] = COUNT_ITEMS.exec(typeof query === 'string' ? query.trim() : '') ?? [];
  if (type.toLowerCase() !== ITEM_TYPE)
    return errorAnswer(400, 'BadRequest', 'The simulated Azure answers one query of Resource Graph, not this one.');
  return {
    status: 200,
    headers: QUOTA,
    body: {
      ...{ totalRecords: 1, count: 1, data: [{ [column]: fleet.vms.length }], facets: [], resultTruncated: 'false' },
    },
  };
}
