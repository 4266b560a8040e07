import type { ConsistencyFinding, Held, PointFinding } from './findings';
import type { Policy, RecoveryPoint } from './types';

type Why = Omit<ConsistencyFinding, 'typeText'>;

const APPLICATION = {
  Windows: 'windowsApplication',
  Linux: 'linuxApplication',
  none: 'application',
} as const;

const FILE_SYSTEM = {
  Windows: { reason: 'windowsFileSystem', remedy: 'vssWriters' },
  Linux: { reason: 'linuxFileSystem', remedy: 'linuxScripts' },
  none: { reason: 'fileSystem', remedy: null },
} as const;

/** Statuses of a tier that no longer holds the point (REST specification, `RecoveryPointTierStatus`). */
const GONE = new Set(['deleted', 'disabled', 'invalid']);
const TIERS = new Set(['instantrp', 'hardenedrp', 'archivedrp']);

/**
 * The consistency of a recovery point, with its reason and a remedy. `policy` is the item's policy today, which may
 * differ from the policy when the point was made; null if it could not be read. `other` is a type that Azure added
 * later.
 */
export function explainConsistency(point: RecoveryPoint, policy: Policy | null): ConsistencyFinding {
  return { ...whyOf(point, policy), typeText: point.type };
}

function whyOf({ type, os }: RecoveryPoint, policy: Policy | null): Why {
  switch (type.trim().toLowerCase()) {
    case 'appconsistent':
      return { consistency: 'application', reason: APPLICATION[os ?? 'none'], remedy: null };
    case 'filesystemconsistent':
      return { consistency: 'fileSystem', ...FILE_SYSTEM[os ?? 'none'] };
    case 'crashconsistent':
      return { consistency: 'crash', ...crashUnder(policy) };
    default:
      return { consistency: 'other', reason: 'other', remedy: null };
  }
}

/**
 * Names the fallback to a crash-consistent snapshot only for Enhanced policies, because Azure has it under no other.
 */
function crashUnder(policy: Policy | null): Pick<Why, 'reason' | 'remedy'> {
  if (policy?.crashConsistentOnly === true) return { reason: 'crashPolicyOnly', remedy: 'policyConsistency' };
  return { reason: policy?.enhanced === true ? 'crashEnhanced' : 'crash', remedy: 'startVm' };
}

/**
 * Which tiers still hold the point. `unknown`: Azure names no tier, or a tier of unknown type or status may hold it as
 * well. `none`: every tier has dropped the point.
 */
export function heldIn({ tiers }: RecoveryPoint): Held {
  const kept = tiers
    .map(({ type, status }) => ({ type: type.trim().toLowerCase(), status: status.trim().toLowerCase() }))
    .filter(({ status }) => !GONE.has(status));
  const sure = kept.filter(({ type, status }) => TIERS.has(type) && (status === 'valid' || status === 'rehydrated'));
  const holds = (type: string): boolean => sure.some((tier) => tier.type === type);

  if (holds('instantrp') && holds('hardenedrp')) return 'both';
  if (tiers.length === 0 || sure.length < kept.length) return 'unknown';
  if (holds('hardenedrp')) return 'vault';
  if (holds('archivedrp')) return 'archive';
  return holds('instantrp') ? 'snapshot' : 'none';
}

export function finding(point: RecoveryPoint, policy: Policy | null): PointFinding {
  return { point, consistency: explainConsistency(point, policy), held: heldIn(point) };
}
