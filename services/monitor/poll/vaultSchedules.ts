import { type IdKey, idKey, isJobOf, type VaultKey, vaultKey } from '../../backup/ids';
import { indexOf } from '../../backup/itemIndex';
import { operationOf } from '../../backup/operations';
import { inactiveOf } from '../../backup/protection';
import { type ExpectedStart, expectedStarts } from '../../backup/schedule/expectedStarts';
import type { Job, Policy, ProtectedItem, VaultRef } from '../../backup/types';
import { HOUR_MS, MINUTE_MS } from '../../platform/durations';
import type { Discovery } from '../track/discover';

/** How long the policies of a vault are used before they are read again. */
export const POLICIES_MS = 6 * HOUR_MS;
/** After a failed read of policies; the monitor then finds the vault's backups as if it had no schedule. */
const FAILED_MS = 15 * MINUTE_MS;
/** Most vaults of one subscription whose policies are read in an hour. Azure limits those reads too. */
const PER_HOUR_MAX = 60;
/** Most of them that one round reads, because its other reads wait for them. */
const AT_ONCE_MAX = 2;
/** For how long expected starts are reused, unless a list is read: each round asks for them. */
const REUSED_MS = 30_000;

/** Times are epoch ms. */
interface VaultSchedule {
  /** By the id that the items name. */
  policies: ReadonlyMap<IdKey, Policy>;
  /** When its policies are to be read. */
  dueMs: number;
  /** The backups of the newest list, by the VM's name. */
  backups: ReadonlyMap<IdKey, readonly Job[]>;
  starts: { readonly atMs: number; readonly value: readonly ExpectedStart[] } | null;
}

/** A vault whose policies are to be read: one item of each, by the policy's id. */
export interface DuePolicies {
  readonly vault: VaultRef;
  readonly items: ReadonlyMap<IdKey, ProtectedItem>;
}

/** What the monitor knows of the schedules of watched VMs, and which of their backups lists have shown. */
export class VaultSchedules {
  readonly #vaults = new Map<VaultKey, VaultSchedule>();
  /** When policies were read within the last hour, by subscription. */
  readonly #reads = new Map<IdKey, readonly number[]>();

  /** Notes the backups that a list of the vault has shown. */
  listed(vault: VaultRef, rows: readonly Job[]): void {
    const backups = new Map<IdKey, Job[]>();
    for (const job of rows) {
      if (operationOf(job) !== 'backup') continue;
      const name = idKey(job.vmName);
      const others = backups.get(name);
      if (others) others.push(job);
      else backups.set(name, [job]);
    }
    const schedule = this.#vault(vault);
    schedule.backups = backups;
    schedule.starts = null;
  }

  /** Scheduled backups of the vault's watched VMs that no list has shown. */
  startsOf(vault: VaultRef, discovery: Discovery, now: Date): readonly ExpectedStart[] {
    const schedule = this.#vault(vault);
    const nowMs = now.getTime();
    if (schedule.starts && nowMs - schedule.starts.atMs < REUSED_MS) return schedule.starts.value;
    const vms = scheduledIn(vault, discovery).flatMap(({ item, policy, awaited }) => {
      const known = schedule.policies.get(policy);
      return known ? [{ policy: known, awaited, begunMs: begunMs(item, schedule) }] : [];
    });
    const value = expectedStarts(vms, now);
    schedule.starts = { atMs: nowMs, value };
    return value;
  }

  /** Those of `vaults` whose policies are to be read now. They then count as read, unless `failed` says otherwise. */
  takeDue(vaults: readonly VaultRef[], discovery: Discovery, nowMs: number): readonly DuePolicies[] {
    const due: DuePolicies[] = [];
    for (const vault of vaults) {
      const schedule = this.#vault(vault);
      const subscription = idKey(vault.subscription);
      const reads = (this.#reads.get(subscription) ?? []).filter((atMs) => atMs > nowMs - HOUR_MS);
      if (nowMs < schedule.dueMs || reads.length >= PER_HOUR_MAX || due.length >= AT_ONCE_MAX) continue;
      schedule.dueMs = nowMs + POLICIES_MS;
      const items = new Map(scheduledIn(vault, discovery).map(({ item, policy }) => [policy, item]));
      if (items.size === 0) continue;
      this.#reads.set(subscription, [...reads, nowMs]);
      due.push({ vault, items });
    }
    return due;
  }

  policiesRead(vault: VaultRef, policies: VaultSchedule['policies']): void {
    const schedule = this.#vault(vault);
    schedule.policies = policies;
    schedule.starts = null;
  }

  failed(vault: VaultRef, nowMs: number): void {
    this.#vault(vault).dueMs = nowMs + FAILED_MS;
  }

  #vault(vault: VaultRef): VaultSchedule {
    const key = vaultKey(vault);
    const known = this.#vaults.get(key);
    if (known) return known;
    const schedule: VaultSchedule = { policies: new Map(), dueMs: 0, backups: new Map(), starts: null };
    this.#vaults.set(key, schedule);
    return schedule;
  }
}

/** The vault's watched VMs that have a policy and get backups. */
function scheduledIn(
  vault: VaultRef,
  { items, coverage }: Discovery,
): readonly { readonly item: ProtectedItem; readonly policy: IdKey; readonly awaited: boolean }[] {
  return indexOf(items)
    .ofVault(vault)
    .flatMap((item) => {
      const demand = coverage.demandFor(item);
      if (demand === null || item.policy === null || inactiveOf(item) !== null) return [];
      return [{ item, policy: idKey(item.policy.id), awaited: demand.level === 'progress' }];
    });
}

function begunMs(item: ProtectedItem, { backups }: VaultSchedule): number {
  const jobs = (backups.get(idKey(item.vm.name)) ?? []).filter((job) => isJobOf(job, item));
  return Math.max(-Infinity, ...jobs.map(({ startedAt }) => startedAt?.getTime() ?? -Infinity));
}
