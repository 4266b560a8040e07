import { randomUUID } from 'node:crypto';

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../services/platform/durations';
import { chance } from './chance';
import { type Fleet, type FleetVault, type FleetVm, healthy, type Story, vmKey } from './fleet';
import { canCancel, endOf, type JobShown, showJob } from './jobs';
import { type Cause, configured, type JobPlan, type Lasting, lasting, planRun, refused } from './plans';
import { dueBetween } from './policies';
import { GRID, type Service } from './service';

/** Nights of history that each VM has at the start. No job or scheduled point is older than KEPT_MS. */
const HISTORY_MS = 14 * DAY_MS;
const KEPT_MS = 30 * DAY_MS;
/** A scheduled run begins so long after its policy's time; Azure's documentation says within two hours. */
const LAG_MS = { least: 5 * MINUTE_MS, most: 20 * MINUTE_MS };
/** Most on-demand jobs kept for each VM; the oldest is dropped first. */
const ON_DEMAND_MAX = 1000;
/** How long before the start a soft-deleted VM was deleted. */
export const DELETED_MS = 5 * DAY_MS;

/** How long before the start a VM without a backup was protected. */
const CONFIGURED_AGO_MS = 2 * HOUR_MS;

interface Runs {
  /** Runs due before this moment are in `plans`. */
  untilMs: number;
  plans: JobPlan[];
}

/** All jobs: scheduled ones, which follow from the seed and the clock, and requested ones. */
export class Ledger {
  readonly #fleet: Fleet;
  readonly #startMs: number;
  readonly #seed: number;
  readonly #service: Service;
  readonly #scheduled = new Map<FleetVm, Runs>();
  readonly #onDemand = new Map<FleetVm, JobPlan[]>();
  readonly #cancels = new Map<string, number>();
  #triggers = 0;

  constructor(
    fleet: Fleet,
    {
      startMs,
      seed,
      jobs = [],
      service = GRID,
    }: { startMs: number; seed: number; jobs?: readonly Lasting[]; service?: Service },
  ) {
    this.#fleet = fleet;
    this.#startMs = startMs;
    this.#seed = seed;
    this.#service = service;
    jobs.forEach((job, index) => {
      this.#begun(job, index);
    });
  }

