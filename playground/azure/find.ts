import { notFound, type SimulatedAnswer } from './answers';
import type { FleetVault, FleetVm } from './fleet';
import { containerName, itemName } from './names';
import type { JobPlan } from './plans';
import type { RouteRequest, World } from './world';

/** Azure compares names case-insensitively. */
function same(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}

/** The path's vault; undefined if there is none. */
export function vaultAt({ fleet }: World, { params }: RouteRequest): FleetVault | undefined {
  const { subscription, group, vault: name } = params;
  return fleet.vaults.find(
    (vault) => same(vault.name, name) && same(vault.resourceGroup, group) && same(vault.subscription, subscription),
  );
}

/** Answers with `draw` of the path's vault, or 404. */
export function withVault(
  world: World,
  asked: RouteRequest,
  draw: (vault: FleetVault) => SimulatedAnswer,
): SimulatedAnswer {
  const found = vaultAt(world, asked);
  if (found) return draw(found);
  const { group = '', vault: name = '' } = asked.params;
  return notFound(
    'ResourceNotFound',
    `The Resource 'Microsoft.RecoveryServices/vaults/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** Answers with `draw` of the path's protected item, or 404. */
export function withItem(world: World, asked: RouteRequest, draw: (vm: FleetVm) => SimulatedAnswer): SimulatedAnswer {
  const { container, item, fabric } = asked.params;
  return withVault(world, asked, (vault) => {
    const found = world.fleet.vms.find(
      (vm) => vm.vault === vault && same(itemName(vm), item) && same(containerName(vm), container),
    );
    return found && same('Azure', fabric) ? draw(found) : notFound('NotFound', 'The protected item was not found.');
  });
}

/** Answers with `draw` of the path's job, or 404; also 404 for a job of another vault. */
export function withJob(world: World, asked: RouteRequest, draw: (plan: JobPlan) => SimulatedAnswer): SimulatedAnswer {
  return withVault(world, asked, (vault) => {
    const found = world.ledger.find(vault, asked.params['job'] ?? '', asked.nowMs);
    return found ? draw(found) : notFound('UserErrorJobNotFound', 'The specified job was not found.');
  });
}
