import type { Dialect } from './dialect';
import { itemPath } from './names';
import type { Point } from './points';
import { timeText } from './times';

/** Azure's body of a recovery point; `vaultPath` as the request spelled it. */
export function pointBody(point: Point, vaultPath: string, dialect: Dialect): Record<string, unknown> {
  const { vm, expiryMs, consistency } = point.plan;
  return {
    id: `${vaultPath}${itemPath(vm)}/recoveryPoints/${point.id}`,
    name: point.id,
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints',
    properties: {
      objectType: 'IaasVMRecoveryPoint',
      recoveryPointType: consistency,
      recoveryPointTime: timeText(point.atMs),
      recoveryPointAdditionalInfo: '',
      sourceVMStorageType: 'PremiumVMOnPartialPremiumStorage',
      isSourceVMEncrypted: false,
      [dialect.oldIlr ? 'isInstantILRSessionActive' : 'isInstantIlrSessionActive']: false,
      recoveryPointTierDetails: tiers(point).map(({ type, status }) =>
        dialect.tierNumbers ? { type: TIER_NUMBERS[type], status: STATUS_NUMBERS[status] } : { type, status },
      ),
      isManagedVirtualMachine: true,
      virtualMachineSize: vm.os === 'Windows' ? 'Standard_D2s_v5' : 'Standard_B1s',
      originalStorageAccountOption: false,
      osType: vm.os,
      recoveryPointMoveReadinessInfo: {
        ArchivedRP: {
          isReadyForMove: false,
          additionalInfo:
            "We're still determining if this Recovery Point can be moved.. Please check again after some time.",
        },
      },
      securityType: 'None',
      recoveryPointProperties: {
        // Most recorded points have no expiry time. Here, only on-demand points of Windows VMs have one.
        ...(expiryMs !== null &&
          vm.os === 'Windows' && { expiryTime: timeText(expiryMs).slice(0, -1), ruleName: 'On-Demand' }),
        isSoftDeleted: vm.life === 'softDeleted',
      },
      isPrivateAccessEnabledOnAnyDisk: false,
      createdWithPolicyType: vm.policy.enhanced ? 'V2' : 'V1',
      threatStatus: dialect.threatNumber ? 0 : 'NotAvailable',
    },
  };
}

const TIER_NUMBERS = { InstantRP: 1, HardenedRP: 2 };
/** 1 is recorded; 3 follows from the specification's order (Invalid, Valid, Disabled, Deleted). */
const STATUS_NUMBERS = { Valid: 1, Deleted: 3 };

function tiers({
  inSnapshotTier,
  inVault,
}: Point): { type: 'InstantRP' | 'HardenedRP'; status: 'Valid' | 'Deleted' }[] {
  return [
    { type: 'InstantRP', status: inSnapshotTier ? 'Valid' : 'Deleted' },
    ...(inVault ? [{ type: 'HardenedRP', status: 'Valid' } as const] : []),
  ];
}
