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

/** What Azure may write for a tier that no longer holds the point (RecoveryPointTierStatus of the REST specification). */
const GONE = new Set(['deleted', 'disabled', 'invalid']);
const TIERS = new Set(['instantrp', 'hardenedrp', 'archivedrp']);

/**
 * What the point is worth and why (docs/azure.md, docs/messages.md). `policy` is the item's of today, which need not be the one
 * that the point was made under; null where it is not known: then nothing is concluded from it. A type that Azure
 * added later is `other`.
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

/** Azure falls back to a crash-consistent snapshot under Enhanced policies only, so it is named for no other. */
function crashUnder(policy: Policy | null): Pick<Why, 'reason' | 'remedy'> {
  if (policy?.crashConsistentOnly === true) return { reason: 'crashPolicyOnly', remedy: 'policyConsistency' };
  return { reason: policy?.enhanced === true ? 'crashEnhanced' : 'crash', remedy: 'startVm' };
}

/**
 * Which tiers still hold the point. `unknown` where Azure names no tier, or one whose type or status we do not know and
 * which could make it more than the others do; `none` where every tier has let it go.
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
