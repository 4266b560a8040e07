import { DAY_MS } from '../../services/platform/durations';
import type { FleetVm } from './fleet';
import type { JobShown } from './jobs';
import type { Ledger } from './ledger';
import type { JobPlan } from './plans';
import { INSTANT_DAYS, RETENTION_DAYS } from './policies';

export interface Point {
  readonly id: string;
  readonly plan: JobPlan;
  readonly atMs: number;
  readonly expiryMs: number;
  readonly inSnapshotTier: boolean;
  readonly inVault: boolean;
}

/** When a point appears in the list: at its job's end or its snapshot's. No recording shows which (docs/azure.md). */
export type PointsListed = 'end' | 'snapshot';

/** The recovery points of `vm` that are listed at `nowMs` and have not expired, newest first. */
export function listedPoints(
  vm: FleetVm,
  ledger: Ledger,
  { listed, nowMs }: { listed: PointsListed; nowMs: number },
): Point[] {
  return ledger
    .jobsOf(vm, nowMs)
    .flatMap((plan) => pointOf(plan, ledger.show(plan, nowMs), { listed, nowMs }))
    .sort((a, b) => b.atMs - a.atMs);
}

function pointOf(plan: JobPlan, shown: JobShown, { listed, nowMs }: { listed: PointsListed; nowMs: number }): Point[] {
  const expiryMs = plan.expiryMs ?? plan.startMs + RETENTION_DAYS * DAY_MS;
  const exists = shown.snapshotDoneMs !== null && (listed === 'snapshot' || shown.endMs !== null);
  if (!exists || expiryMs <= nowMs) return [];
  const copied = shown.tasks.some(({ name, status }) => name.startsWith('Transfer') && status === 'Completed');
  return [
    {
      id: plan.pointId,
      plan,
      atMs: plan.pointMs,
      expiryMs,
      // Without a transfer to the vault, the point stays in the snapshot tier.
      inSnapshotTier: !copied || nowMs < plan.pointMs + INSTANT_DAYS * DAY_MS,
      inVault: copied,
    },
  ];
}
