import { CALLS } from '../../services/azure/http/calls';
import type { SimulatedAnswer } from './answers';
import { withVault } from './find';
import type { RouteRequest, World } from './world';

/**
 * GET {vault}/providers/Microsoft.Authorization/permissions: what whoever asks may do there, of the bot's own calls.
 * Azure answers with one entry per role that is assigned; here all stand in one.
 */
export function listPermissions(world: World, asked: RouteRequest): SimulatedAnswer {
  const actions = Object.values(CALLS)
    .map(({ action }) => action)
    .filter(asked.may);
  return withVault(world, asked, () => ({
    status: 200,
    body: { value: [{ actions, notActions: [], dataActions: [], notDataActions: [] }] },
  }));
}
