import { notFound, paged, type SimulatedAnswer } from './answers';
import { vaultAt, withVault } from './find';
import { type FleetVault, subscriptionsOf } from './fleet';
import { ARM_TENANT_ID, vaultPath } from './names';
import { policyBody } from './policies';
import type { RouteRequest, World } from './world';

/** GET the vaults of the subscription, or of the resource group that the path names. */
export function listVaults({ fleet }: World, asked: RouteRequest): SimulatedAnswer {
  const group = asked.params['group']?.toLowerCase();
  const subscription = asked.params['subscription']?.toLowerCase();
  const rows = fleet.vaults
    .filter((vault) => vault.subscription === subscription)
    .filter((vault) => group === undefined || vault.resourceGroup.toLowerCase() === group);
  return paged(rows, asked, vaultBody);
}

/** GET the vault. */
export function getVault(world: World, asked: RouteRequest): SimulatedAnswer {
  return withVault(world, asked, (vault) => ({ status: 200, body: vaultBody(vault) }));
}

/** GET backupPolicies. */
export function listPolicies(world: World, asked: RouteRequest): SimulatedAnswer {
  return withVault(world, asked, (vault) => paged(vault.policies, asked, ({ name }) => policy(world, asked, name)));
}

/** GET backupPolicies/{policy}. The body of its 404 is an empty object, as recorded. */
export function getPolicy(world: World, asked: RouteRequest): SimulatedAnswer {
  return withVault(world, asked, () => {
    const body = policy(world, asked, asked.params['policy'] ?? '');
    return body ? { status: 200, body } : { status: 404, body: {} };
  });
}

/** GET /subscriptions and /subscriptions/{id}, as `az login` reads them. */
export function listSubscriptions({ fleet }: World, asked: RouteRequest): SimulatedAnswer {
  return paged(subscriptionsOf(fleet), asked, subscriptionBody);
}

export function getSubscription(_world: World, { params }: RouteRequest): SimulatedAnswer {
  return { status: 200, body: subscriptionBody(params['subscription']?.toLowerCase() ?? '') };
}

/** GET /tenants. */
export function listTenants(_world: World, asked: RouteRequest): SimulatedAnswer {
  return paged([ARM_TENANT_ID], asked, (id) => ({
    id: `/tenants/${id}`,
    tenantId: id,
    countryCode: 'JP',
    displayName: 'Simulated Azure',
    domains: ['simulated.example'],
    tenantCategory: 'Home',
  }));
}

export function subscriptionNotFound(id: string): SimulatedAnswer {
  return notFound('SubscriptionNotFound', `The subscription '${id}' could not be found.`);
}

function subscriptionBody(id: string): Record<string, unknown> {
  return {
    id: `/subscriptions/${id}`,
    subscriptionId: id,
    tenantId: ARM_TENANT_ID,
    displayName: 'Simulated subscription',
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Internal_2014-09-01',
      quotaId: 'Internal_2014-09-01',
      spendingLimit: 'Off',
    },
    authorizationSource: 'RoleBased',
    managedByTenants: [],
  };
}

function vaultBody(vault: FleetVault): Record<string, unknown> {
  return {
    location: vault.location,
    name: vault.name,
    etag: 'W/"datetime\'2026-01-05T06%3A23%3A59.3280272Z\'"',
    properties: {
      provisioningState: 'Succeeded',
      privateEndpointStateForBackup: 'None',
      privateEndpointStateForSiteRecovery: 'None',
      backupStorageVersion: 'V2',
      securitySettings: {
        softDeleteSettings: {
          softDeleteRetentionPeriodInDays: 14,
          softDeleteState: 'Enabled',
          enhancedSecurityState: 'Enabled',
        },
        multiUserAuthorization: 'Disabled',
      },
      redundancySettings: { standardTierStorageRedundancy: 'GeoRedundant', crossRegionRestore: 'Disabled' },
      publicNetworkAccess: 'Enabled',
    },
    id: vaultPath(vault),
    type: 'Microsoft.RecoveryServices/vaults',
    sku: { name: 'RS0', tier: 'Standard' },
  };
}

function policy(world: World, asked: RouteRequest, name: string): Record<string, unknown> | null {
  const vault = vaultAt(world, asked);
  const plan = vault?.policies.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (!plan) return null;
  const protects = world.fleet.vms.filter(
    (vm) => vm.vault === vault && vm.policy === plan && vm.life !== 'softDeleted',
  );
  return policyBody(plan, `${asked.vaultPath}/backupPolicies/${plan.name}`, protects.length);
}
