import { HOUR_MS } from '../../services/platform/durations';
import { type Fleet, type FleetVault, type FleetVm, healthy, type Story, story } from './fleet';
import { SUBSCRIPTION_ID, subscriptionId } from './names';
import { minuteAfter, type PolicyPlan } from './policies';

interface Grid {
  readonly subscriptions: number;
  /** Vaults of each subscription. */
  readonly vaults: number;
  /** VMs of each vault. */
  readonly each: number;
}

/**
 * Subscriptions, vaults and VMs, numbered vault-01, … and vm-001, … through all subscriptions. Every backup
 * succeeds; no policy starts one.
 */
export function gridFleet(startMs: number, { subscriptions, vaults, each }: Grid): Fleet {
  const policy = nightly(startMs, 8);
  const rows = Array.from({ length: subscriptions * vaults }, (_, index) =>
    vault(index, [policy], subscriptionId(Math.floor(index / vaults) + 1)),
  );
  return {
    vaults: rows,
    scheduled: false,
    vms: rows.flatMap((row, index) =>
      Array.from({ length: each }, (_, place) => plainVm(row, policy, index * each + place + 1)),
    ),
  };
}

/** 20 vaults with 50 VMs each. Some VMs' backups fail; policies start backups all night. */
export function largeFleet(startMs: number): Fleet {
  const policies = [nightly(startMs, 8), nightly(startMs, 10), nightly(startMs, 14)];
  const rows = Array.from({ length: 20 }, (_, index) => vault(index, policies));
  return {
    vaults: rows,
    scheduled: true,
    vms: rows.flatMap((row, index) =>
      Array.from({ length: 50 }, (_, place) => {
        const number = index * 50 + place + 1;
        const policy = policies[number % policies.length] ?? nightly(startMs, 8);
        return { ...plainVm(row, policy, number), ...trouble(number) };
      }),
    ),
  };
}

/** Which VMs have trouble, by their number: every 53rd lacks its agent. vm-001 and vm-002 have none. */
function trouble(number: number): { story?: Story; nights?: number } {
  if (number % 53 === 0) return { story: story({ outcome: 'snapshotFailed' }), nights: 2 };
  if (number % 47 === 0) return { story: story({ outcome: 'transferFailed' }), nights: 1 };
  if (number % 31 === 0) return { story: story({ consistency: 'CrashConsistent' }), nights: Infinity };
  if (number % 29 === 0) return { story: story({ retries: 2, tasks: 3 }), nights: Infinity };
  return {};
}

function nightly(startMs: number, afterHours: number): PolicyPlan {
  return {
    name: `DailyPolicy-${afterHours}`,
    timeZone: 'Tokyo Standard Time',
    enhanced: false,
    frequency: 'Daily',
    minute: minuteAfter(startMs, afterHours * HOUR_MS, 'Tokyo Standard Time'),
  };
}

function vault(index: number, policies: readonly PolicyPlan[], subscription = SUBSCRIPTION_ID): FleetVault {
  const number = String(index + 1).padStart(2, '0');
  return {
    subscription,
    name: `vault-${number}`,
    resourceGroup: `rg-backup-${number}`,
    location: 'japaneast',
    policies,
  };
}

function plainVm(row: FleetVault, policy: PolicyPlan, number: number): FleetVm {
  const os = number % 2 === 1 ? 'Windows' : 'Linux';
  return {
    name: `vm-${String(number).padStart(3, '0')}`,
    resourceGroup: `rg-app-${row.name.slice('vault-'.length)}`,
    os,
    tags: {},
    vault: row,
    policy,
    story: healthy({ os, story: story() }),
    nights: 0,
    life: 'protected',
  };
}