  /** Jobs of `vm` that had started by `nowMs`, unordered. */
  jobsOf(vm: FleetVm, nowMs: number): JobPlan[] {
    const asked = this.#onDemand.get(vm) ?? [];
    const scheduled = this.#runs(vm, nowMs).filter((plan) => plan.startMs <= nowMs);
    if (asked.length === 0) return scheduled;
    return [...scheduled.map((plan) => (this.#runsAt(asked, plan.startMs) ? refused(plan) : plan)), ...asked];
  }

  /** Jobs of all of the vault's VMs, newest first. */
  jobsIn(vault: FleetVault, nowMs: number): JobPlan[] {
    return this.#fleet.vms
      .filter((vm) => vm.vault === vault)
      .flatMap((vm) => this.jobsOf(vm, nowMs))
      .sort((a, b) => b.startMs - a.startMs);
  }

  /** The vault's job with this id, compared case-insensitively; undefined for a job of another vault. */
  find(vault: FleetVault, id: string, nowMs: number): JobPlan | undefined {
    const wanted = id.toLowerCase();
    for (const vm of this.#fleet.vms) {
      const found = vm.vault === vault ? this.jobsOf(vm, nowMs).find((plan) => plan.id === wanted) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  show(plan: JobPlan, nowMs: number): JobShown {
    return showJob(plan, this.#cancels.get(plan.id), nowMs);
  }

  /** Starts a backup. If another backup of the VM runs, it becomes a failed job, as in Azure. */
  trigger(vm: FleetVm, expiryMs: number, nowMs: number): JobPlan {
    this.#triggers += 1;
    const plan = planRun(vm, {
      key: `${this.#seed}/${vmKey(vm)}/on-demand/${this.#triggers}`,
      // The start time is part of the key: a restarted simulator must not reuse ids.
      id: randomUUID(),
      startMs: nowMs,
      story: vm.story,
      expiryMs,
      service: this.#service,
    });
    const busy = this.#runsAt(this.jobsOf(vm, nowMs), nowMs);
    const asked = this.#onDemand.get(vm) ?? [];
    const job = busy ? refused(plan) : plan;
    this.#onDemand.set(vm, [...asked, job].slice(-ON_DEMAND_MAX));
    return job;
  }

  /** Requests a cancellation; false if the job can no longer be cancelled. */
  cancel(plan: JobPlan, nowMs: number): boolean {
    const allowed = canCancel(plan, this.#cancels.get(plan.id), nowMs);
    if (allowed) this.#cancels.set(plan.id, nowMs);
    return allowed;
  }

  /** A job that began long before the start. */
  #begun(job: Lasting, index: number): void {
    for (const vm of this.#fleet.vms.filter(({ name }) => name === job.vm)) {
      const key = `${this.#seed}/${vmKey(vm)}/lasting/${index}`;
      const run = this.#plan(vm, { key, startMs: this.#startMs - job.agoMs, story: healthy(vm) });
      const plan = lasting(run, job);
      this.#onDemand.set(vm, [...(this.#onDemand.get(vm) ?? []), plan]);
      if (job.cancelling) this.#cancels.set(plan.id, this.#startMs);
    }
  }

  #runsAt(plans: readonly JobPlan[], atMs: number): boolean {
    return plans.some(
      (plan) =>
        plan.outcome !== 'refused' &&
        !plan.lasting &&
        plan.startMs <= atMs &&
        atMs < endOf(plan, this.#cancels.get(plan.id)),
    );
  }

  /** Scheduled runs due by `nowMs`; the last one may start a little later. */
  #runs(vm: FleetVm, nowMs: number): JobPlan[] {
    const runs = this.#scheduled.get(vm) ?? this.#beginning(vm);
    this.#scheduled.set(vm, runs);
    if (nowMs < runs.untilMs) return runs.plans;
    const fromMs = Math.max(runs.untilMs, nowMs - KEPT_MS);
    const due = dueBetween(vm.policy, fromMs, Math.min(nowMs + 1, this.#lastMs(vm)));
    runs.plans = runs.plans.filter(({ startMs }) => startMs > nowMs - KEPT_MS);
    for (const dueMs of due) {
      const run = this.#scheduledRun(vm, dueMs);
      // With a policy of every four hours, a slow run can overlap the next one.
      runs.plans.push(this.#runsAt(runs.plans, run.startMs) ? refused(run) : run);
    }
    runs.untilMs = nowMs + 1;
    return runs.plans;
  }

  #beginning(vm: FleetVm): Runs {
    if (vm.life !== 'new') return { untilMs: this.#startMs - HISTORY_MS, plans: [] };
    const startMs = this.#startMs - CONFIGURED_AGO_MS;
    const key = `${this.#seed}/${vmKey(vm)}/${startMs}`;
    return {
      untilMs: this.#startMs,
      plans: [configured(this.#plan(vm, { key, startMs, story: vm.story }))],
    };
  }

  #lastMs({ life }: FleetVm): number {
    if (life === 'softDeleted') return this.#startMs - DELETED_MS;
    return this.#fleet.scheduled ? Infinity : this.#startMs;
  }

  #scheduledRun(vm: FleetVm, dueMs: number): JobPlan {
    const key = `${this.#seed}/${vmKey(vm)}/${dueMs}`;
    const lagMs = LAG_MS.least + Math.round(chance(`${key}/lag`)() * (LAG_MS.most - LAG_MS.least));
    const startMs = dueMs + lagMs;
    return this.#plan(vm, { key, startMs, story: this.#storyAt(vm, startMs) });
  }

  /** A run that nobody requested. */
  #plan(vm: FleetVm, cause: Pick<Cause, 'key' | 'startMs' | 'story'>): JobPlan {
    return planRun(vm, { ...cause, expiryMs: null, service: this.#service });
  }

  #storyAt(vm: FleetVm, atMs: number): Story {
    return atMs >= this.#startMs - vm.nights * DAY_MS ? vm.story : healthy(vm);
  }
}
