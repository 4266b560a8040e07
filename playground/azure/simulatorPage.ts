import type { Throttle } from './throttle';
import type { World } from './world';

/**
 * The answer to `GET /__simulator`: the true course of every job since the start (earlier ones are left out), and the
 * number of reads of each action.
 */
export function happened({ clock, startMs, fleet, ledger }: World, throttle: Throttle): unknown {
  const nowMs = clock.now().getTime();
  const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    now: iso(nowMs),
    jobs: fleet.vaults
      .flatMap((vault) => ledger.jobsIn(vault, nowMs))
      .filter((plan) => plan.startMs >= startMs)
      .map((plan) => {
        const { status, endMs, snapshotDoneMs } = ledger.show(plan, nowMs);
        return {
          id: plan.id,
          vm: plan.vm.name,
          vault: plan.vm.vault.name,
          started: iso(plan.startMs),
          snapshotDone: iso(snapshotDoneMs),
          ended: iso(endMs),
          status,
        };
      }),
    ...throttle.counts(),
  };
}
